"""The small parts of the learning passes: classes, batches, lessons, wiring."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passes.worlds import COLOR, chain_program, color_rows, sort_program

from sigc.ir.expr import Attr, Call, Comp, For, ListOf, Var
from sigc.ir.program import Binding, Module, Note, Program
from sigc.ir.types import Bool, Field, Int, List, Lit, Optional, Ref, Str, Union
from sigc.passes.cases import BATCH, batches
from sigc.passes.classes import at_most_each, classes_of, evenly, members_of
from sigc.passes.lessons import LONGEST, Lesson, lines_of, notes_of, read_lines
from sigc.passes.places import labelled_demo, place_of

TYPES = {"Color": COLOR}
FIELD = Field("color", Ref("Color"))
items = st.lists(st.tuples(st.integers(), st.sampled_from("abcdefg")), max_size=90)


@given(items)
def test_every_class_comes_once_before_any_twice(drawn: list[tuple[int, str]]) -> None:
    order = evenly(drawn, lambda item: (item[1],))
    assert sorted(order) == sorted(drawn)
    left = {c: sum(item[1] == c for item in drawn) for c in "abcdefg"}
    while order:
        present = {c for c, count in left.items() if count}
        turn, order = order[: len(present)], order[len(present) :]
        assert {item[1] for item in turn} == present
        left = {c: count - (c in present) for c, count in left.items()}


@given(items, st.integers(1, 4))
def test_at_most_so_many_of_each_class(drawn: list[tuple[int, str]], each: int) -> None:
    chosen = at_most_each(drawn, lambda item: (item[1],), each)
    for c in "abcdefg":
        assert sum(i[1] == c for i in chosen) == min(each, sum(i[1] == c for i in drawn))


@given(items)
def test_batches_hold_everything_and_no_more_than_forty(drawn: list[tuple[int, str]]) -> None:
    parts = list(batches(drawn, lambda item: (item[1],)))
    assert sorted(item for part in parts for item in part) == sorted(drawn)
    assert all(len(part) <= BATCH for part in parts)


@pytest.mark.parametrize(
    ("type_", "members", "value", "classes"),
    [
        (Ref("Color"), ("red", "green", "blue", "yellow"), "blue", ("blue",)),
        (Optional(Ref("Color")), ("red", "green", "blue", "yellow"), None, ()),
        (List(Ref("Color")), ("red", "green", "blue", "yellow"), ["red", "blue"], ("blue", "red")),
        (Bool(), ("true", "false"), True, ("true",)),
        (Int(1, 3), ("1", "2", "3"), 2, ("2",)),
        (Union((Lit("a"), Lit("b"))), ("a", "b"), "b", ("b",)),
        (Int(0, 1000), None, 7, ("7",)),
        (Str(), None, "x", ("x",)),
    ],
)
def test_what_is_closed_and_what_a_value_says(type_: object, members: object, value: object, classes: object) -> None:
    assert members_of(type_, TYPES) == members  # type: ignore[arg-type]
    assert classes_of(value, type_, TYPES) == classes  # type: ignore[arg-type]


def test_lines_are_read_by_the_answer_they_start_with() -> None:
    said = [
        "red: rose, ruby", "- **Green**: grass", '"blue": sea,\nsky', "purple: grape", "no answer here", "yellow:",
        "red:" + "x" * 1000,
    ]  # fmt: skip
    found = read_lines(said, FIELD, TYPES)
    assert [(x.member, x.text[:20]) for x in found] == [
        ("red", "rose, ruby"), ("green", "grass"), ("blue", "sea, sky"), ("red", "x" * 20),
    ]  # fmt: skip
    assert max(len(x.text) for x in found) == LONGEST


def test_a_union_counts_phrases_and_keeps_sentences_whole() -> None:
    lessons = [
        Lesson("green", "grass, moss"),
        Lesson("red", "rose, ruby"),
        Lesson("red", "rust, rose"),
        Lesson("red", "If it is warm and bright, and nobody says otherwise, it is this."),
    ]
    assert notes_of(lessons, FIELD, TYPES, 2) == (
        Note("color", "rose, ruby", "red"),
        Note("color", "If it is warm and bright, and nobody says otherwise, it is this.", "red"),
        Note("color", "grass, moss", "green"),
    )
    assert len(lines_of(lessons, FIELD, TYPES)) == 4


def test_notes_of_numbers_start_with_the_answer() -> None:
    found = notes_of([Lesson("3", "urgent, now")], Field("urgency", Int(1, 3)), TYPES, 8)
    assert found == (Note("urgency", "3: urgent, now"),)


def test_a_lone_signature_is_wired_to_the_rows() -> None:
    program = sort_program()
    place = place_of(program, "Sort")
    assert (place.inputs, place.outputs) == ({"text": "text"}, {"color": "color"})
    (row, *_) = color_rows(4)
    demo = labelled_demo(program, place, row)
    assert demo is not None
    assert (demo.inputs, demo.outputs, demo.source) == (row.inputs, row.want, "label")


def test_inner_nodes_are_wired_as_far_as_they_are() -> None:
    program = chain_program()
    hint, sort = place_of(program, "Two.hint"), place_of(program, "Two.sort")
    assert (hint.inputs, hint.outputs) == ({"text": "text"}, {})
    assert (sort.inputs, sort.outputs) == (None, {"color": "color"})
    (row, *_) = color_rows(4)
    assert labelled_demo(program, hint, row) is None
    assert labelled_demo(program, sort, row) is None


def test_a_node_inside_a_map_is_wired_to_nothing() -> None:
    base = sort_program()
    each = Attr(Call("node", "Sort", (("text", Var("t")),)), "color")
    lines = (Binding("color", Comp(each, (For(("t",), ListOf((Var("text"),))),))),)
    outputs = (Field("color", List(Ref("Color"))),)
    mapped = Program(
        "M", base.types, base.signatures, base.nodes, {}, {"M": Module("M", base.main.inputs, outputs, lines)}
    )
    place = place_of(mapped, "Sort")
    assert (place.inputs, place.outputs) == (None, {})
