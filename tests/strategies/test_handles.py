"""Handles: 40 MB with é are cut, searched and counted as text is, for work that does not depend on the place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.strategies.sandbox.base import Refused
from sigc.strategies.sandbox.handles import STRIDE, Desk, LongText
from sigc.strategies.sandbox.prelude import PRELUDE, rewritten

LINE = "é{:07} the quick brown fox jumps over the lazy dog: ça va déjà à l'été\n"
LINES = 540_000


@pytest.fixture(scope="module")
def long() -> LongText:
    text = "".join(map(LINE.format, range(LINES)))
    assert len(text.encode()) > 40_000_000
    return LongText(text)


def work(long: LongText, op: str, *given: object) -> tuple[int, object]:
    """Characters touched, and the answer. The index of lines is there already."""
    desk = Desk({"t": long})
    desk.answer("line_count", desk.piece("t", 0, len(long)))
    before = long.touched
    found = desk.answer(op, desk.piece("t", 0, len(long)), *given)
    return long.touched - before, found


def test_cutting_costs_the_same_at_the_end_as_at_the_start(long: LongText) -> None:
    size, first = work(long, "slice", 0, 1000)
    assert (size, first) == (1000, "".join(map(LINE.format, range(20)))[:1000])
    for start in (len(long) // 2, len(long) - 1000, -1000):
        assert work(long, "slice", start, start + 1000 or None)[0] == size


def test_lines_cost_the_same_at_the_end_as_at_the_start(long: LongText) -> None:
    longest = len(LINE.format(0))
    for line in (0, 1, STRIDE - 1, STRIDE, LINES // 2, LINES - 2):
        touched, found = work(long, "lines", line, line + 2)
        assert found == [LINE.format(n)[:-1] for n in (line, line + 1)]
        assert touched <= (2 + 3 * STRIDE) * longest
    touched, found = work(long, "lines", LINES - 1, None)
    assert (found, touched <= (2 + 3 * STRIDE) * longest) == ([LINE.format(LINES - 1)[:-1]], True)


def test_searching_reads_no_further_than_it_finds(long: LongText) -> None:
    assert work(long, "find", "é0000003") == (3 * len(LINE.format(0)) + 8, 3 * len(LINE.format(0)))
    place = (LINES - 1) * len(LINE.format(0))
    assert work(long, "find", "é0539999", place - 10) == (18, place)


@settings(max_examples=300)
@given(st.text("aé\n", max_size=400), st.data())
def test_a_handle_answers_as_its_text_would(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    a, b = (data.draw(st.none() | st.integers(-9, 400)) for _ in "ab")
    part, desk = text[start:stop], Desk({"t": LongText(text)})
    piece = desk.piece("t", start, stop)
    lines = part.removesuffix("\n").split("\n") if part else []
    assert desk.answer("slice", piece, a, b) == part[a:b]
    assert desk.answer("line_count", piece) == len(lines)
    assert desk.answer("lines", piece, a, b) == lines[a:b]
    assert desk.answer("find", piece, "a\n", a, b) == part.find("a\n", a, b)
    assert desk.answer("count", piece, "é") == part.count("é")
    for op, given_ in (("parts", (data.draw(st.integers(1, 60)),)), ("pages", ())):
        found = desk.answer(op, piece, *given_)
        ranges = [(x, y) for x, y, *_ in found]
        assert op == "parts" or [first for *_, first in found] == [text[start:x].count("\n") for x, _ in ranges]
        assert "".join(text[x:y] for x, y in ranges) == part
        assert op == "parts" or all(y == stop or text[y - 1] == "\n" for _, y in ranges)
        assert op == "pages" or all(0 < y - x <= given_[0] for x, y in ranges)


@pytest.mark.parametrize(
    ("op", "given_"),
    [("slice", ("a", 1)), ("parts", (0,)), ("find", (3,)), ("item", (9,)), ("_slice", ()), ("__init__", ())],
)
def test_what_does_not_fit_is_refused(op: str, given_: tuple[object, ...]) -> None:
    desk = Desk({"t": LongText("abc")})
    with pytest.raises(Refused):
        desk.answer(op, desk.piece("t", 0, 3), *given_)


SNIPPETS = [
    "def f(x: list[int], n=2) -> list[int]:\n    return x[:n]\nfound = f([3, 1, 2]), len([1, 2])",
    "names = {'a': [1, 2]}\nnames['a'][0] = 5\nnames['a'][:1] = [7, 8]\ndel names['a'][0]\nfound = names",
    "found = []\nfor a in [1]:\n    for b in 'y':\n        if b == 'y': break\n    else:\n        found = [a]",
    "xs, found = [1, 2, 3], 0\nfor x in xs:\n    if x == 2: continue\n    found += x\nelse:\n    found *= 10",
    "xs, ys = [1, 2], 'ab'\nfound = [(x, y) for x in xs if x > 1 for y in ys], {y: x for x, y in zip(xs, ys)}, {*xs}",
    "xs = 'ab'\nfound = [(i, x) for i, x in enumerate(xs)], [*enumerate(xs, 1)]\nfor i, x in enumerate(xs): last = i",
    "xs = [[1], [2, 3]]\nfound = 1 in xs[0], 4 not in xs[1], 0 < len(xs) < 3, [len(x) for x in xs]",
    "text = 'abc'\nfound = 'b' in text and 'z' not in text, text[::-1], text[-1], f'{text[1:]} {len(text):>3}'",
    "x: dict[str, int] = {}\nx['k'] = x.get('k', 0) + 1\nx['k'] += 2\nfound = x, sorted(x, key=lambda k: x[k])",
]


@pytest.mark.parametrize("code", SNIPPETS)
def test_rewriting_changes_nothing_about_other_values(code: str) -> None:
    plain: dict[str, object] = {}
    exec(code, plain)
    rewrote: dict[str, object] = {}
    exec(PRELUDE + rewritten(code), rewrote)
    assert rewrote["found"] == plain["found"]


def test_what_is_no_python_stays_as_it_is() -> None:
    for code in ("x = (", "(" * 10_000, "\0", "a\nb ="):
        assert rewritten(code) == code
