"""Programs at random whose lists, texts and numbers have types with and without ends: lists that models and tools
give, filters, slices, modules called in comprehensions, loops, fallbacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from sigc.ir.expr import (
    AnyPat,
    Arm,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    Format,
    IfElse,
    Let,
    Lib,
    ListOf,
    LitPat,
    Match,
    Not,
    Otherwise,
    Repeat,
    Shown,
    Slice,
    Var,
)
from sigc.ir.program import Binding, Guide, Module, Node, Program, Sampling, Signature, Slots, Strategy, Tool, Values
from sigc.ir.types import Bool, EnumDef, Field, Int, List, Member, Optional, RecordDef, Ref, Str, Type

MOST_TEXT = 12
TYPES = {
    "Kind": EnumDef("Kind", (Member("small"), Member("large", alias="rather large"))),
    "Doc": RecordDef("Doc", (Field("title", Str(max=MOST_TEXT)), Field("tags", List(Str(max=MOST_TEXT), max=2)))),
}
TEXT, FEW, MANY, DOCS = Str(max=MOST_TEXT), List(Str(max=MOST_TEXT), max=3), List(Str(max=MOST_TEXT)), List(Ref("Doc"))
PAIR = List(Str(max=MOST_TEXT), 1, 2)
INPUTS = (Field("word", TEXT), Field("words", MANY), Field("few", FEW), Field("pair", PAIR), Field("n", Int(0, 3)))
SIGNATURES = {
    "Say": Signature("Say", "Say it.", (Field("x", TEXT),), (Field("y", TEXT),)),
    "Judge": Signature("Judge", "Judge.", (Field("x", TEXT), Field("k", Optional(Int(0, 9)))), (Field("ok", Bool()),)),
    "Sort": Signature("Sort", "Sort.", (Field("x", TEXT),), (Field("kind", Ref("Kind")),)),
    "Few": Signature("Few", "Some.", (Field("xs", MANY),), (Field("ys", FEW),)),
    "Many": Signature(
        "Many", "All.", (Field("docs", DOCS),), (Field("ys", MANY),), guides=(Guide(Const(True), "Be brief."),)
    ),
}
TOOLS = {
    "find": Tool("find", (Field("q", TEXT),), (Field("docs", DOCS),), "m:find"),
    "three": Tool("three", (Field("q", TEXT), Field("k", Int(), default=Const(3))), (Field("ys", FEW),), "m:three"),
}

STRATEGIES = [
    *[Strategy()] * 6, *[Strategy("cot")] * 3, Strategy("vote", (("n", 2),)), Strategy("best_of", (("n", 3),)),
    Strategy("compare", (("n", 2),)), Strategy("refine", (("n", 2), ("of", "predict"))),
]  # fmt: skip


@dataclass
class Makers:
    """Inputs and answers. Every list whose type has no end has `endless` items when a model or a tool gives it."""

    endless: int

    def inputs(self, random: Random) -> dict[str, Any]:
        return {f.name: self.value(random, f.type, random.randint(0, 4)) for f in INPUTS}

    def value(self, random: Random, type_: Type, endless: int | None = None) -> Any:
        size = self.endless if endless is None else endless
        match type_:
            case Str():
                made = random.choice(
                    ["a", "", "it's", "[[y]]", " \x01\x1f\x7f", "😀" * 12, '"quoted"', "one\ntwo", "x" * 12]
                )
                return made[: type_.max]
            case Int(lo=lo, hi=hi):
                return random.randint(lo or 0, 9 if hi is None else hi)
            case Bool():
                return random.random() < 0.6
            case Optional(item=item):
                return self.value(random, item, endless) if random.random() < 0.5 else None
            case List(item=item, min=least, max=most):
                count = size if most is None else random.randint(least or 0, most)
                return [self.value(random, item, endless) for _ in range(count)]
            case Ref(name="Kind"):
                return random.choice(["small", "large"])
            case Ref():
                fields = TYPES[type_.name].fields  # type: ignore[union-attr]
                return {f.name: self.value(random, f.type, endless) for f in fields}
        raise AssertionError(type_)

    def tool(self, tool: Tool, inputs: Values) -> Any:
        random = Random(str(sorted(inputs.items())))
        if random.random() < 0.1:
            return 7
        return {f.name: self.value(random, f.type) for f in tool.outputs}


class Scope(Mapping[str, str]):
    """Names in scope, by kind: text, texts, docs, truth."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)

    def __getitem__(self, name: str) -> str:
        return self.names[name]

    def __iter__(self) -> Any:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def of(self, kind: str) -> list[str]:
        return [name for name, its in self.names.items() if its == kind]

    def and_(self, **more: str) -> Scope:
        return Scope(self.names | more)


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.nodes: dict[str, Node] = {}
        self.modules: dict[str, Module] = {}
        self.count = 0

    def program(self) -> Program:
        scope = Scope({"word": "text", "words": "texts", "few": "texts", "pair": "texts"})
        self.module("Main", INPUTS, scope, self.random.randint(1, 5), inner=True)
        return Program("Main", TYPES, SIGNATURES, self.nodes, TOOLS, self.modules)

    def module(self, name: str, inputs: tuple[Field, ...], scope: Scope, bindings: int, inner: bool) -> None:
        self.inner = inner
        made = []
        for i in range(bindings):
            kind = self.random.choice(["text", "texts", "texts", "docs", "truth"])
            made.append(Binding(f"b{i}", self.make(kind, scope, 3)))
            scope = scope.and_(**{f"b{i}": kind})
        made.append(Binding("out", self.text(scope, 2)))
        made.append(Binding("outs", self.texts(scope, 2)))
        outputs = (Field("out", Str()), Field("outs", List(Str())))
        self.modules[name] = Module(name, inputs, outputs, tuple(made))

    def fresh(self, base: str) -> str:
        self.count += 1
        return f"{base}{self.count}"

    def make(self, kind: str, scope: Scope, depth: int) -> Expr:
        makers = {"text": self.text, "texts": self.texts, "docs": self.docs, "truth": self.truth}
        return makers[kind](scope, depth)

    def node(self, signature: str, **args: Expr) -> Call:
        name = self.fresh(f"Main.{signature.lower()}")
        strategy = self.random.choice(STRATEGIES)
        adapter = self.random.choice(["chat", "json", "tool_call"])
        sampling = Sampling(max_tokens=self.random.choice([400, 1024]))
        self.nodes[name] = Node(name, signature, Slots(strategy=strategy, adapter=adapter, sampling=sampling))
        return Call("node", name, tuple(args.items()))

    # ---- texts ---------------------------------------------------------------------------------------------------

    def text(self, scope: Scope, depth: int) -> Expr:
        if depth <= 0:
            return self.random.choice([*map(Var, scope.of("text")), Const("a"), Const("")])
        makers = [
            lambda: Attr(self.node("Say", x=self.text(scope, depth - 1)), "y"),
            lambda: Attr(self.node("Say", x=self.text(scope, depth - 1)), "y"),
            lambda: IfElse(self.truth(scope, depth - 1), self.text(scope, depth - 1), self.text(scope, depth - 1)),
            lambda: Otherwise(self.text(scope, depth - 1), self.text(scope, depth - 1)),
            lambda: Otherwise(Attr(self.node("Say", x=self.long(scope, depth - 1)), "y"), self.text(scope, depth - 1)),
            lambda: Slice(Binary("+", self.text(scope, depth - 1), self.text(scope, 0)), None, Const(MOST_TEXT)),
            lambda: Slice(Format(("<", Shown(self.text(scope, depth - 1), Str()), ">")), Const(-4), None),
            lambda: Match(
                Attr(self.node("Sort", x=self.text(scope, depth - 1)), "kind"),
                (Arm((LitPat("small"),), self.text(scope, depth - 1)), Arm((AnyPat(),), self.text(scope, depth - 1))),
            ),
            lambda: self.loop(scope, depth, "text"),
            lambda: self.let(scope, depth, "text"),
            lambda: Lib("max", (Binary("+", ListOf((Const("m"),)), self.texts(scope, depth - 1)),)),
        ]
        return self.random.choice(makers)()

    def long(self, scope: Scope, depth: int) -> Expr:
        """A text that may be too long for its place, so that the call fails before anything is asked."""
        return Binary("+", self.text(scope, depth), Const(self.random.choice(["", "and so on"])))

    # ---- lists ---------------------------------------------------------------------------------------------------

    def texts(self, scope: Scope, depth: int) -> Expr:
        if depth <= 0:
            return self.random.choice([*map(Var, scope.of("texts")), ListOf((Const("l"), Const("m")))])
        makers = [
            lambda: Attr(self.node("Few", xs=self.texts(scope, depth - 1)), "ys"),
            lambda: Attr(self.node("Many", docs=self.docs(scope, depth - 1)), "ys"),
            lambda: Attr(Call("tool", "three", (("q", self.text(scope, depth - 1)),)), "ys"),
            lambda: Otherwise(self.texts(scope, depth - 1), self.texts(scope, depth - 1)),
            lambda: IfElse(self.truth(scope, depth - 1), self.texts(scope, depth - 1), self.texts(scope, depth - 1)),
            lambda: self.comp(scope, depth),
            lambda: self.comp(scope, depth),
            lambda: self.comp(scope, depth),
            lambda: Binary("+", self.texts(scope, depth - 1), self.texts(scope, depth - 1)),
            lambda: self.sliced(self.texts(scope, depth - 1)),
            lambda: Lib(self.random.choice(["sort", "unique"]), (self.texts(scope, depth - 1),)),
            lambda: Lib("top", (self.texts(scope, depth - 1), Const(self.random.randint(0, 2)))),
            lambda: Lib("flatten", (ListOf((self.texts(scope, depth - 1), self.texts(scope, depth - 1))),)),
            lambda: self.loop(scope, depth, "texts"),
            lambda: self.let(scope, depth, "texts"),
            lambda: self.hop(scope, depth),
        ]
        return self.random.choice(makers)()

    def sliced(self, of: Expr) -> Expr:
        lo, hi = self.random.choice([(None, 2), (-1, None), (1, None), (1, 3), (None, -1), (0, 1), (None, None)])
        return Slice(of, None if lo is None else Const(lo), None if hi is None else Const(hi))

    def comp(self, scope: Scope, depth: int) -> Expr:
        clauses = []
        for _ in range(self.random.choice([1, 1, 1, 2])):
            kind = self.random.choice(["texts", "texts", "docs"])
            name = self.fresh("each")
            source = self.make(kind, scope, depth - 1)
            if self.random.random() < 0.2:
                other = self.fresh("other")
                source = Lib("zip", (source, self.texts(scope, depth - 1)))
                scope = scope.and_(**{name: "text" if kind == "texts" else "doc", other: "text"})
                names: tuple[str, ...] = (name, other)
            else:
                scope = scope.and_(**{name: "text" if kind == "texts" else "doc"})
                names = (name,)
            tests = tuple(self.truth(scope, depth - 2) for _ in range(self.random.choice([0, 0, 1, 2])))
            clauses.append(For(names, source, tests))
        return Comp(self.text(scope, depth - 1), tuple(clauses))

    def docs(self, scope: Scope, depth: int) -> Expr:
        found = Attr(Call("tool", "find", (("q", self.text(scope, depth - 1)),)), "docs")
        if depth <= 0 and scope.of("docs"):
            return Var(self.random.choice(scope.of("docs")))
        if depth > 1 and self.random.random() < 0.3:
            name = self.fresh("doc")
            return Comp(Var(name), (For((name,), found, (self.truth(scope.and_(**{name: "doc"}), depth - 2),)),))
        return self.random.choice([found, self.sliced(found), Otherwise(found, ListOf(()))])

    def hop(self, scope: Scope, depth: int) -> Expr:
        """A module of its own for this place."""
        if not self.inner:
            return self.texts(scope, depth - 1)
        name = self.fresh("Main.hop")
        inputs = (Field("word", TEXT), Field("words", self.random.choice([MANY, FEW])))
        saved = self.random.getstate()
        self.module(name, inputs, Scope({"word": "text", "words": "texts"}), 2, inner=False)
        self.inner = True
        assert saved
        call = Call("module", name, (("word", self.text(scope, 0)), ("words", self.texts(scope, depth - 1))))
        return Attr(call, "outs")

    # ---- the rest ------------------------------------------------------------------------------------------------

    def truth(self, scope: Scope, depth: int) -> Expr:
        if depth <= 0:
            return self.random.choice([Const(True), Binary("==", self.text(scope, 0), Const("a"))])
        judge = Attr(self.node("Judge", x=self.text(scope, depth - 1), k=Const(None)), "ok")
        makers = [
            lambda: judge,
            lambda: Binary(
                self.random.choice(["and", "or"]), self.truth(scope, depth - 1), self.truth(scope, depth - 1)
            ),
            lambda: Not(self.truth(scope, depth - 1)),
            lambda: Binary(">", Lib("len", (self.texts(scope, depth - 1),)), Const(1)),
        ]
        return self.random.choice(makers)()

    def let(self, scope: Scope, depth: int, kind: str) -> Expr:
        one, other = self.fresh("let"), self.fresh("let")
        bindings = ((one, self.texts(scope, depth - 1)), (other, self.text(scope, depth - 1)))
        return Let(bindings, self.make(kind, scope.and_(**{one: "texts", other: "text"}), depth - 1))

    def loop(self, scope: Scope, depth: int, kind: str) -> Expr:
        text, notes, item, extra = (self.fresh(n) for n in ("memo", "notes", "item", "extra"))
        inside = scope.and_(**{text: "text", notes: "texts", item: "text"})
        grown = Binary("+", Var(notes), ListOf((self.text(inside, depth - 2),)))
        body = [
            (extra, self.text(inside, depth - 2)),
            (notes, self.random.choice([grown, self.texts(inside, depth - 2)])),
        ]
        if self.random.random() < 0.5:
            body.append((text, Var(extra)))
        fold = self.random.random() < 0.5
        until = self.truth(inside.and_(**{extra: "text"}), depth - 2) if self.random.random() < 0.4 else None
        if not fold:
            names = {item: "text"}
            body = [(item, Const("t")), *body]
            until = until if names else None
        loop = Repeat(
            carried=((text, self.text(scope, depth - 1)), (notes, self.texts(scope, 0))),
            body=tuple(body),
            until=until,
            most=None if fold else self.random.choice([1, 2, 4, 15]),
            limit=self.random.choice([None, Var("n")]) if not fold and "n" in self.limits() else None,
            item=item if fold else None,
            source=self.texts(scope, depth - 1) if fold else None,
        )
        return Attr(loop, text if kind == "text" else notes)

    def limits(self) -> set[str]:
        return {"n"} if self.inner else set()


def bounded_program(seed: int) -> tuple[Program, Makers]:
    return Maker(seed).program(), Makers(seed % 4)
