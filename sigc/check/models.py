"""Declared models: their id and settings.

Promise: a setting of the wrong kind or an unknown one is told here, before any model is asked.
May import: sigc.base, ir, catalog, syntax, check/core, check/settings."""

from __future__ import annotations

from typing import Any

from sigc.base.diagnostic import warning
from sigc.base.names import sure
from sigc.catalog.models import MODEL_SETTINGS, PROVIDERS, setting_problem
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
    _known_provider(c, decl.id)
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


def _known_provider(c: Checker, id_: ast.Text) -> None:
    """Providers are many, and new ones come; only a slip in the name of a known one is told."""
    provider, slash, rest = id_.value.partition("/")
    meant = sure(provider, PROVIDERS) if slash and provider not in PROVIDERS else None
    if meant is not None:
        title, note = f"the provider `{provider}` is not known", "a model's id starts with its provider"
        c.report(warning("SIG0803", title, id_.span, note=note, help=f"did you mean `{meant}/{rest}`?",
                         fix=f'"{meant}/{rest}"'))  # fmt: skip


def _value(c: Checker, name: str, expr: ast.Expr) -> Any:
    value = plain(expr)
    expected = setting_problem(name, value)
    if expected is not None:
        c.error("SIG0612", f"`{name}` is {expected}", expr.span, "does not fit")
    return value
