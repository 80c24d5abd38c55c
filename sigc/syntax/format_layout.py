"""Documents that know where lines may end, and their layout in a given width.

Promise: a group stands on one line if it fits and nothing in it ends a line, else all of its own line ends are taken;
linear in the size of the document times the width; no recursion. Source of the method: Wadler 2003, "A prettier
printer". May import: sigc.base."""

from __future__ import annotations

from typing import TypeAlias

from sigc.base.frozen import frozen

WIDTH = 100


@frozen
class Line:
    """A place where a line may end: `flat` on one line. `hard`: always ends. `blank`: an empty line follows."""

    flat: str = " "
    hard: bool = False
    blank: bool = False


@frozen
class Seq:
    """Parts one after the other. `breaks`: a line ends in it whatever the width."""

    parts: tuple[Doc, ...]
    breaks: bool


@frozen
class Group:
    """Its own lines end all or none."""

    of: Doc
    breaks: bool


@frozen
class Nest:
    """Lines that begin in it are indented by `by` more."""

    by: int
    of: Doc
    breaks: bool


@frozen
class Align:
    """Lines that begin in it are indented to the column where it begins."""

    of: Doc
    breaks: bool


@frozen
class Either:
    """One text where the group around it is broken, another where it stands on one line."""

    broken: str
    flat: str


@frozen
class Passage:
    r"""A `\"""` text of several lines. The rest moves sideways with the line on which it begins.

    `rest`: the other lines without the `margin` that they share in the source, where the text begins in a line that is
    indented by `indent`. `close`: quotes on a line of their own, or nothing.
    """

    first: str
    rest: tuple[str, ...]
    margin: int
    indent: int
    close: str


Doc: TypeAlias = str | Line | Seq | Group | Nest | Align | Either | Passage


def breaks(doc: Doc) -> bool:
    """Whether a line ends in it whatever the width."""
    if isinstance(doc, str | Either):
        return False
    if isinstance(doc, Passage):
        return True
    return doc.hard if isinstance(doc, Line) else doc.breaks


def seq(*parts: Doc) -> Seq:
    return Seq(parts, any(breaks(part) for part in parts))


def group(*parts: Doc) -> Group:
    inner = seq(*parts)
    return Group(inner, inner.breaks)


def nest(*parts: Doc) -> Nest:
    inner = seq(*parts)
    return Nest(2, inner, inner.breaks)


def align(*parts: Doc) -> Align:
    inner = group(*parts)
    return Align(inner, inner.breaks)


Item: TypeAlias = tuple[int, bool, Doc]


def render(doc: Doc, *, indent: int = 0, column: int | None = None, width: int | None = WIDTH) -> str:
    """The text of a document that begins at `column` of a line indented by `indent`; width None has no limit."""
    out: list[str] = []
    at = indent if column is None else column
    line = indent
    pending: list[Item] = [(indent, False, doc)]
    while pending:
        inside, flat, part = pending.pop()
        if isinstance(part, str):
            out.append(part)
            at += len(part)
        elif isinstance(part, Seq):
            pending += [(inside, flat, item) for item in reversed(part.parts)]
        elif isinstance(part, Group):
            one_line = flat or (not part.breaks and (width is None or _fits(width - at, part.of, pending)))
            pending.append((inside, one_line, part.of))
        elif isinstance(part, Nest):
            pending.append((inside + part.by, flat, part.of))
        elif isinstance(part, Align):
            pending.append((at, flat, part.of))
        elif isinstance(part, Either):
            pending.append((inside, flat, part.flat if flat else part.broken))
        elif isinstance(part, Passage):
            lines = _lines(part, line)
            out.append("\n".join(lines))
            at = len(lines[-1]) if len(lines) > 1 else at + len(lines[0])
        elif flat:
            out.append(part.flat)
            at += len(part.flat)
        else:
            out.append(("\n\n" if part.blank else "\n") + " " * inside)
            at = line = inside
    return "".join(out)


def _lines(passage: Passage, indent: int) -> list[str]:
    """The lines of a passage that begins in a line indented by `indent`."""
    margin = " " * max(0, passage.margin + indent - passage.indent)
    out = [passage.first, *(margin + text if text else "" for text in passage.rest)]
    return [*out, " " * indent + passage.close] if passage.close else out


def _fits(room: int, doc: Doc, after: list[Item]) -> bool:
    """Whether `doc` on one line needs no more than `room`, with what follows it up to where the next line may end."""
    pending: list[tuple[bool, Doc]] = [(True, doc)]
    waiting = len(after)
    while room >= 0:
        if not pending:
            if waiting == 0:
                return True
            waiting -= 1
            pending.append((after[waiting][1], after[waiting][2]))
        flat, part = pending.pop()
        if isinstance(part, str):
            room -= len(part)
        elif isinstance(part, Seq):
            pending += [(flat, item) for item in reversed(part.parts)]
        elif isinstance(part, Group | Nest | Align):
            pending.append((flat, part.of))
        elif isinstance(part, Either):
            pending.append((flat, part.flat if flat else part.broken))
        elif isinstance(part, Passage):
            return len(part.first) <= room
        elif not flat:
            return True
        else:
            room -= len(part.flat)
    return False
