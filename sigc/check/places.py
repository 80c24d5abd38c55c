"""Names, fields, indexes, constants, f-strings: expressions that read.

Promise: an unknown name or field is one error with at most one suggestion. May import: sigc.base, ir, syntax, values'
table of library names, check/core, fit, misfit."""

from __future__ import annotations

from sigc.base.names import closest, sure
from sigc.base.source import Span
from sigc.check.core import LOST, NONE, Checker, Env, Typed, Want, path_of
from sigc.check.dates import literal_date
from sigc.check.fit import (
    NEVER,
    UNKNOWN,
    is_int,
    is_text,
    is_unknown,
    join_all,
    list_of,
    listed,
    number,
    optional,
    settled,
    without_none,
)
from sigc.check.media import literal_medium
from sigc.check.misfit import shown, variants_of
from sigc.check.order import calls_in
from sigc.ir.expr import Attr, Const, Expr, Format, Index, Shown, Slice, Var
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
    EnumDef,
    Json,
    List,
    Lit,
    Map,
    Media,
    Nothing,
    Optional,
    Ref,
    Str,
    Type,
    Union,
    enum_of,
    fields_of,
    holds_media,
)
from sigc.syntax import ast


def literal(c: Checker, node: ast.Literal, env: Env, hint: Type | None) -> Typed:
    value = node.value
    if value is None:
        return Typed(Nothing(), NONE)
    if isinstance(value, bool):
        return Typed(Bool(), Const(value))
    if isinstance(value, float):
        return Typed(number(value, value, whole=False), Const(value))
    return Typed(Lit(value), Const(value))


def check_literal(c: Checker, node: ast.Literal, env: Env, want: Want) -> Typed:
    """A medium is written as its path or URL, a date as its ISO text."""
    plain = without_none(want.type)
    if isinstance(plain, Media) and isinstance(node.value, str):
        return literal_medium(c, node, plain)
    if isinstance(plain, Date | DateTime) and isinstance(node.value, str):
        return literal_date(c, node, plain, env)
    return c.rules.fit(c, literal(c, node, env, want.type), want, node.span)


def fstring(c: Checker, node: ast.FString, env: Env, hint: Type | None) -> Typed:
    parts: list[str | Shown] = []
    for part in node.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        call = next((x for x in calls_in(part) if _is_place(x, env)), None)
        if call is not None:
            c.error(
                "SIG0319",
                "no calls inside an f-string",
                call.span,
                "called in a text",
                note="an f-string only shows values; the pure library is allowed",
                help="bind the call to a name first",
            )
            continue
        found = c.infer(part, env)
        if holds_media(found.type, c.types):
            c.error("SIG0336", "a medium has no text", part.span, f"`{shown(found.type)}` in a text")
            continue
        if not is_unknown(found.type):
            parts.append(Shown(found.expr, settled(found.type)))
    return Typed(Str(), Format(tuple(parts)))


def _is_place(call: ast.CallExpr, env: Env) -> bool:
    """Does it call a signature, a module or a tool?"""
    symbol = env.scope.find(call.of.name) if isinstance(call.of, ast.Variable) else None
    return symbol is not None and symbol.kind in ("signature", "module", "tool")


# --- names -----------------------------------------------------------------------------------------------------------


def variable(c: Checker, node: ast.Variable, env: Env, hint: Type | None) -> Typed:
    name = node.name
    enum = _expected_enum(c, hint, name)
    local = env.names.get(name)
    if enum is not None and local is not None:
        _report_clash(c, node, enum, local.span, local.what)
        return LOST
    if enum is not None:
        return _member(enum, name)
    if local is not None:
        return Typed(env.facts.get((name,), local.type), Var(name))
    return _unknown(c, node, env, hint)


def _expected_enum(c: Checker, hint: Type | None, name: str) -> EnumDef | None:
    """The enum that the place expects and that has this member."""
    for option in _options(hint):
        enum = enum_of(option, c.types)
        if enum is not None and any(m.name == name for m in enum.members):
            return enum
    return None


def _options(hint: Type | None) -> tuple[Type, ...]:
    plain = without_none(hint) if hint is not None else None
    if isinstance(plain, Union):
        return plain.options
    return (plain,) if plain is not None else ()


def _member(enum: EnumDef, name: str) -> Typed:
    return Typed(Ref(enum.name), Const(name))


def _report_clash(c: Checker, node: ast.Variable, enum: EnumDef, first: Span, what: str) -> None:
    from sigc.base.diagnostic import error

    found = error(
        "SIG0206",
        f"`{node.name}` could be two things",
        node.span,
        f"a member of `{enum.name}`, or {what}",
        note="a bare member may not bear the name of a value at the same place",
        help=f"write `{enum.name}.{node.name}` for the member, or rename the value",
    )
    c.report(found.seen(first, f"{what} is introduced here"))


