"""Records, maps, lists and comprehensions.

Promise: when a type is demanded, a misfit is reported at the innermost part. May import: sigc.base, ir, syntax,
check/core, fit, misfit, narrow, operators, places."""

from __future__ import annotations

from collections.abc import Callable

from sigc.base.diagnostic import error
from sigc.base.names import closest, sure
from sigc.base.source import Span
from sigc.check.core import LOST, Checker, Env, Local, Typed, Want
from sigc.check.fit import NEVER, UNKNOWN, Fit, is_text, is_unknown, join, join_all, listed, relation, without_none
from sigc.check.misfit import lacking_fields, missing_value, shown, variants_of
from sigc.check.narrow import facts
from sigc.check.operators import condition
from sigc.ir.expr import Comp, Expr, For, ListOf, MapOf, RecordOf
from sigc.ir.types import Field, Json, List, Map, Optional, Record, Ref, Str, Type, fields_of
from sigc.syntax import ast

# --- lists -----------------------------------------------------------------------------------------------------------


def list_(c: Checker, node: ast.ListExpr, env: Env, hint: Type | None) -> Typed:
    items = _list_items(c, node, env, _item(hint))
    joined: Type | None = NEVER
    for item, written in zip(items, node.items, strict=True):
        before, joined = joined, join(joined, item.type, c.types) if joined is not None else None
        if joined is None and before is not None:
            c.error(
                "SIG0316",
                "the items have nothing in common",
                written.span,
                f"`{shown(item.type)}` beside `{shown(before)}`",
                note="a list holds items of one type",
            )
    count = len(items)
    return Typed(List(joined or UNKNOWN, count or None, count), ListOf(tuple(i.expr for i in items)))


def _list_items(c: Checker, node: ast.ListExpr, env: Env, hint: Type | None) -> list[Typed]:
    """The items in order; bare members are looked up in the enum of the other items when nothing else says it."""
    bare = [isinstance(item, ast.Variable) and item.name not in env.names for item in node.items]
    typed = {i: c.infer(item, env, hint) for i, item in enumerate(node.items) if not bare[i]}
    if hint is None:
        hint = join_all((t.type for t in typed.values()), c.types)
    typed |= {i: c.infer(item, env, hint) for i, item in enumerate(node.items) if bare[i]}
    return [typed[i] for i in range(len(node.items))]


def check_list(c: Checker, node: ast.ListExpr, env: Env, want: Want) -> Typed:
    plain = listed(without_none(want.type))
    if not isinstance(plain, List):
        return c.rules.fit(c, list_(c, node, env, want.type), want, node.span)
    inner = Want(plain.item, want.origin, want.why, want.what)
    items = [c.check(item, env, inner) for item in node.items]
    types = [i.type for i in items]
    joined = join_all(types, c.types) or plain.item
    count = len(items)
    value = Typed(List(joined, count or None, count), ListOf(tuple(i.expr for i in items)))
    if any(is_unknown(t) for t in types):
        return Typed(List(UNKNOWN), value.expr)
    return c.rules.fit(c, value, want, node.span)


def _item(hint: Type | None) -> Type | None:
    plain = listed(without_none(hint)) if hint is not None else None
    return plain.item if isinstance(plain, List) else None


# --- maps ------------------------------------------------------------------------------------------------------------


def map_(c: Checker, node: ast.MapExpr, env: Env, hint: Type | None) -> Typed:
    plain = without_none(hint) if hint is not None else None
    value_hint = plain.value if isinstance(plain, Map) else None
    entries = [(c.infer(k, env), c.infer(v, env, value_hint)) for k, v in node.entries]
    for (key, _), (written, _) in zip(entries, node.entries, strict=True):
        _key(c, key, written.span)
    joined = join_all((v.type for _, v in entries), c.types)
    if joined is None:
        c.error("SIG0316", "the values have nothing in common", node.span, "a map holds values of one type")
    return Typed(Map(joined or UNKNOWN), MapOf(tuple((k.expr, v.expr) for k, v in entries)))


