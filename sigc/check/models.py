"""Declared models: their id and settings.

Promise: a setting of the wrong kind, an unknown one, and one that the model does not take are told here, before any
model is asked.
May import: sigc.base, ir, catalog, syntax, check/core, check/settings."""

from __future__ import annotations

from typing import Any

from sigc.base.diagnostic import warning
from sigc.base.names import sure
from sigc.catalog.models import MODEL_SETTINGS, POOLS, PROVIDERS, REFUSABLE, refusals, setting_problem
from sigc.check.core import Checker
from sigc.check.labels import zone_of
from sigc.check.scope import Symbol
from sigc.check.settings import names_in, once, plain
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
    binds = once(c, rest, MODEL_SETTINGS, "a model")
    settings = {
        name: _standing_in(c, symbol, bind.value, name) if name in POOLS else _value(c, name, bind.value)
        for name, bind in binds.items()
    }
    if c.clean_since(mark):
        _taken(c, decl, settings, binds)
    return Model(symbol.key, decl.id.value, settings, zone) if c.clean_since(mark) else None


def _taken(c: Checker, decl: ast.ModelDecl, settings: dict[str, Any], binds: dict[str, ast.Bind]) -> None:
    """Every setting that is pinned here is one that the model takes."""
    if settings.keys().isdisjoint(REFUSABLE):
        return
    for name, why in refusals(decl.id.value, settings):
        c.error(
            "SIG0835",
            f"{decl.id.value} {why}",
            binds[name].value.span,
            "would be refused",
            note="what models take stands in a table, see docs/models.md",
            help=f"remove `{name}`, or say in `can` what this model takes",
        )


def _standing_in(c: Checker, symbol: Symbol, expr: ast.Expr, setting: str) -> list[str]:
    """The models that share a model's calls, or are asked when it fails: declared, others, and in its zone."""
    scope = c.world.scopes[symbol.path]
    names = names_in(expr)
    if not names:
        c.error(
            "SIG0612", f"`{setting}` takes names of models", expr.span, "not names", help=f"write `{setting} = [a]`"
        )
    found: list[str] = []
    for name in names:
        other = scope.find(name.name)
        if other is None:
            c.unknown_name(name.name, name.span, scope.of_kind({"model"}), scope, "model")
        elif not isinstance(other.decl, ast.ModelDecl):
            c.error("SIG0209", f"`{name.name}` is no model", name.span, f"this is {other.spoken}")
        elif other is symbol or other.key in found:
            c.error("SIG0612", f"`{name.name}` stands here already", name.span, "once more")
        elif _zone_name(other.decl) != _zone_name(symbol.decl):
            c.error("SIG0406", f"`{name.name}` is not in the zone of `{symbol.name}`", name.span, "another zone",
                    help="only models of one zone stand in for one another")  # fmt: skip
        else:
            found.append(other.key)
    return found


def _zone_name(decl: object) -> str | None:
    assert isinstance(decl, ast.ModelDecl)
    values = [bind.value for bind in decl.settings if bind.name.text == "zone"]
    return values[0].name if values and isinstance(values[0], ast.Variable) else None


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