def _unknown(c: Checker, node: ast.Variable, env: Env, hint: Type | None) -> Typed:
    symbol = env.scope.find(node.name)
    if symbol is not None:
        help_ = None
        if symbol.kind in ("signature", "module", "tool", "metric"):
            help_ = f"call it: `{node.name}(…)`"
        elif symbol.kind == "enum":
            help_ = f"name a member: `{node.name}.…`"
        c.error("SIG0209", f"`{node.name}` is no value", node.span, f"this is {symbol.spoken}", help=help_)
        return LOST
    if node.name in env.scope.lost:
        return LOST
    if node.name in ("None", "True", "False", "null"):
        spelled = {"null": "none"}.get(node.name, node.name.lower())
        c.error(
            "SIG0201", f"unknown name `{node.name}`", node.span, "not found", help=f"write `{spelled}`", fix=spelled
        )
        return LOST
    note = "a default is a plain value: other fields are not known here" if env.mode == "constant" else None
    help_, fix = _nearest(c, node, env, hint)
    c.error("SIG0201", f"unknown name `{node.name}`", node.span, "not found", note=note, help=help_, fix=fix)
    return LOST


def _nearest(c: Checker, node: ast.Variable, env: Env, hint: Type | None) -> tuple[str | None, str | None]:
    """What to try, and what is certainly meant, if anything."""
    members = [m.name for o in _options(hint) if (e := enum_of(o, c.types)) for m in e.members]
    known = [*members, *env.names]
    near = closest(node.name, known)
    if near is not None:
        return f"did you mean `{near}`?", sure(node.name, known)
    if members:
        return "members are " + ", ".join(f"`{m}`" for m in members[:6]), None
    owners = [
        (name, s)
        for name, s in env.scope.names.items()
        if isinstance(d := c.types.get(s.key), EnumDef) and d.member(node.name)
    ]
    if len(owners) != 1:
        return None, None
    return f"did you mean the member `{owners[0][0]}.{node.name}`?", f"{owners[0][0]}.{node.name}"


# --- fields ----------------------------------------------------------------------------------------------------------


def attribute(c: Checker, node: ast.Attribute, env: Env, hint: Type | None) -> Typed:
    if isinstance(node.of, ast.Variable) and node.of.name not in env.names:
        symbol = env.scope.find(node.of.name)
        if symbol is not None and symbol.kind == "enum":
            return _qualified(c, node, symbol.key, node.of.name)
    of = c.infer(node.of, env)
    path = path_of(node)
    if path is not None and path in env.facts:
        return Typed(env.facts[path], Attr(of.expr, node.name.text))
    found = field_type(c, of.type, node)
    return LOST if found is None else Typed(found, Attr(of.expr, node.name.text))


def _qualified(c: Checker, node: ast.Attribute, key: str, spelled: str) -> Typed:
    enum = c.types.get(key)
    if not isinstance(enum, EnumDef):
        return LOST
    if any(m.name == node.name.text for m in enum.members):
        return _member(enum, node.name.text)
    name, known = node.name.text, [m.name for m in enum.members]
    near = closest(name, known)
    help_ = f"did you mean `{spelled}.{near}`?" if near else "members are " + ", ".join(f"`{m}`" for m in known[:6])
    title = f"`{spelled}` has no member `{name}`"
    c.error("SIG0208", title, node.name.span, "no such member", help=help_, fix=sure(name, known))
    return Typed(Ref(key), NONE)


def field_type(c: Checker, of: Type, node: ast.Attribute) -> Type | None:
    """The type of `of.name`; None after a diagnostic, or when `of` was reported already."""
    name = node.name.text
    if is_unknown(of) or of == NEVER:
        return None
    if isinstance(of, Json):
        return of
    if isinstance(of, Optional | Nothing):
        c.error(
            "SIG0302",
            "this may be none",
            node.of.span,
            f"`{shown(of)}`, so `.{name}` may not be there",
            help="rule none out first: `x.f if x != none else …`",
        )
        return None
    if isinstance(of, Union):
        return _shared_field(c, of, node)
    fields = fields_of(of, c.types)
    if fields is None:
        c.error("SIG0207", f"`{shown(of)}` has no fields", node.name.span, "not a record", help=_no_record(of, name))
        return None
    found = next((f.type for f in fields if f.name == name), None)
    if found is None:
        _report_field(c, of, node, [f.name for f in fields])
    return found