def check_map(c: Checker, node: ast.MapExpr, env: Env, want: Want) -> Typed:
    plain = without_none(want.type)
    if not isinstance(plain, Map):
        return c.rules.fit(c, map_(c, node, env, want.type), want, node.span)
    inner = Want(plain.value, want.origin, want.why, want.what)
    entries = []
    for key, value in node.entries:
        typed = c.infer(key, env)
        _key(c, typed, key.span)
        entries.append((typed.expr, c.check(value, env, inner).expr))
    return Typed(plain, MapOf(tuple(entries)))


def _key(c: Checker, key: Typed, span: Span) -> None:
    if not is_text(key.type) and not is_unknown(key.type) and not isinstance(key.type, Json):
        c.error("SIG0326", "a map's key is a str", span, f"this is `{shown(key.type)}`")


# --- comprehensions --------------------------------------------------------------------------------------------------


def comprehension(c: Checker, node: ast.CompExpr, env: Env, hint: Type | None) -> Typed:
    plain = listed(without_none(hint)) if hint is not None else None
    inner = plain.item if isinstance(plain, List) else plain.value if isinstance(plain, Map) else None
    return _comprehension(c, node, env, lambda e: c.infer(node.body, e, inner))


def check_comprehension(c: Checker, node: ast.CompExpr, env: Env, want: Want) -> Typed:
    plain = listed(without_none(want.type))
    inner: Type | None = None
    if isinstance(plain, List) and node.key is None:
        inner = plain.item
    elif isinstance(plain, Map) and node.key is not None:
        inner = plain.value
    if inner is None:
        return c.rules.fit(c, comprehension(c, node, env, want.type), want, node.span)
    wanted = Want(inner, want.origin, want.why, want.what)
    made = _comprehension(c, node, env, lambda e: c.check(node.body, e, wanted))
    return made if is_unknown(_inner(made.type)) else c.rules.fit(c, made, want, node.span)


def _inner(type_: Type) -> Type:
    return type_.item if isinstance(type_, List) else type_.value if isinstance(type_, Map) else type_


def _comprehension(c: Checker, node: ast.CompExpr, env: Env, body: Callable[[Env], Typed]) -> Typed:
    clauses: list[For] = []
    longest: int | None = 1
    for clause in node.clauses:
        lowered, env, most = _clause(c, clause, env)
        clauses.append(lowered)
        longest = None if longest is None or most is None else longest * most
    if node.key is not None:
        key = c.infer(node.key, env)
        _key(c, key, node.key.span)
        value = body(env)
        return Typed(Map(value.type), Comp(value.expr, tuple(clauses), key.expr))
    value = body(env)
    return Typed(List(value.type, None, longest), Comp(value.expr, tuple(clauses)))


def _clause(c: Checker, clause: ast.Clause, env: Env) -> tuple[For, Env, int | None]:
    source = c.infer(clause.source, env)
    item, most = _items_of(c, source.type, clause.source.span)
    types = _unpacked(c, clause, item)
    names = {n.text: Local(t, n.span, "a name of the comprehension") for n, t in zip(clause.names, types, strict=True)}
    inner = env.bind(names)
    conditions: list[Expr] = []
    for each in clause.conditions:
        conditions.append(condition(c, each, inner, "`if`").expr)
        inner = inner.know(facts(c, inner, each, True))
    return For(tuple(n.text for n in clause.names), source.expr, tuple(conditions)), inner, most


def _items_of(c: Checker, type_: Type, span: Span) -> tuple[Type, int | None]:
    type_ = listed(type_)
    if is_unknown(type_):
        return UNKNOWN, None
    if isinstance(type_, List):
        return (UNKNOWN if type_.item == NEVER else type_.item), type_.max
    if isinstance(type_, Map):
        return Str(), None
    if isinstance(type_, Json):
        return type_, None
    if isinstance(type_, Optional):
        c.error(
            "SIG0302",
            "this may be none",
            span,
            f"`{shown(type_)}`",
            help="give a list for none: `xs if xs != none else []`",
        )
    else:
        help_ = "take the list out of the record: `….field`" if isinstance(type_, Record) else None
        c.error("SIG0326", f"`for` needs a list, found `{shown(type_)}`", span, "not a list", help=help_)
    return UNKNOWN, None


