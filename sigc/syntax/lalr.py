"""The automaton: runs the grammar's tables over tokens and calls a builder at each reduction.

Promise: linear time, no recursion; stops at the first token that fits nowhere and says in which state.
Source of the method: Knuth 1965, "On the translation of languages from left to right". May import: sigc.base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.syntax.lexer import END, Tokens
from sigc.syntax.tables import DEFAULT, tables

Builder = Callable[..., Any]


@frozen
class Failure:
    """No way to go on: token `at` fits none of the `expected` kinds; `stack` are the states that led there."""

    at: int
    stack: tuple[int, ...]
    expected: tuple[str, ...]


def run(tokens: Tokens, first: int, last: int, start: str, builders: Mapping[str, Builder], context: Any) -> Any:
    """Read tokens `first` up to `last` (excluded) as a `start`: what its builder made, or a Failure.

    Each builder is called `f(context, span, *children)`; a child is what its builder made, the index of a token, or
    None for an optional part that is absent.
    """
    table = tables()
    actions, gotos, rules = table.actions, table.gotos, table.rules
    kinds, begins, ends = tokens.kinds, tokens.starts, tokens.ends
    path, end_state = tokens.file.path, table.ends[start]
    states = [table.starts[start]]
    values: list[Any] = []
    froms: list[int] = []
    i, kind = first, kinds[first] if first < last else END
    while True:
        row = actions[states[-1]]
        action = row.get(kind)
        if action is None:
            action = row.get(DEFAULT)
            if action is None:
                return Failure(i, tuple(states), tuple(row))
        if action >= 0:
            states.append(action)
            values.append(i)
            froms.append(begins[i])
            i += 1
            kind = kinds[i] if i < last else END
            continue
        rule = rules[~action]
        size = rule.size
        if size == 1 and rule.through:
            state = states[-1] = gotos[states[-2]][rule.origin]
            if state == end_state and kind == END:
                return values[-1]
            continue
        children = values[-size:]
        if rule.spread or not rule.name:
            children = _flat(rule.keep, rule.spread, children)
        else:
            children = [children[k] if k >= 0 else None for k in rule.keep]
        begin = froms[-size]
        del states[-size:], values[-size:], froms[-size:]
        if not rule.name:
            value: Any = children
        elif rule.through and len(children) == 1:
            value = children[0]
        else:
            value = builders[rule.name](context, Span(path, begin, ends[i - 1]), *children)
        state = gotos[states[-1]][rule.origin]
        if state == end_state and kind == END:
            return value
        states.append(state)
        values.append(value)
        froms.append(begin)


def _flat(keep: tuple[int, ...], spread: tuple[int, ...], children: list[Any]) -> list[Any]:
    """The kept children, lists given item by item. A list that comes first is extended in place: it has one owner."""
    if keep and keep[0] in spread:
        out: list[Any] = children[keep[0]]
        keep = keep[1:]
    else:
        out = []
    for k in keep:
        if k < 0:
            out.append(None)
        elif k in spread:
            out.extend(children[k])
        else:
            out.append(children[k])
    return out
