"""Texts as a prompt holds them: so that no line of one is a mark, and its ends are kept.

Promise: `read_text(write_text(x)) == x`; no value can forge a mark: `[[name]]` at the start of a line gets a backslash,
which reading takes away. May import: nothing of ours."""

from __future__ import annotations

import json
import re
from typing import Any

_BREAKS = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE_BREAKS = re.compile("[\x7f\x85\u2028\u2029]")
_MARK = r"\[\[(?:[^\W\d]\w*|[ \t]{0,4}##[ \t]{0,4}\w+[ \t]{0,4}##[ \t]{0,4})\]\]"
"""A mark, and one as DSPy writes it: `[[ ## name ## ]]`."""
_FORGED = re.compile(rf"(\A|[{_BREAKS}])([ \t]*)(?=\\*{_MARK})")
_BARE_MARK = re.compile(rf"[{_BREAKS}][ \t]*{_MARK}")
_ESCAPED = re.compile(rf"(\A|[{_BREAKS}])([ \t]*)\\(?=\\*{_MARK})")


def write_text(text: str) -> str:
    """A text so that no line of it is a mark and stripping the whole gives it back: as it is, with a backslash
    before what looks like a mark, or as a JSON string where its ends would be lost."""
    if not text or text[0].isspace() or text[-1].isspace() or (text[0] == '"' and text[-1] == '"'):
        return write_json(text)
    return escape_marks(text)


def escape_marks(text: str) -> str:
    """A text no line of which is a mark."""
    return _FORGED.sub(r"\1\2\\", text) if "[[" in text else text


def unescape_marks(text: str) -> str:
    """The inverse of `escape_marks`."""
    return _ESCAPED.sub(r"\1\2", text) if "[[" in text else text


def is_forged(written: str) -> bool:
    """Does a line of a written value, the first one apart, begin with a mark all the same?"""
    return "[[" in written and _BARE_MARK.search(written) is not None


def read_text(written: str) -> str:
    """The inverse of `write_text`. Text in quotes that is no JSON string is taken as it is."""
    written = written.strip()
    if len(written) > 1 and written[0] == '"' == written[-1]:
        try:
            found = json.loads(written, strict=False)
        except ValueError:
            return written
        return found if isinstance(found, str) else written
    return unescape_marks(written)


def write_json(data: Any) -> str:
    """Compact JSON on what every reader takes for one line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text if text.isprintable() else _LINE_BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