def _unpacked(c: Checker, clause: ast.Clause, item: Type) -> list[Type]:
    """The types of a clause's names; several names take the parts of what `zip` gives."""
    parts = item.fields if isinstance(item, Record) and item.fields and item.fields[0].name == "0" else None
    if len(clause.names) == 1:
        if parts is not None:
            c.error(
                "SIG0326",
                "`zip` gives several values at once",
                clause.names[0].span,
                "one name",
                help="name each: `for a, b in zip(x, y)`",
            )
            return [UNKNOWN]
        return [item]
    if is_unknown(item) or isinstance(item, Json):
        return [item for _ in clause.names]
    if parts is None or len(parts) != len(clause.names):
        found = f"{len(parts)} values" if parts else f"`{shown(item)}`"
        c.error(
            "SIG0326",
            f"{len(clause.names)} names for {found}",
            clause.names[0].span.to(clause.names[-1].span),
            "does not match",
            note="several names take the values of `zip` apart",
        )
        return [UNKNOWN for _ in clause.names]
    return [p.type for p in parts]


# --- records ---------------------------------------------------------------------------------------------------------


def record(c: Checker, node: ast.RecordExpr, env: Env, hint: Type | None) -> Typed:
    """A structural record; fields of a hinted record type pass their types on as hints."""
    hinted = {f.name: f.type for f in _hinted_fields(c, hint, node)}
    spreads, known = _spreads(c, node, env)
    fields: dict[str, tuple[Type, Expr]] = {}
    for bind in _once(c, node):
        value = c.infer(bind.value, env, hinted.get(bind.name.text))
        fields[bind.name.text] = (value.type, value.expr)
    if known is None:
        return LOST
    known |= {name: t for name, (t, _) in fields.items()}
    lowered = RecordOf(spreads, tuple((name, e) for name, (_, e) in fields.items()))
    places = {b.name.text: b.name.span for b in node.fields}
    return Typed(Record(tuple(Field(n, t, span=places.get(n)) for n, t in known.items())), lowered)


def check_record(c: Checker, node: ast.RecordExpr, env: Env, want: Want) -> Typed:
    """Against a record type: each field against its own, unknown and missing fields reported by name."""
    target = _target(c, want.type, node)
    fields = fields_of(target, c.types) if target is not None else None
    if target is None or fields is None:
        return c.rules.fit(c, record(c, node, env, want.type), want, node.span)
    spreads, known = _spreads(c, node, env)
    known = {} if known is None else known
    wanted = {f.name: f for f in fields}
    places = c.places.get(target.name, {}) if isinstance(target, Ref) else want.places
    lowered: list[tuple[str, Expr]] = []
    meant: set[str | None] = set()
    failed = False
    for bind in _once(c, node):
        name = bind.name.text
        if name not in wanted:
            meant.add(_unknown_field(c, target, bind.name, list(wanted)))
            failed = True
            continue
        place = places.get(name)
        why = f"`{name}` is declared here" if place is not None else want.why
        inner = Want(wanted[name].type, place or want.origin, why, f"`{name}`")
        value = c.check(bind.value, env, inner)
        failed = failed or is_unknown(value.type)
        known[name] = value.type
        lowered.append((name, value.expr))
    missing = [m for m in lacking_fields(c, target, set(known)) if m not in meant]
    if missing and not (failed and node.spreads):
        _missing_fields(c, target, missing, node, want, places.get(missing[0]))
        failed = True
    if failed:
        return LOST
    value = _whole(c, target, known, wanted, RecordOf(spreads, tuple(lowered)))
    return c.rules.fit(c, value, want, node.span)


