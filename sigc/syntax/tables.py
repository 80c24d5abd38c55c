"""The parser's tables: made from grammar/sig.lark by Lark, kept beside it, read without Lark.

Making them takes Lark about a second and importing Lark a tenth; reading them takes milliseconds. The file names the
grammar it was made from by hash: when the grammar was edited since, the tables are made afresh in memory.
`python -m sigc.syntax.tables` writes the file. May import: sigc.base; Lark on use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sigc.base.digest import digest
from sigc.base.frozen import frozen
from sigc.base.resources import has_resource, resource

GRAMMAR = "grammar/sig.lark"
TABLES = "grammar/sig.tables.json"
STARTS = ("start", "declaration", "expr")
DEFAULT = ""
FORMAT = 1


@frozen
class Rule:
    """`name`: the builder's function, "" for a list that `*` or `+` stands for. `size`: symbols popped.

    `keep`: what the function is given, in order: a child's index, or -1 for an absent optional one. `spread`: indices
    of children that are lists to be given one by one. `through`: a single child stands for itself; `unit`: and there is
    never another. `plain`: all children are kept, in order.
    """

    origin: str
    name: str
    size: int
    keep: tuple[int, ...]
    spread: tuple[int, ...]
    through: bool
    unit: bool
    plain: bool


@frozen
class Tables:
    """An LALR(1) automaton.

    `actions[state][terminal]`: a state to go to, or ~rule to reduce by; the key "" holds for every terminal.
    `always[state]`: the one reduction of a state that has no choice. `gotos[state][nonterminal]`: the state after a
    reduction. `words` and `marks` spell terminals, `patterns` are the others', in the order to try them. `soft`: the
    terminals that may be names, NAME included. `jumps`: the automaton's own memory, filled as it runs.
    """

    soft: frozenset[str]
    patterns: tuple[tuple[str, str], ...]
    words: Mapping[str, str]
    marks: Mapping[str, str]
    rules: tuple[Rule, ...]
    actions: tuple[Mapping[str, int], ...]
    gotos: tuple[Mapping[str, int], ...]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    always: tuple[int | None, ...]
    jumps: dict[tuple[int, int, str], int]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables of the grammar as it is now."""
    grammar = resource(GRAMMAR)
    if has_resource(TABLES):
        data = json.loads(resource(TABLES))
        if (data["format"], data["grammar"]) == (FORMAT, digest(grammar.encode())):
            return _from_json(data)
    return _from_json(make(grammar))


def _from_json(data: Mapping[str, Any]) -> Tables:
    rows, gotos = data["rows"], data["goto_rows"]
    always = [row.get(DEFAULT) for row in rows]
    return Tables(
        soft=frozenset(data["soft"]),
        patterns=tuple((name, pattern) for name, pattern in data["patterns"]),
        words=data["words"],
        marks=data["marks"],
        rules=tuple([_to_rule(*rule) for rule in data["rules"]]),
        actions=tuple([rows[i] for i in data["actions"]]),
        gotos=tuple([gotos[i] for i in data["gotos"]]),
        starts=data["starts"],
        ends=data["ends"],
        always=tuple([always[i] for i in data["actions"]]),
        jumps={},
    )


def _to_rule(origin: str, name: str, size: int, keep: list[int], spread: list[int], through: int) -> Rule:
    plain = keep == list(range(size)) and not spread
    return Rule(origin, name, size, tuple(keep), tuple(spread), bool(through), size == 1 and bool(through), plain)


# --- making them ---------------------------------------------------------------------------------------------------


def make(grammar: str) -> dict[str, Any]:
    """The tables of a grammar as JSON data; the same grammar gives the same data. Raises Lark's GrammarError."""
    from lark import Lark
    from lark.grammar import Rule as LarkRule
    from lark.lexer import TerminalDef

    lark = Lark(grammar, parser="lalr", start=list(STARTS), lexer="basic")
    data, memo = lark.memo_serialize([TerminalDef, LarkRule])
    table = data["parser"]["parser"]
    order = _rule_order(memo, table)
    states = _state_order(table)
    nonterminals = {rule["origin"]["name"] for rule in memo.values() if "origin" in rule}
    actions = [_row(table, old, states, order, nonterminals) for old in states]
    gotos = [_goto_row(table, old, states, nonterminals) for old in states]
    rows, row_of = _shared(actions)
    goto_rows, goto_of = _shared(gotos)
    return {
        "format": FORMAT,
        "grammar": digest(grammar.encode()),
        "soft": _soft(memo),
        **_terminals(lark.terminals, lark.ignore_tokens),
        "rules": [_rule(memo[key]) for key in order],
        "rows": rows,
        "goto_rows": goto_rows,
        "actions": row_of,
        "gotos": goto_of,
        "starts": {name: states[table["start_states"][name]] for name in STARTS},
        "ends": {name: states[table["end_states"][name]] for name in STARTS},
    }


