"""Sets that are known when the program runs: `output label: str(in labels)`.

A set is a rule: the output's type is `str`, and an `ensure` that the prompt states and every reply must keep says that
it is one of the values. Promise: each set leads through an input to a list of texts, and stands in an output of a
signature, itself or inside `?` and `[ ]`. May import: sigc.base, ir, syntax, check/core, fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sigc.check.core import Checker, Env
from sigc.check.fit import is_text, is_unknown
from sigc.ir.expr import Attr, Binary, Comp, Const, Expr, For, Lib, Rule, Var
from sigc.ir.types import List, Type, fields_of
from sigc.syntax import ast


def sets_in(type_: ast.TypeExpr) -> Iterator[ast.Within]:
    """The sets that stand where a rule can hold them."""
    match type_:
        case ast.NamedType(refinements=refinements):
            yield from (r for r in refinements if isinstance(r, ast.Within))
        case ast.ListType(item=item) | ast.OptionalType(item=item):
            yield from sets_in(item)


def set_rules(
    c: Checker, outputs: Iterable[ast.FieldDecl | ast.SpreadFields], env: Env, inputs: set[str]
) -> list[Rule]:
    """The rule of each set among the outputs of a signature."""
    found = []
    for decl in outputs:
        for within in sets_in(decl.type) if isinstance(decl, ast.FieldDecl) else ():
            choices = _choices(c, within.path, env, inputs)
            if choices is not None and isinstance(decl, ast.FieldDecl):
                name, path = decl.name.text, within.path.text
                several = "is one" if _plain(decl.type) else "holds only some"
                text = f"`{name}` {several} of the values of `{path}`"
                found.append(Rule(_holds(decl.type, Var(name), choices, _free("item", env)), text, f"{name} in {path}"))
    return found


def _plain(type_: ast.TypeExpr) -> bool:
    return isinstance(type_, ast.NamedType) or (isinstance(type_, ast.OptionalType) and _plain(type_.item))


def _free(name: str, env: Env) -> str:
    """A name that hides none of the signature."""
    while name in env.names:
        name += "_"
    return name


def _holds(type_: ast.TypeExpr, value: Expr, choices: Expr, item_name: str) -> Expr:
    match type_:
        case ast.OptionalType(item=item):
            return Binary("or", Binary("==", value, Const(None)), _holds(item, value, choices, item_name))
        case ast.ListType(item=item):
            return Lib(
                "all", (Comp(_holds(item, Var(item_name), choices, f"{item_name}_"), (For((item_name,), value),)),)
            )
    return Binary("in", value, choices)


def _choices(c: Checker, path: ast.Path, env: Env, inputs: set[str]) -> Expr | None:
    """The list of texts that a path leads to; None after a diagnostic."""
    first = path.parts[0]
    local = env.names.get(first.text)
    if local is None or first.text not in inputs:
        c.unknown_name(first.text, first.span, inputs, env.scope, "input") if local is None else c.error(
            "SIG0334", f"`{first.text}` is no input", first.span, "not known before the reply"
        )
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
