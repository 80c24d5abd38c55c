"""A process that checks what it is sent and may neither hang nor grow: one JSON line in, one out.

In: {"files": {path: text}, "entry": path}. Out: {"verdict": "ok" | "raised" | "hung" | "grew", "told": …}. Each input
has two seconds of the processor (not of the clock, which other processes share) and the whole process 500 MB."""

from __future__ import annotations

import json
import resource
import signal
import sys
import traceback
from typing import Any

from sigc.base.render import render_text
from sigc.base.source import Memory, SourceFile
from sigc.build.findings import finding
from sigc.build.report import check_all
from sigc.syntax.format import format

SECONDS = 2.0
BYTES = 500 * 10**6


class Hung(BaseException):
    """Two seconds are over."""


def alarm(*_: object) -> None:
    raise Hung


def check(files: dict[str, str], entry: str) -> None:
    """Everything that `sigc check` and `sigc fmt` do with a text."""
    report = check_all(entry, Memory({path: text.encode() for path, text in files.items()}))
    found = [finding(plain) for plain in report["found"]]
    render_text(found, {path: SourceFile(path, text) for path, text in report["texts"].items()})
    format(SourceFile(entry, files[entry]))


def judged(files: dict[str, str], entry: str) -> dict[str, Any]:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        check(files, entry)
    except Hung:
        return {"verdict": "hung", "told": traceback.format_exc()}
    except MemoryError:
        return {"verdict": "grew", "told": ""}
    except Exception:
        return {"verdict": "raised", "told": traceback.format_exc()}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"verdict": "ok", "told": ""}


def main() -> None:
    check({"warm.sig": "signature A { input a: str  output b: str }"}, "warm.sig")
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    signal.signal(signal.SIGPROF, alarm)
    for line in sys.stdin:
        print(json.dumps(judged(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
