"""What a recording holds instead of what was asked: the nearest event, and the difference for people to read.

Promise: pure; the difference is bounded in lines and columns. May import: nothing of ours."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

LINES, COLUMNS = 40, 160
"""The most lines of a difference, and columns of a line, that are shown."""


def nearest(asked: Mapping[str, Any], known: Sequence[tuple[int, Mapping[str, Any]]]) -> tuple[int, list[str]] | None:
    """(line, names of differing fields) of the request that differs in the fewest fields, then in the fewest
    characters; None when there is none."""
    if not known:
        return None
    found = [(differences(asked, other), number, other) for number, other in known]
    fields, number, _ = min(found, key=lambda f: (len(f[0]), -_shared(asked, f[2]), f[1]))
    return number, fields


def differences(asked: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    """Names of differing fields; messages are compared one by one."""
    names = [*asked, *(name for name in known if name not in asked)]
    fields = [name for name in names if name != "messages" and asked.get(name) != known.get(name)]
    ours, theirs = asked.get("messages", []), known.get("messages", [])
    if len(ours) != len(theirs):
        fields.append(f"the number of messages ({len(ours)}, not {len(theirs)})")
    fields += [f"messages[{i}]" for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b]
    return fields


def shown_difference(asked: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Lines of the recording after `-`, lines of what was asked after `+`."""
    lines: list[str] = []
    for name in [*asked, *(name for name in known if name not in asked)]:
        if name != "messages" and asked.get(name) != known.get(name):
            lines += [f"- {name}: {_short(known.get(name))}", f"+ {name}: {_short(asked.get(name))}"]
    pairs = zip_longest(asked.get("messages", []), known.get("messages", []))
    for number, (ours, theirs) in enumerate(pairs):
        if ours != theirs:
            lines += [f"messages[{number}]", *_message(ours, theirs)]
    cut = [line if len(line) <= COLUMNS else f"{line[:COLUMNS]}…" for line in lines]
    return "\n".join(cut[:LINES] + ([f"… {len(cut) - LINES} more lines"] if len(cut) > LINES else []))


def _message(ours: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None) -> list[str]:
    """Changed lines with one line of what stands around them."""
    changed = difflib.unified_diff(_text(theirs), _text(ours), lineterm="", n=1)
    return [f"{line[:1]} {line[1:]}".rstrip() for line in list(changed)[2:] if not line.startswith("@@")]


def _text(message: Mapping[str, Any] | None) -> list[str]:
    if message is None:
        return []
    more = [f"{name}: {_short(value)}" for name, value in message.items() if name not in ("role", "content")]
    return [f"{message.get('role')}:", *str(message.get("content")).splitlines(), *more]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= COLUMNS else f"{text[:COLUMNS]}…"


def _shared(asked: Mapping[str, Any], known: Mapping[str, Any]) -> int:
    """Characters that the texts of both share at their beginnings and ends: cheap, and good enough to choose by."""
    a = "\0".join(str(m) for m in asked.get("messages", [])) or str(asked)
    b = "\0".join(str(m) for m in known.get("messages", [])) or str(known)
    return _common(a, b) + _common(a[::-1], b[::-1])


def _common(a: str, b: str) -> int:
    """The length of the common beginning, by halves."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[:middle] == b[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
