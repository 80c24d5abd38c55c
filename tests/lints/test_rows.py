"""Into which split an example's row falls is what loading the rows says."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.evaluate.rows import load_rows

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\{}'), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(-5, 5), st.booleans()), min_size=1, max_size=6, unique=True), st.data())
def test_an_example_is_told_exactly_when_it_is_a_test_row(
    rows: list[tuple[str, int, bool]], data: st.DataObject
) -> None:
    shares = data.draw(
        st.sampled_from(["train 0.5, test 0.5", "test 0.3, train 0.2", "train 0.9, dev 0.1", "test 1.0"])
    )
    shown = data.draw(st.lists(st.sampled_from(rows), max_size=3, unique=True))
    examples = "\n".join(f'  example {{ a = "{a}", b = {b}, c = {str(c).lower()}, out = "x" }}' for a, b, c in shown)
    source = (
        "signature Sort {\n  input a: str\n  input b: int\n  input c: bool\n  output out: str\n" + examples + "\n}\n"
        f'data mails: Sort from "m.jsonl" {{ split {shares} }}\n'
    )
    lines = "".join(json.dumps({"a": a, "b": b, "c": c, "out": "y"}, ensure_ascii=False) + "\n" for a, b, c in rows)
    files = Memory.of({"main.sig": source, "m.jsonl": lines})
    project, found = check_project("main.sig", files, root=".", lints=True)
    told = sum(d.code == "SIG1009" for d in found)
    loaded, _ = load_rows(project.datasets["mails"], files)
    assert loaded is not None
    tested = [(row.inputs["a"], row.inputs["b"], row.inputs["c"]) for row in loaded.test]
    assert told == sum(row in tested for row in shown)