def _whole(c: Checker, target: Type, known: dict[str, Type], wanted: dict[str, Field], expr: RecordOf) -> Typed:
    """The literal with defaults filled in; it bears the target's type unless a spread brought misfits along."""
    left_out = [(n, missing_value(f)) for n, f in wanted.items() if n not in known]
    filled = RecordOf(expr.spreads, (*expr.fields, *((n, e) for n, e in left_out if e is not None)))
    whole = Record(tuple(Field(n, known.get(n, f.type)) for n, f in wanted.items()))
    extra = Record((*whole.fields, *(Field(n, t) for n, t in known.items() if n not in wanted)))
    fits = relation(extra, target, c.types)
    return Typed(target if fits == Fit.OK else extra, filled)


def _target(c: Checker, want: Type, node: ast.RecordExpr) -> Type | None:
    """The record type that a literal is meant to be: in a union, the variant whose fields it names."""
    plain = without_none(want)
    if fields_of(plain, c.types) is not None:
        return plain
    variants = variants_of(c, plain)
    if not variants:
        return None
    given = {b.name.text for b in node.fields}
    return max(variants, key=lambda v: _likeness(c, v, given))


def _likeness(c: Checker, variant: Ref, given: set[str]) -> tuple[int, int]:
    names = {f.name for f in fields_of(variant, c.types) or ()}
    return len(names & given) - len(given - names), -len(names - given)


def _hinted_fields(c: Checker, hint: Type | None, node: ast.RecordExpr) -> tuple[Field, ...]:
    target = _target(c, hint, node) if hint is not None else None
    return (fields_of(target, c.types) or ()) if target is not None else ()


def _spreads(c: Checker, node: ast.RecordExpr, env: Env) -> tuple[tuple[Expr, ...], dict[str, Type] | None]:
    """What `..r` brings; None when one is broken."""
    lowered: list[Expr] = []
    known: dict[str, Type] | None = {}
    for path in node.spreads:
        expr: ast.Expr = ast.Variable(path.parts[0].text, path.parts[0].span)
        for part in path.parts[1:]:
            expr = ast.Attribute(expr, part, path.span)
        found = c.infer(expr, env)
        fields = fields_of(found.type, c.types)
        if fields is None:
            if not is_unknown(found.type):
                c.error("SIG0326", f"`..` needs a record, found `{shown(found.type)}`", path.span, "not a record")
            known = None
            continue
        lowered.append(found.expr)
        if known is not None:
            known |= {f.name: f.type for f in fields}
    return tuple(lowered), known


def _once(c: Checker, node: ast.RecordExpr) -> list[ast.Bind]:
    """The fields of a literal, repeated ones reported and left out."""
    seen: dict[str, ast.Bind] = {}
    for bind in node.fields:
        first = seen.setdefault(bind.name.text, bind)
        if first is not bind:
            found = error("SIG0311", f"`{bind.name.text}` is given twice", bind.name.span, "given again here")
            c.report(found.seen(first.name.span, "first given here"))
    return list(seen.values())


def _unknown_field(c: Checker, target: Type, name: ast.Name, known: list[str]) -> str | None:
    """Report it; the field that was probably meant."""
    near = closest(name.text, known)
    owner = f"`{target.name}`" if isinstance(target, Ref) else "the record"
    help_ = f"did you mean `{near}`?" if near else "its fields are " + ", ".join(f"`{k}`" for k in known[:8])
    fix = sure(name.text, known)
    c.error("SIG0207", f"{owner} has no field `{name.text}`", name.span, "no such field", help=help_, fix=fix)
    return near


def _missing_fields(
    c: Checker, target: Type, missing: list[str], node: ast.RecordExpr, want: Want, place: Span | None
) -> None:
    owner = f"`{target.name}`" if isinstance(target, Ref) else want.what or "the record"
    names = ", ".join(f"`{m}`" for m in missing)
    found = error(
        "SIG0306",
        f"{owner} needs {names}",
        node.span,
        "left out here",
        note="only a field with a default or of an optional type may be left out",
        help=f"add `{missing[0]} = …`",
    )
    c.report(found.seen(place, "declared here") if place else found)
