"""Declared models: their id and settings.

Promise: a setting of the wrong kind or an unknown one is told here, before any model is asked.
May import: sigc.base, ir, catalog, syntax, check/core, check/settings."""

from __future__ import annotations

from typing import Any

from sigc.catalog.models import MODEL_SETTINGS, setting_problem
from sigc.check.core import Checker
from sigc.check.labels import zone_of
from sigc.check.scope import Symbol
from sigc.check.settings import once, plain
from sigc.ir.program import Model
from sigc.syntax import ast

SECRETS = ("api_key", "key", "token", "secret", "password", "authorization")


def check_model(c: Checker, symbol: Symbol) -> Model | None:
    decl = symbol.decl
    assert isinstance(decl, ast.ModelDecl)
    mark = c.mark()
    if not decl.id.value.strip():
        c.error("SIG0612", "a model needs an id", decl.id.span, "empty", help='such as `"openai/gpt-5"`')
    rest: list[ast.Bind] = []
    zone: str | None = None
    for bind in decl.settings:
        if bind.name.text == "zone":
            zone = zone_of(c, bind.value)
        elif bind.name.text.lower() in SECRETS:
            c.error(
                "SIG0610",
                "a key never stands in a source",
                bind.name.span,
                "not a setting",
                note="keys come only from the environment",
                help="remove it and set the provider's variable, such as OPENAI_API_KEY",
            )
        else:
            rest.append(bind)
    settings = {name: _value(c, name, bind.value) for name, bind in once(c, rest, MODEL_SETTINGS, "a model").items()}
    return Model(symbol.key, decl.id.value, settings, zone) if c.clean_since(mark) else None


def _value(c: Checker, name: str, expr: ast.Expr) -> Any:
    value = plain(expr)
    expected = setting_problem(name, value)
    if expected is not None:
        c.error("SIG0612", f"`{name}` is {expected}", expr.span, "does not fit")
    return value
