"""Parquet data: columns by the schema, rows as a JSON file would give them, and what is told without the extra."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from evaluate.test_rows import SET
from hypothesis import given, settings
from hypothesis import strategies as st
from support import needs

from sigc.base.parquet import parquet_columns, parquet_rows
from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.evaluate.rows import Rows, load_rows
from sigc.ir.project import DataSet

SOURCE = """
enum Team { billing other as "none_of_these" }
type Doc { title: str  tags: [str]  seen: date? }
signature Triage {
  input mail: str  input docs: [Doc] = []  input counts: {str: int}?
  output team: Team  output urgency: int(1..5)
}
data mails: Triage from "mails.parquet" { split train 0.5, dev 0.25, test 0.25 }
"""


def written(records: list[dict[str, Any]], schema: Any = None) -> bytes:
    needs("pyarrow")
    import pyarrow
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(records, schema=schema), out, row_group_size=3)
    return out.getvalue()


def told(data: bytes | None, source: str = SOURCE) -> list[tuple[str, str, str | None]]:
    files = {"main.sig": source.encode()} | ({"mails.parquet": data} if data is not None else {})
    return [(d.code, d.title, d.help) for d in check_project("main.sig", Memory(files))[1]]


def dataset(data: bytes) -> DataSet:
    project, found = check_project("main.sig", Memory({"main.sig": SOURCE.encode(), "mails.parquet": data}))
    assert not found
    return project.datasets["mails"]


def loaded(given: DataSet, name: str, data: bytes) -> tuple[Rows | None, list[str]]:
    rows, found = load_rows(given, Memory({name: data}))
    return rows, [f"{d.code} {d.title}{': ' + d.note if d.note else ''}" for d in found]


def test_nested_types_are_what_json_would_say() -> None:
    import pyarrow as pa

    schema = pa.schema(
        {
            "mail": pa.string(),
            "docs": pa.list_(
                pa.struct({"title": pa.string(), "tags": pa.large_list(pa.string()), "seen": pa.date32()})
            ),
            "counts": pa.map_(pa.string(), pa.int32()),
            "team": pa.dictionary(pa.int8(), pa.string()),
            "urgency": pa.decimal128(5, 2),
            "at": pa.timestamp("s"),
        }
    )
    record = {
        "mail": "a",
        "docs": [{"title": "t", "tags": ["x"], "seen": date(2026, 3, 14)}, {"title": "u", "tags": [], "seen": None}],
        "counts": [("k", 2)],
        "team": "none_of_these",
        "urgency": Decimal("3.00"),
        "at": datetime(2026, 3, 14, 9),
    }
    data = written([record], schema)
    assert list(parquet_rows(data)) == [
        {
            "mail": "a",
            "docs": [{"title": "t", "tags": ["x"], "seen": "2026-03-14"}, {"title": "u", "tags": [], "seen": None}],
            "counts": {"k": 2},
            "team": "none_of_these",
            "urgency": 3,
            "at": "2026-03-14T09:00:00",
        }
    ]
    rows, found = loaded(dataset(data), "mails.parquet", data)
    assert found == ["SIG0514 columns of `mails.parquet` that no field takes: `at`"]
    assert rows is not None
    (row,) = (*rows.train, *rows.dev, *rows.test)
    assert row.inputs["docs"][0]["seen"] == date(2026, 3, 14)
    assert (row.want["team"], row.want["urgency"]) == ("other", 3)


RECORDS = st.lists(
    st.fixed_dictionaries(
        {"mail": st.text(st.characters(codec="utf-8"), max_size=8)},
        optional={"team": st.sampled_from(["billing", "none_of_these"]), "urgency": st.integers(0, 6)},
    ),
    min_size=1,
    max_size=12,
)


@given(RECORDS)
@settings(max_examples=40, deadline=None)
def test_rows_are_those_of_the_same_records_as_json_lines(records: list[dict[str, Any]]) -> None:
    needs("pyarrow")
    import pyarrow as pa

    schema = pa.schema({"mail": pa.string(), "team": pa.string(), "urgency": pa.int64()})
    lines = "".join(json.dumps(r) + "\n" for r in records).encode()
    rows, found = loaded(SET, "mails.jsonl", lines)
    others, told_ = loaded(
        DataSet(**{f: getattr(SET, f) for f in SET.__match_args__} | {"files": {"": "mails.parquet"}}),
        "mails.parquet",
        written(records, schema),
    )
    assert rows == others
    assert [t.replace("mails.jsonl", "mails.parquet") for t in found if "SIG0514" not in t] == [
        t for t in told_ if "SIG0514" not in t
    ]


def test_columns_are_read_from_the_schema_and_no_row_is() -> None:
    data = written([{"mail": f"mail number {n}", "team": "billing"} for n in range(50)])
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    damaged = data[:4] + bytes(footer - 4) + data[footer:]
    assert parquet_columns(damaged) == {"mail", "team"}
    assert told(damaged) == []
    assert loaded(dataset(damaged), "mails.parquet", damaged)[1][0].startswith("SIG0510 `mails.parquet` is no Parquet")


def test_a_missing_column_is_told_before_anything_runs() -> None:
    data = written([{"text": "a", "team": "billing"}])
    assert [code for code, _, _ in told(data)] == ["SIG0511"]


def test_a_file_that_is_not_parquet() -> None:
    needs("pyarrow")
    assert [(code, title) for code, title, _ in told(b"mail,team\n")] == [
        ("SIG0510", "`mails.parquet` is no Parquet file that can be read")
    ]
    assert told(None)[0][:2] == ("SIG0510", "there is no file `mails.parquet`")


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written([{"mail": "a"}])
    given = dataset(data)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert told(data) == [
        ("SIG0516", "`mails.parquet` is Parquet, which an extra reads", 'pip install "sigc[parquet]"')
    ]
    assert loaded(given, "mails.parquet", data)[1] == ["SIG0516 `mails.parquet` is Parquet, which an extra reads"]


def test_a_row_that_does_not_fit_is_told_by_its_number() -> None:
    data = written([{"mail": "a", "urgency": 1}, {"mail": "b", "urgency": 9}])
    assert loaded(dataset(data), "mails.parquet", data)[1][0].startswith("SIG0501 row 2 of `mails.parquet`: `urgency`")
