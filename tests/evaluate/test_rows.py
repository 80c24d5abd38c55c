"""Rows of data sets: typing, splits, and what a user is told of rows that do not fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.base.source import Memory
from sigc.evaluate.rows import Row, Rows, inputs_key, load_rows
from sigc.ir.expr import Attr, Const, Var
from sigc.ir.project import DataSet
from sigc.ir.types import EnumDef, Field, Int, List, Media, Member, Optional, Ref, Str

TYPES = {"Team": EnumDef("Team", (Member("billing"), Member("other", alias="none_of_these")))}
SET = DataSet(
    name="mails",
    subject="Triage",
    inputs=(Field("mail", Str()),),
    wants=(Field("team", Ref("Team")), Field("urgency", Int(1, 5)), Field("order", Optional(Str()))),
    extras=(),
    files={"": "mails.jsonl"},
    home=".",
    types=TYPES,
    split=(("train", 0.5), ("dev", 0.25), ("test", 0.25)),
)


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def load(text: str | Mapping[str, str], dataset: DataSet = SET) -> tuple[Rows | None, list[tuple[str, str]]]:
    texts = {"mails.jsonl": text} if isinstance(text, str) else text
    rows, found = load_rows(dataset, Memory.of(texts))
    return rows, [(d.code, f"{d.title}{': ' + d.note if d.note else ''}") for d in found]


def every(rows: Rows | None) -> list[Row]:
    assert rows is not None
    return [*rows.train, *rows.dev, *rows.test]


def test_a_row_is_typed_and_members_may_come_by_name_or_by_wire_spelling() -> None:
    rows, found = load(lines({"mail": "a", "team": "none_of_these"}, {"mail": "b", "team": "other", "urgency": 2}))
    assert found == []
    assert sorted((r.inputs["mail"], dict(r.want)) for r in every(rows)) == [
        ("a", {"team": "other"}),
        ("b", {"team": "other", "urgency": 2}),
    ]


def test_an_optional_column_that_other_rows_have_is_none() -> None:
    rows, _ = load(lines({"mail": "a"}, {"mail": "b", "order": "x"}))
    assert sorted((r.inputs["mail"], r.want.get("order", "absent")) for r in every(rows)) == [("a", None), ("b", "x")]
    rows, _ = load(lines({"mail": "a"}))
    assert every(rows)[0].want == {}


def test_every_bad_row_is_counted_and_the_first_ten_are_told() -> None:
    bad = [{"mail": "m", "urgency": 9}] * 12
    rows, found = load(lines({"mail": "good"}, *bad))
    assert rows is None
    assert found[0] == ("SIG0501", "row 2 of `mails.jsonl`: `urgency` does not fit: expected int(1..5), found 9")
    assert len(found) == 11
    assert found[-1] == ("SIG0501", "12 of 13 rows of `mails.jsonl` do not fit, the first 10 are shown")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"mail": 1}, "`mail` does not fit: expected str, found 1"),
        ({"mail": None}, "`mail` does not fit: expected str, found nothing"),
        (
            {"mail": "m", "team": "sales"},
            '`team` does not fit: expected Team ("billing" | "none_of_these"), found "sales"',
        ),
    ],
)
def test_a_misfit_names_column_expected_and_found(record: Any, said: str) -> None:
    _, found = load(lines({"mail": "ok"}, record))
    assert found[0] == ("SIG0501", f"row 2 of `mails.jsonl`: {said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ("SIG0515", "`mails.jsonl` holds no rows")),
        ("[1]\n", ("SIG0501", "row 1 of `mails.jsonl` is no record: expected a JSON object, one a line")),
        ('{"mail": "a"}\n{oops}\n', ("SIG0501", "row 2 of `mails.jsonl` is no record: not JSON at column 2: "
         "Expecting property name enclosed in double quotes")),
        ('{"mail": NaN}\n', ("SIG0501", "row 1 of `mails.jsonl` is no record: NaN is not JSON")),
        ('{"text": "a"}\n', ("SIG0511", "`mails.jsonl` has no column `mail`")),
        ("[" * 5000 + "\n", ("SIG0501", "row 1 of `mails.jsonl` is no record: nested too deeply")),
    ],
)  # fmt: skip
def test_files_that_are_no_data(text: str, said: tuple[str, str]) -> None:
    rows, found = load(text)
    assert rows is None
    assert found[0] == said


def test_a_file_that_is_missing_or_not_utf8_is_told() -> None:
    rows, found = load({})
    assert (rows, found) == (None, [("SIG0510", "there is no data file `mails.jsonl`")])
    files = Memory({"mails.jsonl": b"\xff\xfe"})
    _, told = load_rows(SET, files)
    assert [d.title for d in told] == ["`mails.jsonl` is not UTF-8"]


def test_csv_cells_are_read_by_their_type() -> None:
    dataset = replace(SET, files={"": "mails.csv"}, wants=(*SET.wants, Field("tags", List(Str()))))
    text = 'mail,urgency,order,tags\n"two\nlines",3,,"[""a"", ""b""]"\nplain,,X-1,\n'
    rows, found = load({"mails.csv": text}, dataset)
    assert found == []
    assert sorted((r.inputs["mail"], dict(r.want)) for r in every(rows)) == [
        ("plain", {"order": "X-1"}),
        ("two\nlines", {"urgency": 3, "order": None, "tags": ["a", "b"]}),
    ]


def test_a_csv_row_is_counted_as_a_spreadsheet_counts_it() -> None:
    dataset = replace(SET, files={"": "mails.csv"})
    _, found = load({"mails.csv": 'mail,urgency\n"a\nb",1\nc,9\nd\n'}, dataset)
    assert [title for _, title in found] == [
        "row 4 of `mails.csv` is no record: expected 2 cells, as in the header, found 1",
        "lines of `mails.csv` that are no records: 1",
        "row 3 of `mails.csv`: `urgency` does not fit: expected int(1..5), found 9",
        "1 of 2 rows of `mails.csv` do not fit",
    ]


def test_columns_are_bound_by_expressions_and_failures_are_told() -> None:
    dataset = replace(SET, columns={"mail": Attr(Var("row"), "body"), "urgency": Const(2)})
    rows, found = load(lines({"body": "x"}), dataset)
    assert (every(rows)[0].inputs, every(rows)[0].want, found) == ({"mail": "x"}, {"urgency": 2}, [])
    _, found = load(lines({"other": "x"}), dataset)
    assert found[0][1] == "row 1 of `mails.jsonl`: `mail` does not fit: expected str, found nothing"


def test_columns_that_nothing_takes_are_a_note() -> None:
    rows, found = load(lines({"mail": "a", "id": 3}))
    assert rows is not None
    assert found == [("SIG0514", "columns of `mails.jsonl` that no field takes: `id`")]


MANY = [{"mail": f"mail number {i}", "urgency": i % 5 + 1} for i in range(400)]


def members(rows: Rows | None) -> dict[str, set[str]]:
    assert rows is not None
    return {name: {r.inputs["mail"] for r in rows.split(name)} for name in ("train", "dev", "test")}


@settings(max_examples=10, deadline=None)
@given(st.integers())
def test_splits_and_order_do_not_depend_on_the_order_of_the_file(seed: int) -> None:
    shuffled = list(MANY)
    Random(seed).shuffle(shuffled)
    assert load(lines(*MANY)) == load(lines(*shuffled))


def test_shares_come_out_about_right_and_a_new_row_moves_no_other() -> None:
    before = members(load(lines(*MANY))[0])
    assert [abs(len(before[name]) - size) < 40 for name, size in (("train", 200), ("dev", 100), ("test", 100))] == [
        True, True, True,
    ]  # fmt: skip
    after = members(load(lines(*MANY, {"mail": "one more"}))[0])
    assert all(before[name] <= after[name] for name in before)


def test_counts_come_out_exactly_and_more_than_there_are_is_an_error() -> None:
    dataset = replace(SET, split=(("train", 30), ("dev", 20), ("test", 10)))
    assert {k: len(v) for k, v in members(load(lines(*MANY), dataset)[0]).items()} == {
        "train": 30, "dev": 20, "test": 10,
    }  # fmt: skip
    rows, found = load(lines(*MANY), replace(SET, split=(("train", 300), ("test", 101))))
    assert (rows, found) == (None, [("SIG0512", "`mails` asks for 401 rows, but there are 400")])


@pytest.mark.parametrize("split", [SET.split, (("train", 40), ("test", 40))])
def test_equal_inputs_never_stand_in_two_splits(split: Any) -> None:
    twice = [{"mail": f"mail {i}", "urgency": n} for i in range(45) for n in (1, 2)]
    found = members(load(lines(*twice), replace(SET, split=split))[0])
    assert not found["train"] & found["test"]


def test_equal_rows_have_ids_of_their_own() -> None:
    rows, _ = load(lines({"mail": "a"}, {"mail": "a"}))
    first, second = every(rows)
    assert second.id == f"{first.id}#2"
    assert inputs_key(first) == inputs_key(second)


def test_splits_by_files_are_kept_and_a_row_in_two_of_them_is_a_warning() -> None:
    dataset = replace(SET, files={"train": "a.jsonl", "test": "b.jsonl"}, split=())
    texts = {"a.jsonl": lines({"mail": "x"}, {"mail": "y"}), "b.jsonl": lines({"mail": "x"}, {"mail": "z"})}
    rows, found = load(texts, dataset)
    assert members(rows) == {"train": {"x", "y"}, "dev": set(), "test": {"x", "z"}}
    title = "inputs of `mails` that stand in train and in test: 1"
    assert found == [("SIG0513", f"{title}: scores on rows that were learnt from are too good")]


# ---- media

SCANS = DataSet(
    name="scans",
    subject="Read",
    inputs=(Field("scan", Media("image")), Field("more", Optional(List(Media("pdf"))))),
    wants=(Field("words", Str()),),
    extras=(),
    files={"": "data/scans.jsonl"},
    home="src",
    types={},
)
PNG = b"\x89PNG\r\n\x1a\n"


def scans(text: str, name: str = "data/scans.jsonl", **files: bytes) -> tuple[Rows | None, list[str]]:
    there = {"src/data/a.png": PNG, "src/b.pdf": b"%PDF-1", "secret.png": PNG, **files, f"src/{name}": text.encode()}
    rows, found = load_rows(replace(SCANS, files={"": name}), Memory(there))
    return rows, [f"{d.title}: {d.note}" for d in found if d.note]


def test_media_are_files_beside_the_data_or_the_source_or_urls() -> None:
    given = {"scan": "a.png", "more": ["b.pdf", "https://example.org/c.pdf"], "words": "x"}
    rows, found = scans(lines(given))
    assert found == []
    [row] = every(rows)
    assert row.inputs["scan"].bytes == PNG
    assert [m.spelled for m in row.inputs["more"]] == [
        "data:application/pdf;base64,JVBERi0x",
        "https://example.org/c.pdf",
    ]
    cells, _ = scans('scan,more,words\na.png,"[""b.pdf""]",x\n', "data/scans.csv")
    assert every(cells)[0].inputs["scan"] == row.inputs["scan"]
    assert [m.mime for m in every(cells)[0].inputs["more"]] == ["application/pdf"]


@pytest.mark.parametrize(
    ("scan", "why"),
    [
        ("../../secret.png", "found `../../secret.png`, which is not a path below its folder"),
        ("/secret.png", "found `/secret.png`, which is not a path below its folder"),
        ("file:///secret.png", "found `file:///secret.png`, which is not a path below its folder"),
        ("none.png", "found no file `none.png` (it cannot be read)"),
        ("b.pdf", "found application/pdf"),
        (7, "found 7"),
    ],
)
def test_a_row_names_no_file_elsewhere(scan: Any, why: str) -> None:
    rows, found = scans(lines({"scan": scan, "words": "x"}))
    assert rows is None
    assert found[0].endswith(f"expected image, {why}")
