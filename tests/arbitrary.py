"""Hypothesis strategies for everything that an IR is made of, for any room's properties.

`tables()` named types, `types(table)` types over them, `values(type, table)` values in memory, `expressions(names,
table)` pure expressions, `programs()` whole programs that the verifier accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sigc.ir import expr as x
from sigc.ir import program as p
from sigc.ir import types as t
from sigc.ir.media import Medium
from sigc.ir.verify import lowered_outputs
from sigc.values.media import of_bytes, of_url

WORDS = [
    "a", "b", "mail", "team", "_x", "source", "date", "input", "output", "model", "node", "type", "str", "doc", "entry",
    "says", "format", "match", "as", "let", "none", "call", "für", "a b", "`", "of", "pinned", "ensure", "record",
]  # fmt: skip
PATTERNS = ["[A-Z]{2}-[0-9]{1,3}", "a|ab", '[^"\\\\]{0,4}']
names = st.sampled_from(WORDS)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
prose = st.one_of(texts, st.sampled_from(["one\ntwo", "ends\n", "\n", "\n\n", 'quote " and \\', "tab\t\u2028line", ""]))
floats = st.floats(allow_nan=False, allow_infinity=False)
ints = st.integers(-(2**60), 2**60)


def some_names(least: int, most: int) -> SearchStrategy[list[str]]:
    return st.lists(names, min_size=least, max_size=most, unique=True)


# --- types -----------------------------------------------------------------------------------------------------------


@st.composite
def tables(draw: DrawFn) -> dict[str, t.TypeDef]:
    """Up to two enums and two records; records may mention each other where a value can end."""
    enums = draw(st.lists(st.sampled_from(["Team", "Tone", "date"]), max_size=2, unique=True))
    records = draw(st.lists(st.sampled_from(["Doc", "Say", "pkg.Doc"]), max_size=2, unique=True))
    table: dict[str, t.TypeDef] = {}
    for name in enums:
        members = draw(some_names(1, 3))
        aliases = [draw(st.sampled_from([None, f"{m} as told", 'with "quotes"'])) if i < 1 else None
                   for i, m in enumerate(members)]  # fmt: skip
        made = tuple(t.Member(m, draw(prose), a) for m, a in zip(members, aliases, strict=True))
        table[name] = t.EnumDef(name, made, draw(prose))
    shells = {**table, **{name: t.RecordDef(name, ()) for name in records}}
    for name in records:
        inside = types(shells, depth=1, ending=True)
        fields = tuple(t.Field(n, draw(inside), draw(prose)) for n in draw(some_names(1, 3)))
        table[name] = t.RecordDef(name, fields, draw(prose), draw(prose))
    return table


def bounds(draw: DrawFn, numbers: SearchStrategy[Any]) -> tuple[Any, Any]:
    lo, hi = sorted((draw(numbers), draw(numbers)))
    return draw(st.sampled_from([(None, None), (lo, None), (None, hi), (lo, hi)]))


@st.composite
def types(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int = 2, ending: bool = False) -> t.Type:
    """Any type over a table. `ending`: records are mentioned only inside `?`, `[ ]` and `{ }`."""
    makers = [_scalar, _scalar, _text_like]
    if depth > 0:
        makers += [_list, _optional, _map, _union, _record]
    if not ending and any(isinstance(d, t.RecordDef) for d in table.values()):
        makers.append(_named)
    return draw(st.sampled_from(makers))(draw, table, depth, ending)


def _scalar(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    makers = [
        lambda: t.Int(*bounds(draw, ints)),
        lambda: t.Float(*bounds(draw, floats)),
        lambda: draw(st.sampled_from([t.Bool(), t.Date(), t.DateTime(), t.Json(), t.Chat(), t.Nothing()])),
        lambda: t.Media(draw(st.sampled_from(["image", "audio", "video", "pdf"]))),
        lambda: t.Lit(draw(st.one_of(ints, st.booleans(), texts))),
    ]
    return draw(st.sampled_from(makers))()


def _text_like(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    enums = [name for name, d in table.items() if isinstance(d, t.EnumDef)]
    if enums and draw(st.booleans()):
        return t.Ref(draw(st.sampled_from(enums)))
    if draw(st.booleans()):
        return t.Str(pattern=draw(st.sampled_from(PATTERNS)))
    return t.Str(*bounds(draw, st.integers(0, 12)))


def _list(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    least, most = (None, draw(st.sampled_from([None, 3]))) if ending else bounds(draw, st.integers(0, 3))
    return t.List(draw(types(table, depth - 1, False)), least, most)


def _optional(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    return t.Optional(draw(types(table, depth - 1, False)))


def _map(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    return t.Map(draw(types(table, depth - 1, False)))


def _record(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    inside = types(table, depth - 1, ending)
    fields = [
        t.Field(n, draw(inside), draw(prose), labels=tuple(draw(some_names(0, 1)))) for n in draw(some_names(0, 2))
    ]
    return t.Record(tuple(fields))


def _named(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    return t.Ref(draw(st.sampled_from([name for name, d in table.items() if isinstance(d, t.RecordDef)])))


def _union(draw: DrawFn, table: Mapping[str, t.TypeDef], depth: int, ending: bool) -> t.Type:
    """Options that JSON tells apart: several texts, or at most one of each kind of JSON, or several named records."""
    records = [] if ending else [t.Ref(name) for name, d in table.items() if isinstance(d, t.RecordDef)]
    words = draw(st.lists(texts, min_size=2, max_size=3, unique=True))
    kinds: list[list[t.Type]] = [
        [_text_like(draw, table, 0, ending)] if draw(st.booleans()) else [t.Lit(word) for word in words],
        [t.Int()],
        [t.Float()],
        [t.Bool()],
        [_list(draw, table, depth, ending)],
        records or [t.Map(t.Int())],
    ]
    chosen = [option for kind in draw(st.permutations(kinds))[:3] for option in kind]
    return t.Union(tuple(chosen))


# --- values ----------------------------------------------------------------------------------------------------------

json_data = st.recursive(
    st.one_of(st.none(), st.booleans(), ints, floats, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(texts, inner, max_size=2)),
    max_leaves=4,
)
turns = st.tuples(st.sampled_from(["user", "assistant", "tool"]), texts, st.one_of(st.none(), texts)).map(
    lambda turn: dict(zip(("role", "text", "name"), turn, strict=True))
)
offsets = st.one_of(st.none(), st.integers(-720, 720).map(lambda m: timezone(timedelta(minutes=m))))


def values(type_: t.Type, table: Mapping[str, t.TypeDef], depth: int = 3) -> SearchStrategy[Any]:
    """Values in memory that conform to a type, in their normal form."""
    match type_:
        case t.Str():
            if type_.pattern is not None:
                return st.from_regex(type_.pattern, fullmatch=True)
            return st.text(st.characters(exclude_categories=["Cs"]), min_size=type_.min or 0, max_size=_most(type_))
        case t.Int():
            return st.integers(type_.lo, type_.hi)
        case t.Float():
            return st.floats(type_.lo, type_.hi, allow_nan=False, allow_infinity=False)
        case t.Media():
            return media(type_.kind)
        case t.Lit():
            return st.just(type_.value)
        case t.List():
            if depth <= 0 and not type_.min:
                return st.just([])
            most = type_.max if type_.max is not None else (type_.min or 0) + 2
            return st.lists(values(type_.item, table, depth - 1), min_size=type_.min or 0, max_size=most)
        case t.Map():
            return (
                st.just({}) if depth <= 0 else st.dictionaries(texts, values(type_.value, table, depth - 1), max_size=2)
            )
        case t.Optional():
            return st.none() if depth <= 0 else st.one_of(st.none(), values(type_.item, table, depth - 1))
        case t.Union():
            return st.sampled_from(type_.options).flatmap(lambda o: _tagged(o, type_, table, depth - 1))
        case t.Ref():
            defined = table[type_.name]
            if isinstance(defined, t.EnumDef):
                return st.sampled_from([m.name for m in defined.members])
            return _fields(defined.fields, table, depth - 1)
        case t.Record():
            return _fields(type_.fields, table, depth)
        case _:
            return LEAVES[type(type_)]


MAGIC = {
    "image": (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"), "audio": (b"RIFF\0\0\0\0WAVE", b"ID3"),
    "video": (b"\0\0\0 ftypisom", b"\x1aE\xdf\xa3"), "pdf": (b"%PDF-",),
}  # fmt: skip
ADDRESSES = ["https://example.org/a,b.x?y=[[mail]]&z='1'", "https://example.org/x", "gs://bucket/größe/x#y"]


def media(kind: Any) -> SearchStrategy[Medium]:
    """A medium of a kind: bytes that begin as such do, or an address."""
    held = st.tuples(st.sampled_from(MAGIC[kind]), st.binary(max_size=6)).map(b"".join)
    return st.one_of(held.map(lambda data: of_bytes(kind, data)), st.sampled_from(ADDRESSES).map(partial(of_url, kind)))


LEAVES: dict[type, SearchStrategy[Any]] = {
    t.Bool: st.booleans(),
    t.Date: st.dates(),
    t.DateTime: st.datetimes(timezones=offsets).map(lambda d: d.replace(fold=0)),
    t.Json: json_data,
    t.Chat: st.lists(turns, max_size=2),
    t.Nothing: st.none(),
}


def _most(type_: t.Str) -> int:
    return type_.max if type_.max is not None else (type_.min or 0) + 8


def _fields(fields: Sequence[t.Field], table: Mapping[str, t.TypeDef], depth: int) -> SearchStrategy[Any]:
    """A dict in declared order."""
    inside = [values(f.type, table, depth) for f in fields]
    return st.tuples(*inside).map(lambda made: dict(zip([f.name for f in fields], made, strict=True)))


def _tagged(option: t.Type, union: t.Union, table: Mapping[str, t.TypeDef], depth: int) -> SearchStrategy[Any]:
    records = [o for o in union.options if isinstance(o, t.Ref) and isinstance(table[o.name], t.RecordDef)]
    made = values(option, table, depth)
    return made.map(lambda v: {"is": option.name, **v}) if option in records and len(records) > 1 else made


# --- expressions -----------------------------------------------------------------------------------------------------

constants = st.builds(x.Const, st.one_of(st.none(), st.booleans(), ints, floats, texts))
OPERATORS: tuple[x.Operator, ...] = (
    "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or",
)  # fmt: skip


@st.composite
def expressions(draw: DrawFn, visible: Sequence[str], table: Mapping[str, t.TypeDef], depth: int = 3) -> x.Expr:
    """Pure expressions that read only `visible` names; most of them have no value, all of them are well formed."""
    if depth <= 0 or draw(st.integers(0, 4)) == 0:
        return draw(st.builds(x.Var, st.sampled_from(visible)) if visible and draw(st.booleans()) else constants)

    def inner(*more: str) -> x.Expr:
        return draw(expressions([*visible, *more], table, depth - 1))

    def several(most: int = 2) -> tuple[x.Expr, ...]:
        return tuple(inner() for _ in range(draw(st.integers(0, most))))

    def named() -> tuple[tuple[str, x.Expr], ...]:
        return tuple((name, inner()) for name in draw(some_names(0, 2)))

    records = [name for name, d in table.items() if isinstance(d, t.RecordDef)]
    makers = {
        "attr": lambda: x.Attr(inner(), draw(names)),
        "index": lambda: x.Index(inner(), inner()),
        "slice": lambda: x.Slice(inner(), *(inner() if draw(st.booleans()) else None for _ in range(2))),
        "list": lambda: x.ListOf(several()),
        "record": lambda: x.RecordOf(several(1), named()),
        "map": lambda: x.MapOf(tuple((inner(), inner()) for _ in range(draw(st.integers(0, 2))))),
        "comp": lambda: _comp(draw, inner),
        "not": lambda: x.Not(inner()),
        "neg": lambda: x.Neg(inner()),
        "binary": lambda: x.Binary(draw(st.sampled_from(OPERATORS)), inner(), inner()),
        "if": lambda: x.IfElse(inner(), inner(), inner()),
        "is": lambda: x.Is(inner(), draw(st.sampled_from([None, *records]))),
        "match": lambda: _match(draw, inner, records),
        "format": lambda: x.Format(_pieces(draw, inner, table)),
        "lib": lambda: x.Lib("sort", (inner(),), draw(st.sampled_from([(), (("key", x.Const("a")),)]))),
        "let": lambda: _let(draw, inner),
        "otherwise": lambda: x.Otherwise(inner(), inner()),
        "repeat": lambda: _repeat(draw, inner),
    }
    return draw(st.sampled_from(sorted(makers)).map(lambda name: makers[name]))()


def _comp(draw: DrawFn, inner: Any) -> x.Expr:
    bound: list[str] = []
    clauses = []
    for _ in range(draw(st.integers(1, 2))):
        source = inner(*bound)
        own = draw(some_names(1, 2))
        bound += own
        clauses.append(x.For(tuple(own), source, tuple(inner(*bound) for _ in range(draw(st.integers(0, 2))))))
    return x.Comp(inner(*bound), tuple(clauses), inner(*bound) if draw(st.booleans()) else None)


def _match(draw: DrawFn, inner: Any, records: list[str]) -> x.Expr:
    literals = st.builds(x.LitPat, st.one_of(st.none(), st.booleans(), ints, floats, texts))
    ranges = st.builds(x.RangePat, st.integers(0, 3), floats)
    plain = st.one_of(literals, ranges, st.just(x.AnyPat()))
    arms = [
        x.Arm(tuple(draw(st.lists(plain, min_size=1, max_size=2))), inner()) for _ in range(draw(st.integers(1, 2)))
    ]
    if records:
        bind = draw(st.one_of(st.none(), names))
        pattern = x.VariantPat(draw(st.sampled_from(records)), bind)
        arms.append(x.Arm((pattern,), inner(*([bind] if bind else []))))
    return x.Match(inner(), tuple(arms))


def _pieces(draw: DrawFn, inner: Any, table: Mapping[str, t.TypeDef]) -> tuple[str | x.Shown, ...]:
    shown = [x.Shown(inner(), draw(types(table, 1))) if draw(st.booleans()) else draw(texts)
             for _ in range(draw(st.integers(0, 3)))]  # fmt: skip
    return tuple(shown)


def _let(draw: DrawFn, inner: Any) -> x.Expr:
    bound = draw(some_names(0, 2))
    return x.Let(tuple((name, inner()) for name in bound), inner(*bound))


def _repeat(draw: DrawFn, inner: Any) -> x.Expr:
    carried, own = draw(some_names(1, 2)), [name for name in draw(some_names(0, 2)) if name != "item"]
    known = [*carried, x.TURN]
    head: dict[str, Any] = {"most": draw(st.integers(1, 3)), "limit": inner() if draw(st.booleans()) else None}
    if draw(st.booleans()):
        head, known = {"item": "item", "source": inner()}, [*known, "item"]
    body: list[tuple[str, x.Expr]] = []
    for name in own:
        body.append((name, x.Var(draw(st.sampled_from(known)))))
        known += [] if name in carried else [name]
    until = x.Var(draw(st.sampled_from(known))) if draw(st.booleans()) else None
    return x.Repeat(tuple((name, inner()) for name in carried), tuple(body), until, **head)


# --- programs --------------------------------------------------------------------------------------------------------


@st.composite
def interfaces(draw: DrawFn, table: Mapping[str, t.TypeDef]) -> tuple[tuple[t.Field, ...], tuple[t.Field, ...]]:
    chosen = draw(some_names(2, 5))
    fields = [_field(draw, name, table) for name in chosen]
    cut = draw(st.integers(1, len(fields) - 1))
    return tuple(fields[:cut]), tuple(fields[cut:])


def _field(draw: DrawFn, name: str, table: Mapping[str, t.TypeDef]) -> t.Field:
    type_ = draw(types(table))
    default = None
    if isinstance(type_, t.Optional | t.Json) and draw(st.booleans()):
        default = x.Const(None)
    if type_ == t.Bool() and draw(st.booleans()):
        default = x.Const(True)
    return t.Field(name, type_, draw(prose), default, tuple(draw(some_names(0, 2))))


@st.composite
def demos(
    draw: DrawFn, inputs: Sequence[t.Field], outputs: Sequence[t.Field], table: Mapping[str, t.TypeDef]
) -> p.Demo:
    def filled(fields: Sequence[t.Field]) -> dict[str, Any]:
        left_out = draw(st.booleans())
        return {f.name: draw(values(f.type, table, 2)) for f in fields if not (left_out and f.default is not None)}

    return p.Demo(filled(inputs), filled(outputs), draw(st.sampled_from(["author", "trace", "label"])))


@st.composite
def signatures(draw: DrawFn, name: str, table: Mapping[str, t.TypeDef]) -> p.Signature:
    inputs, outputs = draw(interfaces(table))
    early = [f.name for f in inputs]
    seen = [*early, *(f.name for f in outputs)]
    conditions = expressions(seen, table, 2)
    rules = st.lists(st.builds(x.Rule, conditions, prose, prose), max_size=1).map(tuple)
    guides = st.lists(st.builds(p.Guide, expressions(early, table, 1), prose), max_size=1).map(tuple)
    examples = st.lists(demos(inputs, outputs, table), max_size=1).map(tuple)
    lets = tuple((n, draw(conditions)) for n in draw(some_names(0, 1)) if n not in seen)
    return p.Signature(name, draw(prose), inputs, outputs, draw(rules), draw(rules), draw(guides), draw(examples), lets)


@st.composite
def slots_of(draw: DrawFn, program: p.Program, node: str) -> p.Slots:
    """Slots that fit a node, whose strategy is fixed first because it says which outputs a demo may have."""
    strategy = draw(st.sampled_from([p.Strategy(), p.Strategy("cot"), p.Strategy("vote", (("n", 5), ("of", "cot")))]))
    fixed = program.with_slots(node, p.Slots(strategy=strategy))
    signature, outputs = fixed.signature_of(node), lowered_outputs(fixed, node)
    fields = st.sampled_from([f.name for f in (*signature.inputs, *signature.outputs)])
    return p.Slots(
        instruction=draw(st.one_of(st.none(), prose)),
        notes=tuple(draw(st.lists(st.builds(p.Note, fields, prose), max_size=2))),
        demos=tuple(draw(st.lists(demos(signature.inputs, outputs, program.types), max_size=2))),
        adapter=draw(st.sampled_from(["chat", "json"])),
        strategy=strategy,
        model=draw(st.sampled_from([None, *program.models])),
        sampling=draw(st.builds(p.Sampling, st.floats(0, 2), st.integers(1, 10**6))),
        pinned=draw(st.frozensets(st.sampled_from(["model", "strategy", "demos"]))),
    )


servers = st.builds(
    p.Server,
    names,
    st.lists(texts.filter(bool), max_size=2).map(tuple),
    texts,
    st.lists(names, max_size=2).map(tuple),
    texts,
    st.sampled_from([None, "onprem"]),
)


@st.composite
def programs(draw: DrawFn) -> p.Program:
    """Programs that hold together: every name exists, every input is given, every value is of its type."""
    table = draw(tables())
    made = {name: draw(signatures(name, table)) for name in draw(some_of("Triage", "Answer", "match"))}
    nodes = {f"Main.{name}#{i}": p.Node(f"Main.{name}#{i}", name) for i, name in enumerate(made)}
    inputs, outputs = draw(interfaces(table))
    python = draw(st.sampled_from(["pkg.mod:f", "a:b"]))
    effect = draw(st.sampled_from(["reads", "pure", "acts"]))
    zones, policies = draw(zones_and_policies())
    place = draw(st.sampled_from([None, p.PROCESS, *zones]))
    reach = draw(st.sampled_from([None, (), ("onprem", "cache")]))
    remote = draw(st.none() | st.builds(p.Remote, servers, texts))
    seconds = draw(st.sampled_from([None, 0.5, 30.0]))
    origin = "" if remote else python
    search = p.Tool("search", inputs, outputs, origin, effect, draw(prose), place, reach, remote, seconds)
    tools = {"search": search} if draw(st.booleans()) else {}
    settings = draw(st.dictionaries(texts, st.one_of(ints, floats, texts, st.booleans(), st.dates()), max_size=2))
    models = {"strong": p.Model("strong", "vendor/large", settings, place)} if draw(st.booleans()) else {}
    bare = p.Program("Main", table, made, nodes, tools, {}, models)
    inner = draw(modules("Main.hop", bare))
    whole = p.Program("Main", table, made, nodes, tools, {"Main.hop": inner}, models)
    main = draw(modules("Main", whole))
    program = p.Program("Main", table, made, nodes, tools, {"Main.hop": inner, "Main": main}, models)
    for name in nodes:
        program = program.with_slots(name, draw(slots_of(program, name)))
    return replace(program, zones=zones, policies=policies)


@st.composite
def zones_and_policies(draw: DrawFn) -> tuple[dict[str, p.Zone], dict[str, p.Policy]]:
    stores = st.lists(st.sampled_from(p.STORES), max_size=3, unique=True).map(tuple)
    zones = {name: p.Zone(name, draw(stores)) for name in draw(st.sampled_from([(), ("onprem",), ("onprem", "eu")]))}
    kinds = st.sampled_from(["stays", "released", "never"])
    subjects, names = st.sampled_from(["pii", "stays", "Main"]), st.sampled_from([(p.PROCESS,), (p.PROCESS, p.PROCESS)])
    rules = st.lists(st.builds(p.PolicyRule, kinds, subjects, names), max_size=3).map(tuple)
    titles = draw(st.lists(st.sampled_from(["patient privacy", "policy", "a `b`"]), max_size=2, unique=True))
    return zones, {title: p.Policy(title, draw(rules)) for title in titles}


def some_of(*words: str) -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True)


@st.composite
def modules(draw: DrawFn, name: str, program: p.Program) -> p.Module:
    inputs, outputs = draw(interfaces(program.types))
    seen = [f.name for f in inputs]
    bindings = []
    extra = [n for n in draw(some_names(0, 2)) if all(n != f.name for f in (*inputs, *outputs))]
    for bound in [*extra, *(f.name for f in outputs)]:
        bindings.append(p.Binding(bound, draw(_bound(seen, program))))
        seen.append(bound)
    return p.Module(name, inputs, outputs, tuple(bindings), draw(prose))


@st.composite
def _bound(draw: DrawFn, seen: Sequence[str], program: p.Program) -> x.Expr:
    inner = expressions(seen, program.types, 2)
    targets: list[tuple[str, str, tuple[t.Field, ...]]] = [
        *(("node", n.name, program.signatures[n.signature].inputs) for n in program.nodes.values()),
        *(("tool", tool.name, tool.inputs) for tool in program.tools.values()),
        *(("module", m.name, m.inputs) for m in program.modules.values()),
    ]
    if draw(st.booleans()):
        return draw(inner)
    kind, target, fields = draw(st.sampled_from(targets))
    call = x.Call(kind, target, tuple((f.name, draw(inner)) for f in fields))  # type: ignore[arg-type]
    return draw(st.sampled_from([call, x.Attr(call, "a"), x.Otherwise(call, x.Const(None))]))
