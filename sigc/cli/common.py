"""What every command shares: exit codes, printing diagnostics, and the one place where failures become messages.

Promise: a user's mistake, a spent budget, a model that fails or Ctrl-C ends in a message and an exit code, never in a
traceback. May import: all rooms."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from sigc.base.disk import Disk

if TYPE_CHECKING:
    from sigc.base.diagnostic import Diagnostic, UserError
    from sigc.lm.base import BudgetSpent, LMError
    from sigc.runtime.errors import CallFailed

OF_FILES = frozenset({"SIG0818", "SIG0820", "SIG0850", "SIG0851"})
"""LMErrors of recordings and traces: files are at fault, no model and no network."""
OK, FAILED, USAGE, BUDGET, MODEL, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Form(StrEnum):
    """How an answer is printed."""

    text = "text"
    json = "json"


class Layout(StrEnum):
    """How diagnostics are printed."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"


def say(line: str = "") -> None:
    """A line for people, on stderr, so that stdout holds results only."""
    print(line, file=sys.stderr)


def show(
    found: Iterable[Diagnostic], sources: Mapping[str, str], form: Form | Layout = Layout.text, *, verbose: bool = False
) -> None:
    """Print diagnostics in order: text on stderr, other forms on stdout. Notes are for `-v` and for machines."""
    from sigc.base.diagnostic import in_order
    from sigc.base.render import render_json, render_text
    from sigc.base.source import SourceFile

    found = in_order(found)
    if form in (Layout.text, Layout.github) and not verbose:
        found = tuple(d for d in found if d.severity != "note")
    texts = {**sources, **_data_files(found, sources)}
    files = {path: SourceFile(path, text) for path, text in texts.items()}
    if form == Layout.json:
        print(render_json(found, files), end="")
    elif form is Layout.sarif:
        from sigc.base.sarif import render_sarif  # few runs ask for it

        print(render_sarif(found, files), end="")
    elif form is Layout.github:
        from sigc.base.github import render_github  # few runs ask for it

        print(render_github(found, files), end="")
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


def counted(kinds: Mapping[str, int]) -> str:
    """`2 errors, 1 warning, 3 notes` of numbers by severity; empty when there is none."""
    tally = [(kind, kinds.get(kind, 0)) for kind in ("error", "warning", "note")]
    return ", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in tally if n)


@contextlib.contextmanager
def guarded(sources: Mapping[str, str] | None = None, *, hint: str = "") -> Iterator[None]:
    """Run a command's body; `hint` is printed after Ctrl-C."""
    try:
        yield
    except _user_error() as mistake:
        show(mistake.diagnostics, sources or {})
        raise SystemExit(FAILED) from None
    except _budget_spent() as spent:
        _tell(spent.code, str(spent), hint or "raise the budget, or make the program smaller")
        raise SystemExit(BUDGET) from None
    except _lm_error() as failure:
        _tell(failure.code, failure.message, note=_difference(failure))
        raise SystemExit(FAILED if failure.code in OF_FILES else MODEL) from None
    except _call_failed() as failure:
        where = f"`{failure.node}` failed after {failure.attempts} attempt{'' if failure.attempts == 1 else 's'}"
        note = f"the reply was: {failure.raw[:300]}" if failure.raw else None
        _tell(failure.code, f"{where}: {failure.reason}", note=note)
        raise SystemExit(MODEL if failure.by_model else FAILED) from None
    except KeyboardInterrupt:
        say(f"\nstopped. {hint}".rstrip())
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(OK) from None


def _difference(failure: LMError) -> str | None:
    """How a request differs from the nearest that was recorded."""
    if failure.code != "SIG0818" or not failure.raw:
        return None
    lines = failure.raw.splitlines()
    return "\n     ".join(["recorded (-), asked now (+):", *lines])


def _tell(code: str, title: str, help_: str | None = None, note: str | None = None) -> None:
    from sigc.base.diagnostic import error

    show([error(code, title, note=note, help=help_)], {})


# An `except` clause is evaluated when something was raised: a command that goes well loads none of these.
def _user_error() -> type[UserError]:
    from sigc.base.diagnostic import UserError

    return UserError


def _budget_spent() -> type[BudgetSpent]:
    from sigc.lm.base import BudgetSpent

    return BudgetSpent


def _lm_error() -> type[LMError]:
    from sigc.lm.base import LMError

    return LMError


def _call_failed() -> type[CallFailed]:
    from sigc.runtime.errors import CallFailed

    return CallFailed
