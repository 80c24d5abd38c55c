"""Sets and schemas that are known when the program runs: `str(in labels)`, `json(matching schema)`.

Each is a rule: the output's type is `str` or `json`, and an `ensure` that the prompt states and every reply must keep
says that it is one of the values, or matches the schema. Promise: each leads through an input, a set to a list of
texts and a schema to a json (or it is spelled out), and stands in an output of a signature, itself or inside `?` and
`[ ]`. May import: sigc.base, ir, syntax, check/core, fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sigc.check.core import Checker, Env
from sigc.check.fit import is_text, is_unknown
from sigc.ir.expr import Attr, Binary, Comp, Const, Expr, For, Lib, ListOf, MapOf, Rule, Var
from sigc.ir.types import Json, List, Type, fields_of
from sigc.syntax import ast


def sets_in(type_: ast.TypeExpr) -> Iterator[ast.Within | ast.Matching]:
    """The sets and schemas that stand where a rule can hold them."""
    match type_:
        case ast.NamedType(refinements=refinements):
            kinds = ast.Within | ast.Matching if type_.path.text == "json" else ast.Within
            yield from (r for r in refinements if isinstance(r, kinds))
        case ast.ListType(item=item) | ast.OptionalType(item=item):
            yield from sets_in(item)


def set_rules(
    c: Checker, outputs: Iterable[ast.FieldDecl | ast.SpreadFields], env: Env, inputs: set[str]
) -> list[Rule]:
    """The rule of each set and schema among the outputs of a signature."""
    found = []
    for decl in outputs:
        for refinement in sets_in(decl.type) if isinstance(decl, ast.FieldDecl) else ():
            make = _set_rule if isinstance(refinement, ast.Within) else _schema_rule
            rule = make(c, decl, refinement, env, inputs)  # type: ignore[arg-type]
            if rule is not None:
                found.append(rule)
    return found


def _set_rule(c: Checker, decl: ast.FieldDecl, within: ast.Within, env: Env, inputs: set[str]) -> Rule | None:
    choices = _choices(c, within.path, env, inputs)
    if choices is None:
        return None
    name, path = decl.name.text, within.path.text
    several = "is one" if _plain(decl.type) else "holds only some"
    holds = _holds(decl.type, Var(name), lambda value: Binary("in", value, choices), _free("item", env))
    return Rule(holds, f"`{name}` {several} of the values of `{path}`", f"{name} in {path}")


def _schema_rule(c: Checker, decl: ast.FieldDecl, matching: ast.Matching, env: Env, inputs: set[str]) -> Rule | None:
    written = matching.pattern
    if isinstance(written, ast.Path):
        schema, which, source = _schema(c, written, env, inputs), f"the JSON Schema in `{written.text}`", written.text
    else:
        literal = schema_literal(written.value)
        schema = None if literal is None else _constant(json.loads(literal))
        which, source = f"this JSON Schema: {literal}", str(literal)
    if schema is None:
        return None
    name = decl.name.text
    whole = f"`{name}` matches" if _plain(decl.type) else f"each item of `{name}` matches"
    holds = _holds(decl.type, Var(name), lambda value: Lib("fits", (value, schema)), _free("item", env))
    return Rule(holds, f"{whole} {which}", f"fits({name}, {source})")


def schema_literal(text: str) -> str | None:
    """The compact JSON of a schema that is spelled out; None when it is none."""
    # Loads a library that takes a tenth of a second, for the few files that spell out a schema.
    from sigc.values.schemas import schema_problem

    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":")) if schema_problem(schema) is None else None


def schema_fault(text: str) -> str:
    """Why a schema that is spelled out is none."""
    from sigc.values.schemas import schema_problem

    try:
        return schema_problem(json.loads(text)) or ""
    except (ValueError, RecursionError) as problem:
        return f"not JSON: {problem}"


def _constant(data: Any) -> Expr:
    """JSON data as an expression."""
    if isinstance(data, dict):
        return MapOf(tuple((Const(key), _constant(item)) for key, item in data.items()))
    return ListOf(tuple(map(_constant, data))) if isinstance(data, list) else Const(data)


def _plain(type_: ast.TypeExpr) -> bool:
    return isinstance(type_, ast.NamedType) or (isinstance(type_, ast.OptionalType) and _plain(type_.item))


def _free(name: str, env: Env) -> str:
    """A name that hides none of the signature."""
    while name in env.names:
        name += "_"
    return name


def _holds(type_: ast.TypeExpr, value: Expr, keeps: Callable[[Expr], Expr], item_name: str) -> Expr:
    match type_:
        case ast.OptionalType(item=item):
            return Binary("or", Binary("==", value, Const(None)), _holds(item, value, keeps, item_name))
        case ast.ListType(item=item):
            return Lib(
                "all", (Comp(_holds(item, Var(item_name), keeps, f"{item_name}_"), (For((item_name,), value),)),)
            )
    return keeps(value)


def _schema(c: Checker, path: ast.Path, env: Env, inputs: set[str]) -> Expr | None:
    """The JSON that a path leads to; None after a diagnostic."""
    first = path.parts[0]
    local = env.names.get(first.text)
    if local is None or first.text not in inputs:
        _no_input(c, first, local is None, env, inputs, "SIG0338")
        return None
    type_, expr = local.type, Var(first.text)
    found: Expr = expr
    for part in path.parts[1:]:
        step = next((f.type for f in fields_of(type_, c.types) or () if f.name == part.text), None)
        if step is None:
            if not is_unknown(type_):
                c.error("SIG0338", f"there is no `{part.text}` in `{first.text}`", part.span, "no such field")
            return None
        type_, found = step, Attr(found, part.text)
    if isinstance(type_, Json) or is_unknown(type_):
        return found
    c.error(
        "SIG0338",
        f"`{path.text}` is no `json`",
        path.span,
        "no schema",
        note="a JSON Schema is an input of type `json`",
    )
    return None


def _no_input(c: Checker, name: ast.Name, unknown: bool, env: Env, inputs: set[str], code: str) -> None:
    if unknown:
        c.unknown_name(name.text, name.span, inputs, env.scope, "input")
    else:
        c.error(code, f"`{name.text}` is no input", name.span, "not known before the reply")


def _choices(c: Checker, path: ast.Path, env: Env, inputs: set[str]) -> Expr | None:
    """The list of texts that a path leads to; None after a diagnostic."""
    first = path.parts[0]
    local = env.names.get(first.text)
    if local is None or first.text not in inputs:
        _no_input(c, first, local is None, env, inputs, "SIG0334")
        return None
    type_, expr, listed, option = local.type, Var(first.text), False, _free("option", env)
    found: Expr = expr
    for part in path.parts[1:]:
        if isinstance(type_, List) and not listed:
            listed, type_ = True, type_.item
        step = next((f.type for f in fields_of(type_, c.types) or () if f.name == part.text), None)
        if step is None:
            if not is_unknown(type_):
                c.error("SIG0334", f"there is no `{part.text}` in `{first.text}`", part.span, "no such field")
            return None
        type_, found = step, Attr(Var(option) if listed and found is expr else found, part.text)
    if not _fits(c, path, type_, listed):
        return None
    return Comp(found, (For((option,), expr),)) if listed else found


def _fits(c: Checker, path: ast.Path, type_: Type, listed: bool) -> bool:
    item = type_ if listed else type_.item if isinstance(type_, List) else None
    if item is not None and (is_text(item) or is_unknown(item)):
        return True
    c.error(
        "SIG0334",
        f"`{path.text}` is no list of texts",
        path.span,
        "nothing to choose from",
        note="a set is a list of `str` that is, or is in, an input: `labels`, `table.columns`, `actions.name`",
    )
    return False