def _shared_field(c: Checker, of: Union, node: ast.Attribute) -> Type | None:
    """A field of a union is one that all its variants have."""
    variants = variants_of(c, of)
    having = [(v, f) for v in variants for f in fields_of(v, c.types) or () if f.name == node.name.text]
    if len(having) == len(of.options):
        return join_all((f.type for _, f in having), c.types) or UNKNOWN
    note = None
    if having:
        note = "only " + ", ".join(f"`{v.name}`" for v, _ in having) + f" of `{shown(of)}` has it"
    c.error(
        "SIG0207",
        f"not every variant has `{node.name.text}`",
        node.name.span,
        "not a field of them all",
        note=note,
        help="ask for the variant first: `match x { Variant as v -> … }`",
    )
    return None


def _report_field(c: Checker, of: Type, node: ast.Attribute, known: list[str]) -> None:
    name, span = node.name.text, node.name.span
    near = closest(name, known)
    if near is None and isinstance(node.of, ast.Variable) and node.of.name == "row":
        note = "a column that only metrics read is declared in the data"
        c.error(
            "SIG0207",
            f"`row` has no field `{name}`",
            span,
            "no such field",
            note=note,
            help=f"add `extra {name}: …` to the data",
        )
        return
    owner = f"`{of.name}`" if isinstance(of, Ref) else "this record"
    has = ", ".join(f"`{k}`" for k in known[:8])
    if near:
        help_: str | None = f"did you mean `{near}`?"
    else:
        help_ = f"its fields are {has}" if known else None
    c.error("SIG0207", f"{owner} has no field `{name}`", span, "no such field", help=help_, fix=sure(name, known))


def _no_record(of: Type, name: str) -> str | None:
    from sigc.values.library import LIBRARY

    if name in LIBRARY:
        return f"the library has functions, not methods: `{name}(…)`"
    if isinstance(of, List | Chat):
        return f"take it of every item: `[x.{name} for x in …]`"
    if isinstance(of, Map):
        return f'a map is indexed: `["{name}"]`'
    return None


# --- indexes ---------------------------------------------------------------------------------------------------------


def index(c: Checker, node: ast.IndexExpr, env: Env, hint: Type | None) -> Typed:
    of, at = c.infer(node.of, env), c.infer(node.at, env)
    if is_unknown(of.type) or is_unknown(at.type):
        return LOST
    expr: Expr = Index(of.expr, at.expr)
    kind = listed(of.type)
    if isinstance(kind, Json):
        return Typed(kind, expr)
    if isinstance(kind, Optional | Nothing):
        c.error("SIG0302", "this may be none", node.of.span, f"`{shown(kind)}`", help="rule none out first")
        return LOST
    if isinstance(kind, Map):
        if not is_text(at.type):
            c.error("SIG0326", "a map is indexed by a str", node.at.span, f"this is `{shown(at.type)}`")
        return Typed(optional(kind.value), expr)
    if not isinstance(kind, List) and not is_text(kind):
        key = at.expr.value if isinstance(at.expr, Const) else None
        known = key in [f.name for f in fields_of(kind, c.types) or ()]
        help_ = f"take the field: `.{key}`" if known else None
        c.error("SIG0326", f"`{shown(kind)}` cannot be indexed", node.of.span, "not a list, a map or a str", help=help_)
        return LOST
    if not is_int(at.type):
        c.error("SIG0326", "an index is an int", node.at.span, f"this is `{shown(at.type)}`")
    item = kind.item if isinstance(kind, List) else Str()
    return LOST if item == NEVER else Typed(item, expr)


def slice_(c: Checker, node: ast.SliceExpr, env: Env, hint: Type | None) -> Typed:
    of = c.infer(node.of, env, hint)
    ends = [c.infer(end, env) if end is not None else None for end in (node.lo, node.hi)]
    for end, written in zip(ends, (node.lo, node.hi), strict=True):
        if end is not None and written is not None and not is_int(end.type) and not is_unknown(end.type):
            c.error("SIG0326", "the end of a slice is an int", written.span, f"this is `{shown(end.type)}`")
    if is_unknown(of.type):
        return LOST
    expr = Slice(of.expr, ends[0].expr if ends[0] else None, ends[1].expr if ends[1] else None)
    if is_text(of.type):
        return Typed(Str(), expr)
    if isinstance(of.type, Chat):
        return Typed(of.type, expr)
    if isinstance(of.type, List):
        return Typed(list_of(of.type.item, None, of.type.max), expr)
    if isinstance(of.type, Json):
        return Typed(of.type, expr)
    c.error("SIG0326", f"`{shown(of.type)}` cannot be sliced", node.of.span, "not a list or a str")
    return LOST
