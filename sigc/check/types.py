"""Type expressions and aliases become types.

Promise: a broken type expression yields one diagnostic and UNKNOWN. Named types are references, so recursion needs no
order; only aliases and direct self-containment are refused. May import: sigc.base, ir, values, syntax, check/core."""

from __future__ import annotations

from collections.abc import Iterable

from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.fit import UNKNOWN, is_unknown
from sigc.check.media import refuse_unclear_union
from sigc.check.scope import BUILTIN_TYPES, CALLABLE, TYPE_KINDS, Scope, Symbol
from sigc.check.sets import schema_fault, schema_literal
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
    Float,
    Int,
    Json,
    List,
    Lit,
    Map,
    Media,
    Optional,
    Record,
    Ref,
    Str,
    Type,
    Union,
)
from sigc.syntax import ast

_PLAIN: dict[str, Type] = {
    "str": Str(),
    "int": Int(),
    "float": Float(),
    "bool": Bool(),
    "date": Date(),
    "datetime": DateTime(),
    "json": Json(),
    "chat": Chat(),
    "image": Media("image"),
    "audio": Media("audio"),
    "video": Media("video"),
    "pdf": Media("pdf"),
}
_HABITS = {
    "string": "str", "String": "str", "text": "str", "integer": "int", "number": "float", "double": "float",
    "boolean": "bool", "Boolean": "bool", "list": "[T]", "List": "[T]", "dict": "{str: T}", "Dict": "{str: T}",
    "any": "json", "Any": "json", "object": "json", "Optional": "T?", "Literal": '"a" | "b"',
}  # fmt: skip


def resolve(c: Checker, expr: ast.TypeExpr, scope: Scope) -> Type:
    """The type that an expression spells."""
    match expr:
        case ast.NamedType():
            return _named(c, expr, scope)
        case ast.ListType(item=item, refinements=refinements):
            lo, hi = _lengths(c, refinements, "a list")
            inner = resolve(c, item, scope)
            return List(inner, lo, hi)
        case ast.MapType(key=ast.NamedType(path=path), value=value) if _is_field(path, scope):
            help_ = f"declare a record by name: `type Item {{ {path.text}: … }}`; a map is `{{str: T}}`"
            c.error("SIG0305", "a map's keys are `str`", path.span, "no type", help=help_)
            return Map(resolve(c, value, scope))
        case ast.MapType(key=key, value=value):
            if not isinstance(resolve(c, key, scope), Str | Ref):
                c.error("SIG0305", "a map's keys are `str`", key.span, "not a str", help="write `{str: T}`")
            return Map(resolve(c, value, scope))
        case ast.OptionalType(item=item):
            inner = resolve(c, item, scope)
            return inner if isinstance(inner, Optional) or is_unknown(inner) else Optional(inner)
        case ast.UnionType():
            return _union(c, expr, scope)
        case ast.LiteralType(value=value, span=span):
            return _literal(c, value, span)


def _is_field(path: ast.Path, scope: Scope) -> bool:
    """Is this no type, but the name of a field, as in the inline records of other languages?"""
    name = path.parts[0].text
    known = name in BUILTIN_TYPES or name in _HABITS or name in scope.lost or scope.find(name) is not None
    return not known and len(path.parts) == 1 and name.islower()


def _literal(c: Checker, value: str | int | float | bool, span: Span) -> Type:
    if isinstance(value, bool | float):
        kind = "bool" if isinstance(value, bool) else "float"
        c.error(
            "SIG0305",
            "only strings and integers are literal types",
            span,
            f"this is a {kind}",
            help=f"use `{kind}`",
        )
        return UNKNOWN
    return Lit(value)


def _union(c: Checker, expr: ast.UnionType, scope: Scope) -> Type:
    options: dict[Type, None] = {}
    is_optional = False
    for part in expr.options:
        found = resolve(c, part, scope)
        if is_unknown(found):
            return UNKNOWN
        if isinstance(found, Optional):
            is_optional, found = True, found.item
        for option in found.options if isinstance(found, Union) else (found,):
            if option in options:
                c.error("SIG0305", "the same option twice", part.span, "stands in the union already")
            else:
                options[option] = None
    union = Union(tuple(options)) if len(options) > 1 else next(iter(options))
    if isinstance(union, Union):
        refuse_unclear_union(c, union, expr.span)
    return Optional(union) if is_optional else union


# --- names and refinements -------------------------------------------------------------------------------------------


