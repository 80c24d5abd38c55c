"""`sigc check`: everything that can be known before a model is called.

May import: all rooms."""

from __future__ import annotations

import sys
from collections import Counter

from sigc.base.disk import Disk
from sigc.build.report import Report, check_all
from sigc.cli.common import FAILED, OK, Layout, counted, guarded, say, show
from sigc.cli.direct import Option

OPTIONS = (
    Option("path", str, ".", "a .sig file or a project's folder"),
    Option("format", Layout, Layout.text, "how to print what was found", ("--format",)),
    Option("fix", bool, False, "write the edits that are certain into the files", ("--fix",)),
    Option("verbose", bool, False, "notes too", ("-v", "--verbose")),
)


def check(path: str, format: Layout, fix: bool, verbose: bool) -> int:
    """Check names, types, wiring, data declarations and builds. Calls no model.

    Examples: `sigc check examples/triage` · `sigc check desk.sig --format sarif` · `sigc check --fix`
    """
    with guarded():
        report = _mended(path) if fix else check_all(path, Disk())
        kinds = Counter(d["severity"] for d in report["found"])
        if format is not Layout.text or verbose or kinds.keys() - {"note"}:
            from sigc.build.findings import finding

            show(map(finding, report["found"]), report["texts"], format, verbose=verbose)
        if format is Layout.text:
            say(_summary(kinds, report["files"]))
        sys.stdout.flush()  # here, where a reader that has gone away is no failure
        return FAILED if kinds["error"] else OK


def _mended(path: str) -> Report:
    """The report of what is left when all that is certain was mended; what was mended is told."""
    from sigc.build.mend import mend  # loads the checker, whatever was kept

    done = mend(path, Disk())
    for d in done.fixed:
        say(f"fixed {d.at.span.path if d.at else path}: {d.code} {d.title}")
    for name in done.busy:
        say(f"left alone {name}: it changed while it was checked")
    return done.report


def _summary(kinds: Counter[str], files: int) -> str:
    if kinds.keys() - {"note"}:
        return counted(kinds)
    notes = f" ({counted(kinds)}: `-v` shows them)" if kinds else ""
    return f"ok: {files} file{'' if files == 1 else 's'}, nothing to report{notes}"
