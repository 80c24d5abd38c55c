"""Programs at random: every construct of the IR inside every other, well typed, from a seed."""

from __future__ import annotations

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
    Index,
    Is,
    Let,
    Lib,
    ListOf,
    LitPat,
    MapOf,
    Match,
    Not,
    Otherwise,
    RangePat,
    RecordOf,
    Repeat,
    Shown,
    Slice,
    Var,
    VariantPat,
)
from sigc.ir.program import Binding, Module, Node, Program, Signature
from sigc.ir.types import EnumDef, Field, Int, List, Member, Optional, RecordDef, Ref, Str, Union

SAY = Signature("Say", "Say it.", (Field("x", Str()),), (Field("y", Str()),))
TYPES = {
    "Cat": RecordDef("Cat", (Field("name", Str()), Field("lives", Int()))),
    "Dog": RecordDef("Dog", (Field("name", Str()), Field("class", Optional(Str())))),
    "Color": EnumDef("Color", (Member("red"), Member("blue", alias="deep blue"))),
}
INPUTS = (
    Field("word", Str()),
    Field("words", List(Str())),
    Field("n", Int()),
    Field("pet", Union((Ref("Cat"), Ref("Dog")))),
    Field("color", Ref("Color")),
    Field("maybe", Optional(Str()), default=Const(None)),
)


