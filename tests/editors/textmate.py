"""A reader of TextMate grammars, as far as ours goes: matches with captures, begin and end, includes.

It is written from the manual of TextMate and of vscode-textmate: line by line; the earliest match wins, and of two at
one place the one that is listed first; inside a `begin`, its `end` is tried before its patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Rule = Mapping[str, Any]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass
class Highlighter:
    """`scopes(text)[i]`: the scopes of the character at offset `i`, the innermost last."""

    grammar: Rule
    stack: list[Rule] = field(default_factory=list)

    def scopes(self, text: str) -> list[tuple[str, ...]]:
        self.stack = []
        out: list[tuple[str, ...]] = []
        for line in text.split("\n"):
            out += [*self.line(line), ()]
        return out[:-1]

    def line(self, line: str) -> list[tuple[str, ...]]:
        out: list[tuple[str, ...]] = [()] * len(line)
        at = 0
        for _ in range(4 * len(line) + 8):
            inside = [rule["name"] for rule in self.stack if "name" in rule]
            rule, m = self.next(line, at)
            for i in range(at, m.start() if m else len(line)):
                out[i] = tuple(inside)
            if m is None or rule is None:
                return out
            at = m.end()
            self.paint(out, m, rule, inside)
        raise AssertionError(f"no progress in {line!r}")

    def next(self, line: str, at: int) -> tuple[Rule | None, re.Match[str] | None]:
        """The rule that matches first at or behind `at`; an `end` counts as a rule of its own."""
        best: tuple[Rule | None, re.Match[str] | None] = (None, None)
        candidates: list[tuple[Rule, str]] = []
        if self.stack:
            ending = {**self.stack[-1], "ends": True}
            candidates.append((ending, self.stack[-1]["end"]))
        inner = self.stack[-1].get("patterns", []) if self.stack else self.grammar["patterns"]
        candidates += [(rule, rule.get("match") or rule["begin"]) for rule in self.flat(inner)]
        for rule, pattern in candidates:
            m = compiled(pattern).search(line, at)
            if m is not None and (best[1] is None or m.start() < best[1].start()):
                best = (rule, m)
        return best

    def flat(self, rules: list[Rule]) -> Iterator[Rule]:
        for rule in rules:
            if "include" in rule:
                yield from self.flat([self.grammar["repository"][rule["include"].removeprefix("#")]])
            elif "match" not in rule and "begin" not in rule:
                yield from self.flat(rule["patterns"])
            else:
                yield rule

    def paint(self, out: list[tuple[str, ...]], m: re.Match[str], rule: Rule, inside: list[str]) -> None:
        names = list(inside)
        captures: Mapping[str, Rule] = rule.get("captures", {})
        if "ends" in rule:
            self.stack.pop()
            captures = rule.get("endCaptures", {})
        elif "begin" in rule:
            self.stack.append(rule)
            captures = rule.get("beginCaptures", {})
        if "name" in rule and "ends" not in rule:
            names.append(rule["name"])
        for i in range(*m.span()):
            out[i] = tuple(names)
        for group, capture in captures.items():
            for i in range(*m.span(int(group))):
                out[i] = (*names, capture["name"])
