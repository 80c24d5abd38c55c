"""One Diagnostic for every mistake a user can make: plain data, rendered elsewhere.

Promise: building one never fails; equal mistakes give equal values. May import: sigc.base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from sigc.base.codes import CODES
from sigc.base.frozen import frozen
from sigc.base.source import Span

Severity = Literal["error", "warning", "note"]


@frozen
class Label:
    """A span with a few words on it; the words may be empty."""

    span: Span
    text: str = ""


@frozen
class Fix:
    """An edit that is certain to be right: replace `span` by `text`."""

    span: Span
    text: str


@frozen
class Diagnostic:
    """A mistake, told as data.

    `code`: stable, a key of CODES. `title`: at most a short sentence about this very case, no full stop.
    `at`: the primary place, None when there is no source (a missing file, a network failure).
    `labels`: secondary places, in any file. `note`: what the rule is. `help`: the one next step. `hops`: how many of
    the labels, from the first, are stations of a path that ends at `at`.
    """

    code: str
    title: str
    at: Label | None = None
    labels: tuple[Label, ...] = ()
    note: str | None = None
    help: str | None = None
    severity: Severity = "error"
    fix: Fix | None = None
    hops: int = 0

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"{self.code} is not in base/codes.py")

    def seen(self, span: Span, text: str) -> Diagnostic:
        """The same diagnostic with one more secondary label."""
        return replace(self, labels=(*self.labels, Label(span, text)))

    def mended(self, span: Span, text: str) -> Diagnostic:
        """The same diagnostic with an edit that is certain to be right: `text` in the place of `span`."""
        return replace(self, fix=Fix(span, text))


def error(
    code: str,
    title: str,
    at: Span | None = None,
    text: str = "",
    *,
    note: str | None = None,
    help: str | None = None,
    fix: str | None = None,
) -> Diagnostic:
    """An error at a span; `text` is written beside the underline. `fix`: what is certainly meant in its place."""
    mended = Fix(at, fix) if at is not None and fix is not None else None
    return Diagnostic(code, title, Label(at, text) if at else None, note=note, help=help, fix=mended)


def warning(
    code: str,
    title: str,
    at: Span | None = None,
    text: str = "",
    *,
    note: str | None = None,
    help: str | None = None,
    fix: str | None = None,
) -> Diagnostic:
    """As `error`, but the build goes on."""
    return replace(error(code, title, at, text, note=note, help=help, fix=fix), severity="warning")


def has_errors(found: Iterable[Diagnostic]) -> bool:
    return any(d.severity == "error" for d in found)


def in_order(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Without repetitions, by file, place and code; those without a place last."""
    far = Span("\U0010ffff", 0, 0)
    return tuple(sorted(dict.fromkeys(found), key=lambda d: (d.at.span if d.at else far, d.code, d.title)))


class UserError(Exception):
    """Carries diagnostics out of a place that cannot return them; caught in build/ and cli/ only."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(f"{d.code}: {d.title}" for d in diagnostics))
        self.diagnostics = diagnostics
