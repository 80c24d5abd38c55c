"""Reading replies: strictly first, then by every form that a model is known to fall into.

Promise: a reply in the form asked for is read exactly; any other gives the same values with the repairs it took, or
Unreadable with a reason that a model can act on. Answers that differ are refused, not chosen from. Linear in the reply.
May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sigc.adapters.base import Reading, Repair, Unreadable
from sigc.adapters.coerce import coercion
from sigc.adapters.coercion import Bad, Coercion, Words
from sigc.adapters.finding import Finder, Statement, without_thoughts
from sigc.adapters.loose import holds_unclosed
from sigc.adapters.wording import cut_off, missing, must_be
from sigc.ir import types as t
from sigc.ir.program import Task, Values
from sigc.values.convert import Misfit, conform, from_json
from sigc.values.evaluate import evaluate

_SHOWN_PROBLEMS = 3
_EMPTY = {False: "the reply is empty", True: "the reply holds thoughts but no answer"}

Strict: TypeAlias = Callable[[str, Task], Values]
"""Reads a reply in exactly the form asked for; raises ValueError or Misfit. Outputs may be missing."""


def read_reply(text: str, task: Task, strict: Strict, finders: Sequence[Finder], nothing: str) -> Reading:
    """The outputs that a reply states, in declared order. `finders` in the order in which they are believed,
    the adapter's own first; `nothing`: the reason when none of them finds an output. Raises Unreadable."""
    for said, mended in _as_written(text, task):
        try:
            return Reading(_complete(strict(said, task), task), mended)
        except (ValueError, RecursionError, Misfit, Bad):
            continue
    body, thoughts = without_thoughts(text, task)
    problems = ""
    for form, find in finders:
        if problems and form == "unnamed":
            break
        tried = [_settled(s, task) for s in find(body, task)]
        good = [s for s in tried if s.values is not None]
        if any(s.values != good[0].values for s in good[1:]):
            raise Unreadable("the reply gives several different answers; give one", text)
        if good:
            other = () if form == finders[0][0] else (Repair(form, "", 0.9),)
            return Reading(good[-1].values or {}, (*thoughts, *other, *good[-1].repairs))
        problems = problems or next((s.problems for s in reversed(tried)), "")
    if problems:
        raise Unreadable(problems, text)
    return _bare(body, thoughts, task, text, nothing)


def _as_written(text: str, task: Task) -> Iterator[tuple[str, tuple[Repair, ...]]]:
    """The reply; the reply with the line ends that we write; what stands behind a draft."""
    yield text, ()
    plain, mended = text.removeprefix("\ufeff").replace("\r\n", "\n"), (Repair("line-end", "", 0.95),)
    if plain != text:
        yield plain, mended
    body, thoughts = without_thoughts(plain, task)
    if thoughts or body != body.strip():
        yield body.strip(), (*thoughts, *(mended if plain != text else ()))


def _begun(said: str, name: str) -> str | None:
    """The name of an output when a text is the beginning of naming it, and nothing else."""
    named = (f"<{name}>", f"[[{name}]]", f'{{"{name}":')
    return name if len(said) > 1 and any(mark.startswith(said) for mark in named) else None


@dataclass(frozen=True, slots=True)
class _Settled:
    """A statement's values, or why there are none."""

    values: dict[str, Any] | None
    repairs: tuple[Repair, ...] = ()
    problems: str = ""


def _settled(statement: Statement, task: Task) -> _Settled:
    if statement.problem is not None:
        return _Settled(None, problems=statement.problem)
    c = coercion(task.types)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for place in task.outputs:
        try:
            if place.name in statement.given:
                values[place.name] = _value(c, statement.given[place.name], place)
            else:
                values[place.name] = _left_out(place, task)
        except Bad as bad:
            problems.append(str(bad))
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        said = ". ".join(problems[:_SHOWN_PROBLEMS]) + (f". And {more} more" if more > 0 else "")
        return _Settled(None, problems=said)
    return _Settled(values, (*statement.repairs, *c.repairs))


def _value(c: Coercion, raw: Any, place: t.Field) -> Any:
    """The value of an output; where words follow a short value on lines of their own, that of the first line."""
    before = len(c.repairs)
    if isinstance(raw, dict | list) and not holds_unclosed(raw):
        try:
            return from_json(raw, place.type, c.types)
        except (Misfit, RecursionError):
            pass
    try:
        return c.value(raw, place.type, place.name)
    except Bad:
        first, _, rest = raw.partition("\n") if isinstance(raw, Words) else ("", "", "")
        if not rest.strip() or not first.strip():
            raise
        del c.repairs[before:]
        kept = c.attempt(Words(first.strip()), place.type, place.name)
        if kept is None:
            raise
        c.mend("prose", place.name, 0.8)
        return kept[0]


def _complete(values: Values, task: Task) -> dict[str, Any]:
    """All outputs in declared order, those left out filled in where they may be. Raises Bad."""
    return {f.name: values[f.name] if f.name in values else _left_out(f, task) for f in task.outputs}


def _left_out(place: t.Field, task: Task) -> Any:
    """What an output is that the reply does not give."""
    if place.default is not None:
        return conform(evaluate(place.default, {}, task.types), place.type, task.types)
    if isinstance(place.type, t.Optional):
        return None
    raise Bad(missing(place.name, must_be(place.type, task.types)))


def _bare(body: str, thoughts: tuple[Repair, ...], task: Task, text: str, nothing: str) -> Reading:
    """A reply that names no output, where only one is asked for. (Beside one that may be left out, such as a
    reasoning, free text could be either.)"""
    needed = [f for f in task.outputs if f.default is None and not isinstance(f.type, t.Optional)]
    free = len(needed) == 1 and isinstance(needed[0].type, t.Str) and needed[0].type.pattern is None
    if len(needed) == 1 and (name := _begun(body.strip(), needed[0].name)):
        raise Unreadable(cut_off(name), text)
    if not body.strip() or len(needed) != 1 or (free and len(task.outputs) > 1):
        raise Unreadable(nothing if body.strip() else _EMPTY[bool(thoughts)], text)
    said = re.sub(r"^```[\w-]{0,32}\n(.*)\n```$", r"\1", body.strip(), flags=re.DOTALL)
    statement = Statement({needed[0].name: Words(said)}, (*thoughts, Repair("bare", needed[0].name, 0.6)))
    settled = _settled(statement, task)
    if settled.values is None:
        raise Unreadable(settled.problems, text)
    return Reading(settled.values, settled.repairs)