def _named(c: Checker, expr: ast.NamedType, scope: Scope) -> Type:
    name = expr.path.parts[0].text
    if len(expr.path.parts) == 1 and scope.find(name) is None and name in _PLAIN:
        return _refined(c, name, expr)
    found = _declared(c, expr.path, scope)
    if expr.refinements and not is_unknown(found):
        c.error(
            "SIG0303",
            f"`{expr.path.text}` takes no refinement",
            expr.refinements[0].span,
            "not refinable",
            note="only int, float, str and lists are refined",
        )
    return found


def _declared(c: Checker, path: ast.Path, scope: Scope) -> Type:
    first = path.parts[0]
    symbol = scope.find(first.text)
    if symbol is None:
        known = [*BUILTIN_TYPES, *scope.of_kind(TYPE_KINDS | CALLABLE)]
        if first.text in _HABITS and first.text not in scope.lost:
            spelled = _HABITS[first.text]
            fix = spelled if spelled.isidentifier() else None
            title, help_ = f"unknown type `{first.text}`", f"sigc spells it `{spelled}`"
            c.error("SIG0201", title, first.span, "not found", help=help_, fix=fix)
        else:
            c.unknown_name(first.text, first.span, known, scope, "type")
        return UNKNOWN
    if symbol.kind in TYPE_KINDS:
        if len(path.parts) > 1:
            c.error("SIG0209", f"`{path.text}` is no type", path.span, f"`{first.text}` is {symbol.spoken}")
            return UNKNOWN
        return alias(c, symbol) if symbol.kind == "alias" else Ref(symbol.key)
    if symbol.kind in CALLABLE:
        return _of_callable(c, symbol, path)
    c.error(
        "SIG0209",
        f"`{first.text}` is no type",
        path.span,
        f"this is {symbol.spoken}",
        note="types are builtins, enums, records, aliases, and the outputs of callables",
    )
    return UNKNOWN


def _of_callable(c: Checker, symbol: Symbol, path: ast.Path) -> Type:
    """`Triage` is the record of its outputs, `Triage.inputs` that of its inputs."""
    header = c.header(symbol)
    if not header.ok:
        return UNKNOWN
    if len(path.parts) == 1:
        return Record(header.outputs)
    if len(path.parts) == 2 and path.parts[1].text == "inputs":
        return Record(header.inputs)
    c.error(
        "SIG0209",
        f"`{path.text}` is no type",
        path.span,
        help=f"`{symbol.name}` is the record of its outputs, `{symbol.name}.inputs` that of its inputs",
    )
    return UNKNOWN


def alias(c: Checker, symbol: Symbol) -> Type:
    """What an alias stands for; one that leads back to itself is reported once."""
    if symbol.key in c.aliases:
        known = c.aliases[symbol.key]
        if known is None:
            c.error(
                "SIG0304",
                f"`{symbol.name}` is defined by itself",
                symbol.span,
                "leads back to itself",
                note="a type may contain itself only as a record, through `?`, `[ ]` or `{ }`",
                help="declare it as a record: `type T { … }`",
            )
            c.aliases[symbol.key] = UNKNOWN
            return UNKNOWN
        return known
    c.aliases[symbol.key] = None
    assert isinstance(symbol.decl, ast.AliasDecl)
    found = resolve(c, symbol.decl.type, c.world.scopes[symbol.path])
    if c.aliases[symbol.key] is None:
        c.aliases[symbol.key] = found
    return c.aliases[symbol.key] or UNKNOWN


def _refined(c: Checker, name: str, expr: ast.NamedType) -> Type:
    plain = _PLAIN[name]
    bounds = [r for r in expr.refinements if isinstance(r, ast.Bound)]
    if len(bounds) > 1:
        c.error("SIG0303", "two ranges on one type", bounds[1].span, "the second range")
        return plain
    for refinement in expr.refinements:
        if not _allowed(c, name, refinement):
            return UNKNOWN
    bound = bounds[0] if bounds else None
    if isinstance(plain, Int):
        return Int(*_ends(c, bound, whole=True))
    if isinstance(plain, Float):
        lo, hi = _ends(c, bound, whole=False)
        return Float(None if lo is None else float(lo), None if hi is None else float(hi))
    if isinstance(plain, Str):
        lo, hi = _lengths(c, bounds, "a str")
        return Str(lo, hi, _pattern(c, expr.refinements))
    if isinstance(plain, Json):
        return _json(expr.refinements)
    return plain


