"""Rules that no value keeps: `ensure n > 7` beside `n: int(1..5)`.

Promise: told only when it is sure. Only comparisons of one field, or of its length, with a literal are looked at, those
joined by `and` one by one. May import: sigc.base, syntax, check/core, check/settings, check/lints/common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sigc.base.diagnostic import Diagnostic, warning
from sigc.base.source import Span
from sigc.check.core import Checker, path_of
from sigc.check.lints.common import declarations, fields_in
from sigc.check.settings import plain
from sigc.syntax import ast

FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Atom:
    """`key OP value`, where the key is a field path or the length of one."""

    key: str
    op: str
    value: Any
    span: Span


@dataclass
class Known:
    """What a field's type and its rules so far leave of its values."""

    lo: float = float("-inf")
    hi: float = float("inf")
    whole: bool = False
    among: frozenset[Any] | None = None
    never: frozenset[Any] = frozenset()
    said: list[Span] = field(default_factory=list)

    def with_(self, op: str, value: Any) -> Known:
        """What is left when one more comparison holds."""
        new = replace(self, said=list(self.said))
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if op == "==":
            new.among = frozenset({_key(value)}) if self.among is None else self.among & {_key(value)}
            if number:
                new.lo, new.hi = max(self.lo, value), min(self.hi, value)
        elif op == "!=":
            new.never = self.never | {_key(value)}
        elif number:
            step = 1 if self.whole else 0.0
            if op in (">", ">="):
                new.lo = max(self.lo, value + (step if op == ">" else 0))
            else:
                new.hi = min(self.hi, value - (step if op == "<" else 0))
        return new

    def empty(self, op: str, value: Any) -> bool:
        """Whether nothing is left; `op` and `value` were the last to come."""
        if self.lo > self.hi:
            return True
        if self.lo == self.hi and not self.whole and (op == "<" or op == ">") and value == self.lo:
            return True
        if self.among is None:
            return self.lo == self.hi and _key(self.lo) in self.never
        left = {k for k in self.among - self.never if not isinstance(k[1], int | float) or self._inside(k)}
        return not left

    def _inside(self, key: tuple[Literal["bool", "number", "other"], Any]) -> bool:
        return key[0] != "number" or self.lo <= key[1] <= self.hi


def _key(value: Any) -> tuple[str, Any]:
    """`1` and `1.0` are one value, `true` is another."""
    kind = "bool" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "other"
    return kind, value


def contradictions(c: Checker) -> Iterator[Diagnostic]:
    """SIG1006: an `ensure` or `prefer` that can not hold beside the types and the rules before it."""
    for decl in declarations(c):
        if not isinstance(decl, ast.SignatureDecl | ast.RecordDecl) or not _any_atom(decl):
            continue
        if decl.ensures:
            known = _of_types(decl)
            for rule in decl.ensures:
                yield from _add(known, rule, "`ensure`")
        if isinstance(decl, ast.SignatureDecl) and decl.prefers:
            known = _of_types(decl)
            for rule in decl.ensures:
                list(_add(known, rule, ""))
            for rule in decl.prefers:
                alone = {key: replace(k, said=list(k.said)) for key, k in known.items()}
                yield from _add(alone, rule, "`prefer`")


def _any_atom(decl: ast.SignatureDecl | ast.RecordDecl) -> bool:
    """Whether a rule says anything of one field alone."""
    prefers = decl.prefers if isinstance(decl, ast.SignatureDecl) else ()
    return any(next(_atoms(rule.condition), None) is not None for rule in (*decl.ensures, *prefers))


def _add(known: dict[str, Known], rule: ast.RuleDecl, word: str) -> Iterator[Diagnostic]:
    """Take a rule in; a contradiction is told once, and what it contradicts stays."""
    for atom in _atoms(rule.condition):
        before = known.get(atom.key, Known())
        after = before.with_(atom.op, atom.value)
        if not after.empty(atom.op, atom.value):
            after.said.append(atom.span)
            known[atom.key] = after
            continue
        found = warning(
            "SIG1006",
            f"this {word} can never hold",
            atom.span,
            "no value is left",
            note="every reply would break it" + (", and be asked for again in vain" if word == "`ensure`" else ""),
            help="change one of the two",
        )
        yield found.seen(before.said[-1], "because of this") if before.said else found
        return


def _atoms(expr: ast.Expr) -> Iterator[Atom]:
    if isinstance(expr, ast.BinaryExpr) and expr.op == "and":
        yield from _atoms(expr.left)
        yield from _atoms(expr.right)
    elif isinstance(expr, ast.BinaryExpr) and expr.op in FLIPPED:
        left, right = _subject(expr.left), _subject(expr.right)
        if left is not None and (value := plain(expr.right)) is not ... and not isinstance(value, list | dict):
            yield Atom(left, expr.op, value, expr.span)
        elif right is not None and (value := plain(expr.left)) is not ... and not isinstance(value, list | dict):
            yield Atom(right, FLIPPED[expr.op], value, expr.span)
    elif isinstance(expr, ast.Variable):
        yield Atom(expr.name, "==", True, expr.span)
    elif isinstance(expr, ast.UnaryExpr) and expr.op == "not" and isinstance(expr.of, ast.Variable):
        yield Atom(expr.of.name, "==", False, expr.span)


def _subject(expr: ast.Expr) -> str | None:
    """`a.b`, or `len(a.b)`; a bare name may as well be a member, which is no field and so never has two rules."""
    path = path_of(expr)
    if path is not None:
        return ".".join(path)
    if isinstance(expr, ast.CallExpr) and isinstance(expr.of, ast.Variable) and expr.of.name == "len":
        inner = path_of(expr.args[0].value) if len(expr.args) == 1 and expr.args[0].name is None else None
        return f"len({'.'.join(inner)})" if inner is not None else None
    return None


def _of_types(decl: ast.SignatureDecl | ast.RecordDecl) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for each in fields_in(decl):
        type_, maybe = each.type, False
        if isinstance(type_, ast.OptionalType):
            type_, maybe = type_.item, True
        name, span = each.name.text, each.type.span
        known[f"len({name})"] = Known(lo=0, whole=True)
        if isinstance(type_, ast.ListType) or (isinstance(type_, ast.NamedType) and type_.path.text == "str"):
            lo, hi = _bounds(type_.refinements)
            known[f"len({name})"] = Known(max(lo, 0), hi, True, said=[span])
        elif isinstance(type_, ast.NamedType) and type_.path.text in ("int", "float"):
            lo, hi = _bounds(type_.refinements)
            known[name] = Known(lo, hi, type_.path.text == "int", said=[span])
        elif (values := _values(type_)) is not None and not maybe:
            known[name] = Known(among=frozenset(map(_key, values)), said=[span])
    return known


def _bounds(refinements: tuple[ast.Refinement, ...]) -> tuple[float, float]:
    bounds = [r for r in refinements if isinstance(r, ast.Bound)]
    lows = [b.lo for b in bounds if b.lo is not None]
    highs = [b.hi for b in bounds if b.hi is not None]
    return max(lows, default=float("-inf")), min(highs, default=float("inf"))


def _values(type_: ast.TypeExpr) -> list[Any] | None:
    """The values of a type that is written as a closed set; None for any other."""
    if isinstance(type_, ast.UnionType) and all(isinstance(o, ast.LiteralType) for o in type_.options):
        return [o.value for o in type_.options if isinstance(o, ast.LiteralType)]
    if isinstance(type_, ast.NamedType) and type_.path.text == "bool":
        return [True, False]
    return None
