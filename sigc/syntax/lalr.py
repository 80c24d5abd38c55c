"""The automaton: runs the grammar's tables over tokens and calls a builder at each reduction.

Promise: linear time, no recursion; stops at the first token that fits nowhere and says in which state.
Source of the method: Knuth 1965, "On the translation of languages from left to right". May import: sigc.base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.syntax.lexer import END, Tokens
from sigc.syntax.tables import Rule, Tables, tables

Builder = Callable[..., Any]


@frozen
class Failure:
    """No way to go on: token `at` is none of the `expected` kinds, each of which would have been read."""

    at: int
    expected: tuple[str, ...]


def run(tokens: Tokens, first: int, last: int, start: str, builders: Mapping[str, Builder], context: Any) -> Any:
    """Read tokens `first` up to `last` (excluded) as a `start`: what its builder made, or a Failure.

    Each builder is called `f(context, span, *children)`; a child is what its builder made, the index of a token, or
    None for an optional part that is absent. This loop is where parsing spends its time, so it is one function.
    """
    table = tables()
    actions, always, gotos, rules, jumps = table.actions, table.always, table.gotos, table.rules, table.jumps
    kinds, begins, ends = tokens.kinds, tokens.starts, tokens.ends
    path, end_state = tokens.file.path, table.ends[start]
    state = table.starts[start]
    states, froms = [state], [0]
    values: list[Any] = [None]
    i, kind = first, kinds[first] if first < last else END
    while True:
        action = always[state]
        if action is None:
            action = actions[state].get(kind)
            if action is None:
                return Failure(i, tuple([k for k in (*actions[state], END) if _fits(table, states, k, end_state)]))
        if action >= 0:
            state = action
            states.append(state)
            values.append(i)
            froms.append(begins[i])
            i += 1
            kind = kinds[i] if i < last else END
            continue
        rule = rules[~action]
        size = rule.size
        if rule.unit:
            below = states[-2]
            key = (below, state, kind)
            state = jumps.get(key) or _jump(table, key, end_state)
            states[-1] = state
        else:
            if rule.plain:
                children = values[-size:]
            elif rule.spread:
                children = _spread(rule, values[-size:])
            else:
                parts = values[-size:]
                children = [parts[k] if k >= 0 else None for k in rule.keep]
            begin = froms[-size]
            del states[-size:], values[-size:], froms[-size:]
            if not rule.name:
                value: Any = children
            elif rule.through and len(children) == 1:
                value = children[0]
            else:
                value = builders[rule.name](context, Span(path, begin, ends[i - 1]), *children)
            state = gotos[states[-1]][rule.origin]
            states.append(state)
            values.append(value)
            froms.append(begin)
        if state == end_state and kind == END:
            return values[-1]


def _fits(table: Tables, states: list[int], kind: str, end_state: int) -> bool:
    """Whether a token of this kind would be read. An LALR state lists more, since it stands for several places."""
    stack = list(states)
    while True:
        state = stack[-1]
        if state == end_state:
            return kind == END
        action = table.always[state]
        if action is None:
            action = table.actions[state].get(kind)
        if action is None or action >= 0:
            return action is not None
        rule = table.rules[~action]
        del stack[-rule.size :]
        stack.append(table.gotos[stack[-1]][rule.origin])


def _jump(table: Tables, key: tuple[int, int, str], end_state: int) -> int:
    """The state after all rules that only rename the value on top, such as `sum: product`; remembered."""
    below, state, kind = key
    while True:
        action = table.always[state]
        if action is None:
            action = table.actions[state].get(kind, 0)
        if action >= 0 or not table.rules[~action].unit:
            break
        state = table.gotos[below][table.rules[~action].origin]
        if state == end_state:
            break
    table.jumps[key] = state
    return state


def _spread(rule: Rule, parts: list[Any]) -> list[Any]:
    """The kept children, lists given item by item. A list that comes first is extended in place: it has one owner."""
    keep, spread = rule.keep, rule.spread
    out: list[Any] = parts[keep[0]] if keep[0] in spread else []
    for k in keep[1:] if keep[0] in spread else keep:
        if k in spread:
            out.extend(parts[k])
        else:
            out.append(parts[k] if k >= 0 else None)
    return out