def _allowed(c: Checker, name: str, refinement: ast.Refinement) -> bool:
    if isinstance(refinement, ast.Within):
        if name != "str":
            c.error("SIG0303", f"`{name}` takes no set", refinement.span, "does not apply", note="a set refines `str`")
            return False
        if refinement.span not in c.sets:
            c.error(
                "SIG0334",
                "a set cannot stand here",
                refinement.span,
                "only in outputs of signatures",
                note="`str(in labels)` refines an output of a signature, itself or inside `?` and `[ ]`",
            )
        return True
    if isinstance(refinement, ast.Matching) and name == "json":
        return _schema_allowed(c, refinement)
    fits = {"Bound": ("int", "float", "str"), "Matching": ("str",)}[type(refinement).__name__]
    if name not in fits:
        c.error(
            "SIG0303",
            f"`{name}` takes no such refinement",
            refinement.span,
            "does not apply",
            note="ranges refine int, float, the length of a str and of a list; `matching` refines str",
        )
        return False
    return True


def _json(refinements: Iterable[ast.Refinement]) -> Json:
    written = next((r.pattern for r in refinements if isinstance(r, ast.Matching)), None)
    if isinstance(written, ast.Path):
        return Json(path=written.text)
    return Json() if written is None else Json(schema=schema_literal(written.value))


def _schema_allowed(c: Checker, refinement: ast.Matching) -> bool:
    note = "`json(matching schema)` refines an output of a signature, itself or inside `?` and `[ ]`"
    if refinement.span not in c.sets:
        c.error("SIG0338", "a schema cannot stand here", refinement.span, "only in outputs of signatures", note=note)
        return False
    written = refinement.pattern
    if not isinstance(written, ast.Path) and schema_literal(written.value) is None:
        c.error("SIG0338", "this is no JSON Schema", written.span, schema_fault(written.value))
        return False
    return True


def _ends(c: Checker, bound: ast.Bound | None, *, whole: bool) -> tuple[int | None, int | None]:
    """The ends of a range, (None, None) when it is broken. Typed as ints for the common case; floats pass through."""
    if bound is None:
        return None, None
    lo, hi = bound.lo, bound.hi
    if lo is not None and hi is not None and lo > hi:
        c.error("SIG0303", "the range is empty", bound.span, f"{lo} is above {hi}", note="both ends are included")
        return None, None
    if whole and any(isinstance(end, float) for end in (lo, hi)):
        c.error("SIG0303", "the ends must be integers", bound.span, "not an integer")
        return None, None
    return lo, hi  # type: ignore[return-value]


def _lengths(c: Checker, refinements: Iterable[ast.Refinement], what: str) -> tuple[int | None, int | None]:
    """The length range among refinements of a str or list."""
    lo: int | None = None
    hi: int | None = None
    for refinement in refinements:
        if not isinstance(refinement, ast.Bound):
            c.error("SIG0303", "a list takes a length range only", refinement.span, "does not apply")
            continue
        lo, hi = _ends(c, refinement, whole=True)
        if (lo is not None and lo < 0) or (hi is not None and hi < 0):
            c.error("SIG0303", f"the length of {what} is never negative", refinement.span, "below 0")
            lo, hi = None, None
    return lo or None, hi


def _pattern(c: Checker, refinements: Iterable[ast.Refinement]) -> str | None:
    pattern: str | None = None
    for refinement in refinements:
        if not isinstance(refinement, ast.Matching):
            continue
        if isinstance(refinement.pattern, ast.Path):
            c.error(
                "SIG0303", "`matching` needs a pattern in quotes", refinement.pattern.span, help='write `matching r"…"`'
            )
        elif pattern is not None:
            c.error("SIG0303", "two patterns on one type", refinement.span, "the second pattern")
        else:
            pattern = checked_pattern(c, refinement.pattern.value, refinement.pattern.span)
    return pattern


def checked_pattern(c: Checker, pattern: str, span: Span) -> str | None:
    """The pattern, or None after a diagnostic when it is none."""
    # Loads the regex engine, which few files need.
    from sigc.values.regex import pattern_problem

    problem = pattern_problem(pattern)
    if problem is None:
        return pattern
    c.error(
        "SIG0303",
        "this is no regular expression",
        span,
        problem,
        note="patterns are those of Rust's `regex`: linear time, whole string, no look-around, no back-references",
    )
    return None
