"""Pure expressions of the IR as Python expressions over values in memory.

Promise: the text computes what values.evaluate computes; where Python's own operator or builtin means the same for the
types at hand it is used, else the function of sigc.values. May import: sigc.ir, sigc.values, sigc.runtime.walk,
sigc.backends."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from keyword import iskeyword
from typing import Any, TypeAlias

from sigc.backends.knowledge import Knowledge, Scope
from sigc.backends.layout import Cat, Doc, Group, Soft, call, cat, flat, literal
from sigc.ir.expr import (
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    Format,
    IfElse,
    Index,
    Is,
    Let,
    Lib,
    ListOf,
    MapOf,
    Match,
    Neg,
    Not,
    Otherwise,
    RecordOf,
    Repeat,
    Slice,
    Var,
)
from sigc.ir.program import Program
from sigc.ir.types import Bool, Float, Int, List, Lit, Str, Type, fields_of
from sigc.ir.walk import children
from sigc.runtime.names import function_name, python_name
from sigc.runtime.walk import calls
from sigc.values.library import LIBRARY

Piece: TypeAlias = tuple[Doc, int]
"""Text and how strongly it binds."""

TERNARY, OR, AND, NOT, COMPARE, UNARY, AWAIT, ATOM = range(8)
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod"}
_ORDER = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_SIMPLE = (Str, Int, Float, Bool, Lit)


class Expressions(Knowledge):
    """Writes expressions that need no statements; `used` collects what the module must import."""

    def __init__(self, program: Program, used: set[str]) -> None:
        super().__init__(program)
        self.used = used

    def inline(self, expr: Expr) -> bool:
        """Whether an expression can be written without statements of its own, each call in it after the others."""
        match expr:
            case Match() | Let() | Repeat():
                return False
            case Otherwise(first, _):
                return not calls(expr) and self.inline(first)
            case Comp():
                return not calls(expr) and all(map(self.inline, children(expr)))
            case IfElse() | Binary(op="and" | "or"):
                return all(map(self.inline, children(expr)))
        return len(waits(expr)) <= 1 and all(map(self.inline, children(expr)))

    def write(self, expr: Expr, scope: Scope) -> Doc:
        return self.piece(expr, scope)[0]

    def piece(self, expr: Expr, scope: Scope) -> Piece:
        match expr:
            case Var(name):
                return scope.names[name], ATOM
            case Const(value):
                return constant(value), UNARY if isinstance(value, int | float) and value < 0 else ATOM
            case Attr():
                return self._attr(expr, scope), ATOM
            case Index(of, at):
                return self._ops("index_", self.write(of, scope), self.write(at, scope)), ATOM
            case Slice():
                return self._slice(expr, scope), ATOM
            case ListOf(items):
                return Group("[", tuple(self.write(item, scope) for item in items), "]"), ATOM
            case RecordOf():
                return self._record(expr, scope), ATOM
            case MapOf(entries):
                pairs = tuple(cat(self._key(k, scope), ": ", self.write(v, scope)) for k, v in entries)
                return Group("{", pairs, "}"), ATOM
            case Comp():
                return self._comp(expr, scope), ATOM
            case Not(of):
                return cat("not ", self._tight(of, scope, NOT)), NOT
            case Neg(of):
                return self._ops("negate", self.write(of, scope)), ATOM
            case Binary():
                return self._binary(expr, scope)
            case IfElse(condition, then, orelse):
                rest = self._tight(orelse, scope, TERNARY)
                first, *more = rest.parts if isinstance(rest, Soft) and isinstance(orelse, IfElse) else (rest,)
                test = cat("if ", self._tight(condition, scope, OR))
                return Soft((self._tight(then, scope, OR), test, cat("else ", first), *more)), TERNARY
            case Is(of, variant):
                return self._is(self._tight(of, scope, COMPARE + 1), variant)
            case Format():
                return self._format(expr, scope), ATOM
            case Lib():
                return self._lib(expr, scope), ATOM
            case Otherwise(first, _):
                return self.piece(first, scope)
            case Call():
                return cat("await ", self.call(expr, scope)), AWAIT
        raise TypeError(f"{type(expr).__name__} needs statements")

    def call(self, call_: Call, scope: Scope) -> Doc:
        """The call itself, not awaited."""
        arguments: list[Doc] = []
        odd: list[Doc] = []
        for name, value in call_.args:
            if plain_argument(name):
                arguments.append(cat(f"{name}=", self.write(value, scope)))
            else:
                odd.append(cat(f"{literal(name)}: ", self.write(value, scope)))
        if odd:
            arguments.append(cat("**", Group("{", tuple(odd), "}")))
        if call_.kind == "module":
            return call(graph_name(call_.target), scope.run, *arguments)
        return call(f"{scope.run}.{call_.kind}", literal(call_.target), *arguments)

    def is_variant(self, subject: Doc, variant: str | None) -> Piece:
        return self._is(subject, variant)

    def _is(self, subject: Doc, variant: str | None) -> Piece:
        if variant is None:
            return cat(subject, " is None"), COMPARE
        self.used.add("is_variant")
        return call("is_variant", subject, literal(variant), "PACKAGE.types"), ATOM

    def _ops(self, name: str, *arguments: Doc) -> Doc:
        self.used.add("ops")
        return call(f"ops.{name}", *arguments)

    def _tight(self, expr: Expr, scope: Scope, least: int) -> Doc:
        """In brackets when it binds less strongly than `least`."""
        doc, strength = self.piece(expr, scope)
        return doc if strength >= least else Group("(", (doc,), ")", words=True)

    def _attr(self, expr: Attr, scope: Scope) -> Doc:
        if fields_of(self.type_of(expr.of, scope) or Str(), self.types) is None:
            return self._ops("attr_", self.write(expr.of, scope), literal(expr.name))
        return Cat((self._tight(expr.of, scope, ATOM), f"[{literal(expr.name)}]"))

    def _slice(self, expr: Slice, scope: Scope) -> Doc:
        ends = [end if end is not None else Const(None) for end in (expr.lo, expr.hi)]
        of = self.type_of(expr.of, scope)
        if isinstance(of, List | Str) and all(isinstance(e, Const) for e in ends):
            lo, hi = (flat(self.write(e, scope)) if e != Const(None) else "" for e in ends)
            return cat(self._tight(expr.of, scope, ATOM), f"[{lo}:{hi}]")
        return self._ops("slice_", self.write(expr.of, scope), *(self.write(e, scope) for e in ends))

    def _record(self, expr: RecordOf, scope: Scope) -> Doc:
        spreads = [cat("**", self._spread(s, scope)) for s in expr.spreads]
        own = [cat(f"{literal(name)}: ", self.write(value, scope)) for name, value in expr.fields]
        return Group("{", (*spreads, *own), "}")

    def _spread(self, of: Expr, scope: Scope) -> Doc:
        if fields_of(self.type_of(of, scope) or Str(), self.types) is not None:
            return self._tight(of, scope, ATOM)
        return self._ops("spread_", self.write(of, scope))

    def _key(self, key: Expr, scope: Scope) -> Doc:
        known = isinstance(self.type_of(key, scope), Str)
        return self.write(key, scope) if known else self._ops("map_key", self.write(key, scope))

    def _comp(self, comp: Comp, scope: Scope) -> Doc:
        parts: list[Doc] = []
        for clause in comp.clauses:
            source = self.items(clause, scope)
            spellings = {name: scope_name(name, scope) for name in clause.names}
            scope = self.inside(clause, scope, spellings)
            parts.append(cat(f"for {', '.join(spellings.values())} in ", source))
            parts += [cat("if ", self._tight(condition, scope, OR)) for condition in clause.conditions]
        body = self.write(comp.body, scope)
        if comp.key is not None:
            return Group("{", (cat(self._key(comp.key, scope), ": ", body), *parts), "}", words=True)
        return Group("[", (body, *parts), "]", words=True)

    def items(self, clause: For, scope: Scope) -> Doc:
        """What a `for` runs over."""
        if isinstance(self.type_of(clause.source, scope), List) and len(clause.names) == 1:
            return self._tight(clause.source, scope, OR)
        return self._ops("items_of", self.write(clause.source, scope), str(len(clause.names)))

    def _binary(self, expr: Binary, scope: Scope) -> Piece:
        op = expr.op
        if op in ("and", "or"):
            level = AND if op == "and" else OR
            left, right = self._tight(expr.left, scope, level), self._tight(expr.right, scope, level + 1)
            return Soft((left, cat(f"{op} ", right))), level
        if op in _ARITHMETIC:
            return self._ops(_ARITHMETIC[op], self.write(expr.left, scope), self.write(expr.right, scope)), ATOM
        if not self._same_in_python(expr, scope):
            name = _ORDER.get(op) or {"in": "contains_", "not in": "not_contains", "==": "eq"}.get(op, "ne")
            return self._ops(name, self.write(expr.left, scope), self.write(expr.right, scope)), ATOM
        if expr.right == Const(None):
            op_text = "is" if op == "==" else "is not"
            return cat(self._tight(expr.left, scope, COMPARE + 1), f" {op_text} None"), COMPARE
        sides = [self._tight(side, scope, COMPARE + 1) for side in (expr.left, expr.right)]
        return Soft((sides[0], cat(f"{op} ", sides[1]))), COMPARE

    def _same_in_python(self, expr: Binary, scope: Scope) -> bool:
        """Whether a comparison means the same in Python, for what is known of its sides."""
        if expr.op in ("==", "!="):
            return not (isinstance(expr.left, Const) and isinstance(expr.right, Const))  # a type checker would object
        left, right = self.type_of(expr.left, scope), self.type_of(expr.right, scope)
        if expr.op in ("in", "not in"):
            return isinstance(left, Str) and isinstance(right, Str | List)
        return isinstance(left, _SIMPLE) and isinstance(right, _SIMPLE)

    def _format(self, expr: Format, scope: Scope) -> Doc:
        holes = [self._shown(self.write(p.of, scope), p.type) for p in expr.parts if not isinstance(p, str)]
        text = "".join(_braced(p) if isinstance(p, str) else "{}" for p in expr.parts)
        outer = literal(text)[0]
        inner = "'" if outer == '"' else '"'
        if outer not in text and all(not set("'\\{") & set(flat(hole)) for hole in holes):
            left = iter(flat(hole).replace('"', inner) for hole in holes)
            parts = (
                literal(_braced(p), quote=outer)[1:-1] if isinstance(p, str) else f"{{{next(left)}}}"
                for p in expr.parts
            )
            return f"f{outer}{''.join(parts)}{outer}"
        return call(f"{literal(text)}.format", *holes)

    def _shown(self, value: Doc, type_: Type) -> Doc:
        if isinstance(type_, Str | Int):
            return value
        self.used.add("ir")
        return call("PACKAGE.show", value, built(type_))

    def _lib(self, expr: Lib, scope: Scope) -> Doc:
        arguments = [self.write(arg, scope) for arg in expr.args]
        if expr.name == "len" and isinstance(self.type_of(expr.args[0], scope), Str | List):
            return call("len", *arguments)
        self.used.add("lib")
        named = [cat(f"{name}=", self.write(value, scope)) for name, value in expr.named]
        return call(f"lib.{LIBRARY[expr.name].call.__name__}", *arguments, *named)


def waits(expr: Expr) -> list[Expr]:
    """The parts of an operation that have to be waited for, each as large as can be: calls, and what decides whether
    to call. For a call: those of its arguments, and itself last."""
    return [part for child in children(expr) if calls(child) for part in _waiting(child)]


def _waiting(expr: Expr) -> list[Expr]:
    decides = isinstance(expr, Call | Otherwise | IfElse | Match | Comp | Let | Repeat)
    decides = decides or (isinstance(expr, Binary) and expr.op in ("and", "or"))
    return [expr] if decides else waits(expr)


def built(type_: Any) -> str:
    """A type, or a part of one, as the Python that makes it."""
    if isinstance(type_, tuple):
        return "(" + "".join(f"{built(part)}, " for part in type_).rstrip() + ")"
    if not is_dataclass(type_) or isinstance(type_, type):
        return literal(type_) if isinstance(type_, str) else repr(type_)
    given = [f for f in fields(type_) if f.default is MISSING or getattr(type_, f.name) != f.default]
    return f"ir.{type(type_).__name__}({', '.join(f'{f.name}={built(getattr(type_, f.name))}' for f in given)})"


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def constant(value: bool | int | float | str | None) -> str:
    return literal(value) if isinstance(value, str) else repr(value)


def plain_argument(name: str) -> bool:
    """Whether an input can be written as `name=` in a call of `run.node`."""
    return not iskeyword(name)


def graph_name(module: str) -> str:
    """The function of a module's graph."""
    return f"{function_name(module).rstrip('_')}_graph"


def scope_name(name: str, scope: Scope) -> str:
    """A new name's spelling that hides nothing but the name of the same spelling in the source."""
    spelling = python_name(name)
    while spelling in {s for n, s in scope.names.items() if n != name}:
        spelling += "_"
    return spelling
