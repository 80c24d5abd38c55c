"""What every command shares: exit codes, printing diagnostics, and the one place where failures become messages.

Promise: a user's mistake, a spent budget, a model that fails or Ctrl-C ends in a message and an exit code, never in a
traceback. May import: all rooms."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import typer

from sigc.base.diagnostic import Diagnostic, UserError, error, in_order
from sigc.base.render import render_json, render_text
from sigc.base.source import Disk, SourceFile

OK, FAILED, USAGE, BUDGET, MODEL, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Form(StrEnum):
    """How diagnostics are printed."""

    text = "text"
    json = "json"


def say(line: str = "") -> None:
    """A line for people, on stderr, so that stdout holds results only."""
    print(line, file=sys.stderr)


def show(
    found: Iterable[Diagnostic], sources: Mapping[str, str], form: Form = Form.text, *, verbose: bool = False
) -> None:
    """Print diagnostics in order: text on stderr, JSON on stdout. Notes are for `-v` and for machines."""
    found = in_order(found)
    if form is Form.text and not verbose:
        found = tuple(d for d in found if d.severity != "note")
    texts = {**sources, **_data_files(found, sources)}
    files = {path: SourceFile(path, text) for path, text in texts.items()}
    if form is Form.json:
        print(render_json(found, files), end="")
    elif found:
        print(render_text(found, files), file=sys.stderr)


def _data_files(found: Iterable[Diagnostic], sources: Mapping[str, str]) -> dict[str, str]:
    """The texts of data files that diagnostics point into, so that their rows can be shown."""
    paths = {label.span.path for d in found for label in (d.at, *d.labels) if label and label.span.path not in sources}
    texts: dict[str, str] = {}
    for path in sorted(paths):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            texts[path] = Disk().read(path).decode("utf-8-sig")
    return texts


def count_line(found: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning, 3 notes`; empty when there is none."""
    tally = {kind: sum(d.severity == kind for d in found) for kind in ("error", "warning", "note")}
    return ", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in tally.items() if n)


@contextlib.contextmanager
def guarded(sources: Mapping[str, str] | None = None, *, hint: str = "") -> Iterator[None]:
    """Run a command's body; `hint` is printed after Ctrl-C."""
    from sigc.lm.base import BudgetSpent, LMError

    try:
        yield
    except UserError as mistake:
        show(mistake.diagnostics, sources or {})
        raise typer.Exit(FAILED) from None
    except BudgetSpent as spent:
        help_ = hint or "raise the budget, or make the program smaller"
        show([error(spent.code, str(spent), help=help_)], {})
        raise typer.Exit(BUDGET) from None
    except LMError as failure:
        show([error(failure.code, failure.message)], {})
        raise typer.Exit(MODEL) from None
    except KeyboardInterrupt:
        say(f"\nstopped. {hint}".rstrip())
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(OK) from None
