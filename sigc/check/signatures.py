"""Signatures and records: rules, guides, lets, examples.

Promise: a signature with a mistake is still given to its callers by its interface, but marked broken.
May import: sigc.base, ir, values, syntax, check/core and its expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sigc.base.diagnostic import error
from sigc.base.source import Span
from sigc.check.core import Checker, Env, Header, Local, Want
from sigc.check.derive import inherited, scope_at
from sigc.check.fit import UNKNOWN
from sigc.check.headers import refuse_output_defaults, with_defaults
from sigc.check.lower import types_reached
from sigc.check.media import refuse_media_outputs
from sigc.check.misfit import TAG
from sigc.check.operators import condition
from sigc.check.order import in_order_of_need, names_read
from sigc.check.scope import Symbol
from sigc.check.sets import set_rules
from sigc.check.settings import twice
from sigc.check.texts import expand
from sigc.ir.expr import Expr, RecordOf, Rule
from sigc.ir.program import Demo, Guide, Signature
from sigc.ir.types import (
    Date,
    DateTime,
    Field,
    List,
    Map,
    Optional,
    Record,
    RecordDef,
    Ref,
    Type,
    Types,
    Union,
    fields_of,
)
from sigc.syntax import ast


def check_signature(c: Checker, symbol: Symbol) -> Signature | None:
    """The lowered signature, None when it is broken or not supported yet."""
    decl = symbol.decl
    assert isinstance(decl, ast.SignatureDecl)
    mark = c.mark()
    header = c.header(symbol)
    if not header.ok:
        return None
    refuse_output_defaults(c, decl)
    refuse_media_outputs(c, header.outputs, header.places)
    inputs = with_defaults(c, symbol)
    scope = c.world.scopes[symbol.path]
    env = Env(scope, "rule", _locals(header, (*header.inputs, *header.outputs)))
    intent = expand(c, decl.doc, scope_at(c, scope, decl.doc.span)) if decl.doc else ""
    lets, env = _lets(c, decl.lets, env)
    before_rules = c.mark()
    sets = set_rules(c, decl.outputs, env, {f.name for f in header.inputs})
    ensures = (*sets, *rules(c, decl.ensures, env, "`ensure`"))
    rules_ok = c.clean_since(before_rules)
    prefers = rules(c, decl.prefers, env, "`prefer`")
    guides = _guides(c, decl, env, header)
    examples = [
        demo
        for each in decl.examples
        if (demo := _example(c, each, symbol, inputs, header, ensures if rules_ok else (), lets)) is not None
    ]
    if not c.clean_since(mark):
        return None
    return Signature(symbol.key, intent, inputs, header.outputs, ensures, prefers, guides, tuple(examples), lets)


def _locals(header: Header, fields: Iterable[Field]) -> dict[str, Local]:
    kinds = {f.name: "an input" for f in header.inputs} | {f.name: "an output" for f in header.outputs}
    return {f.name: Local(f.type, header.places[f.name], kinds.get(f.name, "a field")) for f in fields}


# --- rules -----------------------------------------------------------------------------------------------------------


def rules(c: Checker, decls: Iterable[ast.RuleDecl], env: Env, where: str) -> tuple[Rule, ...]:
    found = []
    for decl in decls:
        asked = condition(c, decl.condition, _at(c, env, decl.span), where)
        found.append(Rule(asked.expr, decl.text.value if decl.text else "", decl.source))
    return tuple(found)


def _at(c: Checker, env: Env, span: Span) -> Env:
    """What a part that may be inherited can see."""
    scope = scope_at(c, env.scope, span)
    return env if scope is env.scope else replace(env, scope=scope)


def _lets(c: Checker, binds: tuple[ast.Bind, ...], env: Env) -> tuple[tuple[tuple[str, Expr], ...], Env]:
    """Names for rules and guides, in an order in which each reads only earlier ones."""
    fresh: dict[str, ast.Bind] = {}
    for bind in binds:
        if bind.name.text in fresh:
            twice(c, bind.name, fresh[bind.name.text].name.span, "bound")
        elif bind.name.text in env.names:
            twice(c, bind.name, env.names[bind.name.text].span, "declared")
        else:
            fresh[bind.name.text] = bind
    lowered = []
    ordered = in_order_of_need(c, list(fresh.values()))
    circle = {b.name.text: Local(UNKNOWN, b.name.span, "a `let`") for b in ordered if b.name.span in c.circular}
    env = env.bind(circle)
    for bind in ordered:
        value = c.infer(bind.value, _at(c, env, bind.span))
        lowered.append((bind.name.text, value.expr))
        env = env.bind({bind.name.text: Local(value.type, bind.name.span, "a `let`")})
    return tuple(lowered), env


def _guides(c: Checker, decl: ast.SignatureDecl, env: Env, header: Header) -> tuple[Guide, ...]:
    """A guide is wording of the prompt, so only inputs and lets are known to it."""
    if not decl.guides:
        return ()
    outputs = {f.name for f in header.outputs}
    hidden = {n: replace(local, type=UNKNOWN) for n, local in env.names.items() if n in outputs}
    inner = env.bind(hidden)
    found = []
    for each in decl.guides:
        for use in names_read(each.condition):
            if use.name in outputs:
                c.error(
                    "SIG0209",
                    f"`{use.name}` is an output",
                    use.span,
                    "not known yet",
                    note="a guide is wording of the prompt, so it depends on inputs only",
                    help="say it as an `ensure` or a `prefer`",
                )
        here = _at(c, inner, each.span)
        asked = condition(c, each.condition, here, "`guide if`")
        found.append(Guide(asked.expr, expand(c, each.text, here.scope)))
    return tuple(found)


# --- examples --------------------------------------------------------------------------------------------------------


def _example(
    c: Checker,
    node: ast.RecordExpr,
    symbol: Symbol,
    inputs: tuple[Field, ...],
    header: Header,
    ensures: tuple[Rule, ...],
    lets: tuple[tuple[str, Expr], ...],
) -> Demo | None:
    """A demo by hand: typed against inputs and outputs, then held against the signature's own rules."""
    before = len(c.found)
    made = _demo(c, node, symbol, inputs, header, ensures, lets)
    if inherited(symbol, node.span) and len(c.found) > before:
        # An example of the base stays where it still fits, and is no mistake where it does not.
        del c.found[before:]
        return None
    return made