class Maker:
    """`names`: names of texts in scope; `depth`: how much deeper an expression may still become."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.nodes: list[str] = []
        self.count = 0

    def program(self) -> Program:
        names = ["word"]
        bindings = []
        for i in range(self.random.randint(1, 5)):
            bindings.append(Binding(f"b{i}", self.text(names, self.random.randint(1, 4))))
            names.append(f"b{i}")
        outputs = [b.name for b in bindings if self.random.random() < 0.5] or [bindings[-1].name]
        module = Module("Main", INPUTS, tuple(Field(name, Str()) for name in outputs), tuple(bindings))
        inner = Module(
            "Main.inner",
            (Field("x", Str()),),
            (Field("y", Str()),),
            (Binding("y", Binary("+", self.say([("x")], 0), Const("."))),),
        )
        nodes = {name: Node(name, "Say") for name in self.nodes}
        modules = {"Main": module, "Main.inner": inner}
        return Program("Main", TYPES, {"Say": SAY}, nodes, {}, modules)

    def fresh(self, base: str) -> str:
        self.count += 1
        return f"{base}{self.count}"

    def say(self, names: list[str], depth: int) -> Expr:
        """A call of a node of its own, as text."""
        name = f"Main.n{len(self.nodes)}"
        self.nodes.append(name)
        return Attr(Call("node", name, (("x", self.text(names, depth - 1)),)), "y")

    def text(self, names: list[str], depth: int) -> Expr:
        if depth <= 0:
            return self.random.choice(
                [Var(self.random.choice(names)), Const(self.random.choice(["", "a", 'q"', "it's"]))]
            )
        makers = [self.say] * 5 + [
            self.joined, self.sum, self.ternary, self.match_text, self.match_number, self.match_pet, self.otherwise,
            self.let, self.shown, self.inner, self.picked, self.record, self.mapped, self.sliced, self.flagged,
            self.loop,
        ]  # fmt: skip
        return self.random.choice(makers)(names, depth)

    def joined(self, names: list[str], depth: int) -> Expr:
        return Lib("join", (self.texts(names, depth - 1), Const("-")))

    def sum(self, names: list[str], depth: int) -> Expr:
        return Binary("+", self.text(names, depth - 1), self.text(names, depth - 1))

    def ternary(self, names: list[str], depth: int) -> Expr:
        return IfElse(self.truth(names, depth - 1), self.text(names, depth - 1), self.text(names, depth - 1))

    def match_text(self, names: list[str], depth: int) -> Expr:
        arms = [
            Arm((LitPat("a"), LitPat("")), self.text(names, depth - 1)),
            Arm((LitPat("it's"),), self.text(names, depth - 1)),
        ]
        if self.random.random() < 0.9:
            arms.append(Arm((AnyPat(),), self.text(names, depth - 1)))
        return Match(self.text(names, depth - 1), tuple(arms))

    def match_number(self, names: list[str], depth: int) -> Expr:
        arms = (
            Arm((RangePat(0, 2), LitPat(7)), self.text(names, depth - 1)),
            Arm((AnyPat(),), self.text(names, depth - 1)),
        )
        return Match(Lib("len", (self.text(names, depth - 1),)), arms)

    def match_pet(self, names: list[str], depth: int) -> Expr:
        name = self.fresh("pet")
        arms = (
            Arm((VariantPat("Cat", name),), Binary("+", Attr(Var(name), "name"), self.text(names, depth - 1))),
            Arm((VariantPat("Dog"),), self.text(names, depth - 1)),
        )
        return Match(Var("pet"), arms)

    def otherwise(self, names: list[str], depth: int) -> Expr:
        return Otherwise(self.text(names, depth - 1), self.text(names, depth - 1))

    def let(self, names: list[str], depth: int) -> Expr:
        one, other = self.fresh("let"), self.fresh("let")
        bindings = ((one, self.text(names, depth - 1)), (other, self.text(names, depth - 1)))
        return Let(bindings, self.text([*names, one, other], depth - 1))

    def shown(self, names: list[str], depth: int) -> Expr:
        parts = (
            "<{",
            Shown(self.text(names, 0), Str()),
            '" ',
            Shown(Var("n"), Int()),
            Shown(Var("color"), Ref("Color")),
        )
        return Format((*parts, Shown(Var("words"), List(Str())), "}>"))

    def inner(self, names: list[str], depth: int) -> Expr:
        return Attr(Call("module", "Main.inner", (("x", self.text(names, depth - 1)),)), "y")

    def picked(self, names: list[str], depth: int) -> Expr:
        return Index(self.texts(names, depth - 1), Const(self.random.choice([0, 0, 0, -1, 3])))

    def record(self, names: list[str], depth: int) -> Expr:
        base = RecordOf((), (("p", self.text(names, depth - 1)), ("class", self.text(names, 0))))
        whole = RecordOf((base,), (("q", self.text(names, depth - 1)),))
        return Attr(whole, self.random.choice(["p", "q", "class"]))

    def mapped(self, names: list[str], depth: int) -> Expr:
        at = Const("a")
        if self.random.random() < 0.5:
            made: Expr = MapOf(((at, self.text(names, depth - 1)), (self.text(names, 0), self.text(names, 0))))
        else:
            name = self.fresh("key")
            made = Comp(self.text([*names, name], depth - 1), (For((name,), Var("words")),), key=Var(name))
        found = self.fresh("found")
        return Let(((found, Index(made, at)),), IfElse(Is(Var(found), None), Const("none"), Var(found)))

    def sliced(self, names: list[str], depth: int) -> Expr:
        return Slice(self.text(names, depth - 1), Const(self.random.choice([None, 1, -4])), None)

    def flagged(self, names: list[str], depth: int) -> Expr:
        return IfElse(
            Binary("==", Var("maybe"), Const(None)), self.text(names, depth - 1), Lib("upper", (Var("word"),))
        )

    def loop(self, names: list[str], depth: int) -> Expr:
        """A loop that carries two texts; what it binds may call, independent bindings together."""
        one, other, made = self.fresh("one"), self.fresh("other"), self.fresh("made")
        inside = [*names, one, other]
        head: dict[str, Any] = {"most": 3, "limit": self.random.choice([None, Var("n")])}
        if self.random.random() < 0.4:
            item = self.fresh("item")
            head, inside = {"item": item, "source": self.texts(names, depth - 2)}, [*inside, item]
        shown = Format((Shown(Var("turn"), Int()),))
        body = [(made, self.text(inside, depth - 2))]
        body.append((one, Binary("+", self.text([*inside, made], depth - 2), shown)))
        if self.random.random() < 0.7:
            body.append((other, Binary("+", Slice(Var(other), None, Const(3)), self.text(inside, depth - 1))))
        until = self.truth([*inside, made], depth - 2) if self.random.random() < 0.5 else None
        carried = ((one, self.text(names, depth - 2)), (other, self.text(names, 0)))
        return Attr(Repeat(carried, tuple(body), until, **head), self.random.choice([one, other]))

    def texts(self, names: list[str], depth: int) -> Expr:
        """A list of texts."""
        if depth <= 0 or self.random.random() < 0.2:
            return self.random.choice([Var("words"), ListOf((self.text(names, 0), self.text(names, depth - 1)))])
        clauses: list[For] = []
        inside = list(names)
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            conditions = tuple(self.truth([*inside], depth - 2) for _ in range(self.random.choice([0, 0, 1])))
            if self.random.random() < 0.2:
                one, other = self.fresh("left"), self.fresh("right")
                source: Expr = Lib("zip", (Var("words"), self.texts(inside, depth - 2)))
                clauses.append(For((one, other), source, conditions))
                inside += [one, other]
            else:
                name = self.fresh("each")
                clauses.append(For((name,), self.texts(inside, depth - 2), conditions))
                inside.append(name)
        return Comp(self.text(inside, depth - 1), tuple(clauses))

    def truth(self, names: list[str], depth: int) -> Expr:
        """A bool."""
        kind = self.random.randrange(7)
        if kind == 0 and depth > 0:
            return Binary(self.random.choice(["and", "or"]), self.truth(names, depth - 1), self.truth(names, depth - 1))
        if kind == 1 and depth > 0:
            return Not(self.truth(names, depth - 1))
        if kind == 2:
            return Binary(self.random.choice(["in", "not in"]), Const("a"), self.texts(names, depth - 1))
        if kind == 3:
            return Binary(self.random.choice(["<", ">="]), Lib("len", (self.text(names, depth - 1),)), Var("n"))
        if kind == 4:
            return Is(Var("pet"), "Cat")
        if kind == 5:
            return Binary(self.random.choice(["<=", ">"]), self.text(names, depth - 1), Const("b"))
        return Binary(self.random.choice(["==", "!="]), self.text(names, depth - 1), self.text(names, 0))


def random_program(seed: int) -> Program:
    return Maker(seed).program()