def _terminals(terminals: Any, ignored: Any) -> dict[str, Any]:
    """Words, marks, and the patterns of the rest, those that must be tried first in front."""
    words, marks, patterns = {}, {}, []
    for t in sorted(terminals, key=lambda t: (-t.priority, t.name)):
        if t.name in ignored:
            continue
        if t.pattern.type == "re":
            patterns.append([t.name, t.pattern.value])
        elif t.pattern.value.isalpha():
            words[t.pattern.value] = t.name
        else:
            marks[t.pattern.value] = t.name
    return {
        "patterns": patterns,
        "words": dict(sorted(words.items())),
        "marks": dict(sorted(marks.items(), key=lambda x: (-len(x[0]), x[0]))),
    }


def _soft(memo: Mapping[Any, Any]) -> list[str]:
    """The terminals that the grammar's rule `name` lists."""
    rules = [rule for rule in memo.values() if "origin" in rule and rule["origin"]["name"] == "name"]
    return sorted({symbol["name"] for rule in rules for symbol in rule["expansion"]})


def _rule_order(memo: Mapping[Any, Any], table: Any) -> list[Any]:
    used = {act["@"] for row in table["states"].values() for kind, act in row.values() if kind == 1}
    return sorted(used, key=lambda key: json.dumps(_spelled(memo[key])))


def _spelled(rule: Any) -> list[Any]:
    return [rule["origin"]["name"], rule["order"], [x["name"] for x in rule["expansion"]], rule["alias"]]


def _state_order(table: Any) -> dict[int, int]:
    """Old state -> new one, numbered in the order in which a walk from the start states finds them."""
    names = table["tokens"]
    order: dict[int, int] = {}
    queue = [table["start_states"][name] for name in STARTS]
    while queue:
        state = queue.pop(0)
        if state in order:
            continue
        order[state] = len(order)
        steps = [(names[t], act) for t, (kind, act) in table["states"][state].items() if kind == 0]
        queue += [act for _, act in sorted(steps)]
    return order


def _row(table: Any, old: int, states: Mapping[int, int], order: list[Any], nonterminals: set[str]) -> dict[str, int]:
    rules = {key: i for i, key in enumerate(order)}
    names = table["tokens"]
    row: dict[str, int] = {}
    for token, (kind, act) in table["states"][old].items():
        if kind == 1:
            row[names[token]] = ~rules[act["@"]]
        elif names[token] not in nonterminals:
            row[names[token]] = states[act]
    if row and len(set(row.values())) == 1 and min(row.values()) < 0:
        return {DEFAULT: min(row.values())}
    return dict(sorted(row.items()))


def _goto_row(table: Any, old: int, states: Mapping[int, int], nonterminals: set[str]) -> dict[str, int]:
    steps = ((table["tokens"][t], act) for t, (kind, act) in table["states"][old].items() if kind == 0)
    return {name: states[act] for name, act in sorted(steps) if name in nonterminals}


def _shared(rows: list[dict[str, int]]) -> tuple[list[dict[str, int]], list[int]]:
    """Each row once, and for every place the number of its row."""
    known: dict[str, int] = {}
    out: list[dict[str, int]] = []
    places = []
    for row in rows:
        key = json.dumps(row)
        if key not in known:
            known[key] = len(out)
            out.append(row)
        places.append(known[key])
    return out, places


def _rule(rule: Any) -> list[Any]:
    origin, options = rule["origin"]["name"], rule["options"]
    name = "" if origin.startswith("_") else rule["alias"] or origin
    expansion = rule["expansion"]
    empty = "".join("1" if x else "0" for x in options["empty_indices"]) or "0" * len(expansion)
    absent = [len(ones) for ones in empty.split("0")]
    keep: list[int] = []
    spread = []
    for i, symbol in enumerate(expansion):
        keep += [-1] * absent[i]
        terminal = symbol["__type__"] == "Terminal"
        if terminal and symbol["filter_out"] and not options["keep_all_tokens"]:
            continue
        keep.append(i)
        if not terminal and symbol["name"].startswith("_"):
            spread.append(i)
    keep += [-1] * absent[len(expansion)]
    through = bool(options["expand1"]) and not rule["alias"]
    return [origin, name, len(expansion), keep, spread, int(through)]


def _write() -> None:
    from pathlib import Path

    home = Path(__file__).resolve().parent.parent.parent
    text = json.dumps(make(resource(GRAMMAR)), separators=(",", ":"))
    (home / TABLES).write_text(text.replace("},{", "},\n{") + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
