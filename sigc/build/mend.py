"""`sigc check --fix`: the edits that are certain, written into the files.

Promise: a file is written only where it still holds what was checked, as a whole or not at all; of edits that overlap
the first wins, and what is left is looked at again. May import: all rooms but cli."""

from __future__ import annotations

from collections.abc import Iterable

from sigc.base.diagnostic import Diagnostic, Fix, UserError, error
from sigc.base.frozen import frozen
from sigc.base.source import Files
from sigc.build.findings import finding
from sigc.build.report import Report, check_all

ROUNDS = 20
BOM = b"\xef\xbb\xbf"


@frozen
class Mended:
    """What was mended, round by round; what is wrong still; files that changed meanwhile and were left alone."""

    fixed: tuple[Diagnostic, ...]
    report: Report
    busy: tuple[str, ...]


def mend(path: str, files: Files) -> Mended:
    """Check, mend and check again, until no certain edit is left. Raises UserError when a file cannot be written."""
    fixed: list[Diagnostic] = []
    busy: set[str] = set()
    for _ in range(ROUNDS):
        report = check_all(path, files)
        found = [d for each in report["found"] if (d := finding(each)).fix is not None]
        made: list[Diagnostic] = []
        for name in sorted({d.fix.span.path for d in found} - busy):
            mine = _apart(d for d in found if d.fix.span.path == name)
            if _write(name, report["texts"].get(name), [d.fix for d in mine if d.fix is not None], files):
                made += mine
            else:
                busy.add(name)
        if not made:
            break
        fixed += made
    return Mended(tuple(fixed), check_all(path, files), tuple(sorted(busy)))


def _apart(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place, without those that touch an edit before them."""
    kept: list[Diagnostic] = []
    end = -1
    for d in sorted(found, key=lambda d: (d.fix.span.start, d.fix.span.end) if d.fix is not None else (0, 0)):
        if d.fix is not None and d.fix.span.start > end:
            kept.append(d)
            end = d.fix.span.end
    return kept


def _write(path: str, text: str | None, edits: list[Fix], files: Files) -> bool:
    """Whether the edits were written; False for a file that is not what was checked."""
    try:
        now = files.read(path)
    except OSError:
        return False
    bom = BOM if now.startswith(BOM) else b""
    if text is None or now[len(bom) :] != text.encode("utf-8"):
        return False
    for edit in reversed(edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    try:
        files.write(path, bom + text.encode("utf-8"))
    except OSError as failure:
        title = f"cannot write `{path}`: {failure.strerror or failure}"
        raise UserError(error("SIG0711", title, help="make its folder writable")) from None
    return True
