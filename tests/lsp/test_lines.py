"""Positions: UTF-16 columns and the protocol's line ends, there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support import needs

needs("lsprotocol")

from lsprotocol import types as lsp  # noqa: E402

from sigc.lsp.lines import Lines, apply  # noqa: E402

texts = st.text(st.sampled_from("ab \n\r📮é\u2028\x0b\x0c"), max_size=30)


@given(texts)
def test_an_offset_comes_back(text: str) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        inside_line_end = text[offset - 1 : offset + 1] == "\r\n"
        back = lines.offset(lines.position(offset))
        assert back == (offset - 1 if inside_line_end else offset)


@given(texts, st.sampled_from([("utf-8", 1), ("utf-16", 2), ("utf-32", 4)]), st.data())
def test_columns_count_code_units(text: str, encoding: tuple[str, int], data: st.DataObject) -> None:
    lines = Lines(text, encoding[0])
    offset = data.draw(st.integers(0, len(text)))
    place = lines.position(offset)
    start = lines.starts[place.line]
    spelled = encoding[0] if encoding[1] == 1 else f"{encoding[0]}-le"
    assert len(text[start:offset].encode(spelled)) // encoding[1] == place.character
    assert not {"\n", "\r"} & set(text[start:offset].removesuffix("\r"))


@given(texts, st.integers(0, 40), st.integers(0, 80))
def test_any_position_is_a_place(text: str, line: int, column: int) -> None:
    assert 0 <= Lines(text).offset(lsp.Position(line, column)) <= len(text)


@given(texts, texts, st.data())
def test_changes_replace_what_they_name(text: str, piece: str, data: st.DataObject) -> None:
    whole = [i for i in range(len(text) + 1) if text[i - 1 : i + 1] != "\r\n"]
    a, b = sorted((data.draw(st.sampled_from(whole)), data.draw(st.sampled_from(whole))))
    lines = Lines(text)
    change = lsp.TextDocumentContentChangePartial(lines.range(a, b), piece)
    assert apply(text, [change]) == text[:a] + piece + text[b:]
    assert apply(text, [lsp.TextDocumentContentChangeWholeDocument(piece)]) == piece


def test_a_byte_order_mark_is_no_part_of_offsets() -> None:
    lines = Lines("\ufeffab")
    assert lines.position(0) == lsp.Position(0, 1)
    assert lines.offset(lsp.Position(0, 2)) == 1
