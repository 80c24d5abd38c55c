"""Declared models: their id and settings.

Promise: a setting of the wrong kind or an unknown one is told here, before any model is asked.
May import: sigc.base, ir, syntax, check/core, check/settings."""

from __future__ import annotations

from typing import Any

from sigc.check.core import Checker
from sigc.check.scope import Symbol
from sigc.check.settings import once, plain
from sigc.ir.program import Model
from sigc.syntax import ast

SETTINGS: dict[str, tuple[str, float | None, float | None]] = {
    "temperature": ("a number from 0 to 2", 0, 2),
    "max_tokens": ("an integer of at least 1", 1, None),
    "timeout": ("a number of seconds above 0", 0, None),
    "retries": ("an integer of at least 0", 0, None),
    "base_url": ("a URL in quotes", None, None),
}
"""What a model can be told: kind in words, least and greatest value."""
WHOLE = ("max_tokens", "retries")
SECRETS = ("api_key", "key", "token", "secret", "password", "authorization")


def check_model(c: Checker, symbol: Symbol) -> Model | None:
    decl = symbol.decl
    assert isinstance(decl, ast.ModelDecl)
    mark = c.mark()
    if not decl.id.value.strip():
        c.error("SIG0612", "a model needs an id", decl.id.span, "empty", help='such as `"openai/gpt-5"`')
    rest: list[ast.Bind] = []
    for bind in decl.settings:
        if bind.name.text == "zone":
            c.unsupported("SIG0905", "zones are", bind.name.span.to(bind.value.span))
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
    settings = {name: _value(c, name, bind.value) for name, bind in once(c, rest, SETTINGS, "a model").items()}
    return Model(symbol.key, decl.id.value, settings) if c.clean_since(mark) else None


def _value(c: Checker, name: str, expr: ast.Expr) -> Any:
    value = plain(expr)
    kind, least, most = SETTINGS[name]
    if name == "base_url":
        fits = isinstance(value, str) and value.startswith(("http://", "https://"))
    else:
        whole = not isinstance(value, float) or name not in WHOLE
        fits = isinstance(value, int | float) and not isinstance(value, bool) and whole
        fits = fits and (least is None or value >= least) and (most is None or value <= most)
        fits = fits and (name != "timeout" or value > 0)
    if not fits:
        c.error("SIG0612", f"`{name}` is {kind}", expr.span, "does not fit")
    return value