def _demo(
    c: Checker,
    node: ast.RecordExpr,
    symbol: Symbol,
    inputs: tuple[Field, ...],
    header: Header,
    ensures: tuple[Rule, ...],
    lets: tuple[tuple[str, Expr], ...],
) -> Demo | None:
    all_fields = (*inputs, *header.outputs)
    mark = c.mark()
    what = f"an example of `{symbol.name}`"
    want = Want(Record(all_fields), symbol.span, f"`{symbol.name}` is declared here", what, header.places)
    typed = c.check(node, Env(scope_at(c, c.world.scopes[symbol.path], node.span), "example"), want)
    resolved = types_reached(c.types, all_fields) is not None
    if not resolved or not c.clean_since(mark) or not isinstance(typed.expr, RecordOf):
        return None
    values = _evaluated(c, node, typed.expr, all_fields)
    if values is None:
        return None
    _hold(c, node, values, ensures, lets)
    outputs = {f.name for f in header.outputs}
    return Demo({f.name: values[f.name] for f in inputs}, {n: v for n, v in values.items() if n in outputs}, "author")


def _evaluated(c: Checker, node: ast.RecordExpr, expr: RecordOf, fields: tuple[Field, ...]) -> dict[str, Any] | None:
    from sigc.values.convert import Misfit, conform
    from sigc.values.evaluate import evaluate
    from sigc.values.operations import ValueFailure

    try:
        raw = evaluate(expr, {}, c.types)
        dated = {f.name: _dated(raw[f.name], f.type, c.types) for f in fields if f.name in raw}
        return {f.name: conform(dated[f.name], f.type, c.types) for f in fields if f.name in raw}
    except ValueFailure as failure:
        c.error("SIG0323", "the example has no value", node.span, str(failure))
    except Misfit as misfit:
        c.error("SIG0323", "the example does not fit", node.span, f"{misfit.path}: expected {misfit.expected}")
    return None


def _dated(value: Any, type_: Type, types: Types) -> Any:
    """The value with ISO texts as dates, where its type has dates."""
    match type_:
        case Date() if isinstance(value, str):
            return date.fromisoformat(value)
        case DateTime() if isinstance(value, str):
            return datetime.fromisoformat(value)
        case Optional(item=item):
            return _dated(value, item, types)
        case List(item=item) if isinstance(value, list):
            return [_dated(v, item, types) for v in value]
        case Map(value=inner) if isinstance(value, dict):
            return {k: _dated(v, inner, types) for k, v in value.items()}
        case Union(options=options) if isinstance(value, dict) and TAG in value:
            variant = next((o for o in options if isinstance(o, Ref) and o.name == value[TAG]), None)
            return _dated(value, variant, types) if variant is not None else value
    fields = {f.name: f.type for f in fields_of(type_, types) or ()}
    if fields and isinstance(value, dict):
        return {k: _dated(v, fields[k], types) if k in fields else v for k, v in value.items()}
    return value


def _hold(
    c: Checker,
    node: ast.RecordExpr,
    values: Mapping[str, Any],
    ensures: tuple[Rule, ...],
    lets: tuple[tuple[str, Expr], ...],
) -> None:
    """An example must keep the rules that every reply must keep."""
    from sigc.values.evaluate import evaluate
    from sigc.values.operations import ValueFailure

    env = dict(values)
    try:
        for name, value in lets:
            env[name] = evaluate(value, env, c.types)
        broken = [r for r in ensures if not evaluate(r.condition, env, c.types)]
    except ValueFailure as failure:
        c.error("SIG0323", "a rule fails on this example", node.span, str(failure))
        return
    for rule in broken:
        c.report(
            error(
                "SIG0323",
                "the example breaks a rule",
                node.span,
                f"`ensure {rule.source}` does not hold",
                note=rule.text or "a reply that breaks an `ensure` is asked for again, so an example must keep it",
            )
        )


# --- records ---------------------------------------------------------------------------------------------------------


def check_record_rules(c: Checker, symbol: Symbol) -> None:
    """The `\"\"\"` and the `ensure` rules of a record, over its own fields."""
    decl, definition = symbol.decl, c.types.get(symbol.key)
    if not isinstance(decl, ast.RecordDecl) or not isinstance(definition, RecordDef):
        return
    scope = c.world.scopes[symbol.path]
    places = {d.name.text: d.name.span for d in decl.fields}
    names = {f.name: Local(f.type, places[f.name], "a field") for f in definition.fields}
    ensures = rules(c, decl.ensures, Env(scope, "rule", names), "`ensure`")
    c.types[symbol.key] = replace(definition, doc=expand(c, decl.doc, scope), ensures=ensures)
