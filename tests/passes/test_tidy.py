"""`tidy`: what is dropped, what is merged, what must stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from passes.worlds import COLOR, SORT, chain_program, sort_program

from sigc.ir.expr import Attr, Call, Expr, Var
from sigc.ir.program import Binding, Demo, Module, Node, Program, Sampling, Slots, Tool
from sigc.ir.text import show
from sigc.ir.types import Field, Str
from sigc.passes.tidy import tidy


def ask(node: str, text: str = "text") -> Expr:
    return Call("node", node, (("text", Var(text)),))


def program(
    *bindings: tuple[str, Expr], output: str, slots: dict[str, Slots] | None = None, tools: tuple[Tool, ...] = ()
) -> Program:
    """A module over two nodes of `Sort`, `a` and `b`, whose output is the color of a binding."""
    outputs = (Field("color", SORT.outputs[0].type),)
    lines = (*(Binding(n, v) for n, v in bindings), Binding("color", Attr(Var(output), "color")))
    given = slots or {}
    return Program(
        entry="Main",
        types={"Color": COLOR},
        signatures={"Sort": SORT},
        nodes={name: Node(name, "Sort", given.get(name, Slots())) for name in ("a", "b")},
        tools={tool.name: tool for tool in tools},
        modules={"Main": Module("Main", SORT.inputs, outputs, lines)},
    )


def test_a_node_that_nothing_reads_is_dropped() -> None:
    found = tidy(program(("x", ask("a")), ("y", ask("b")), output="y"))
    assert set(found.nodes) == {"b"}
    assert [b.name for b in found.main.bindings] == ["y", "color"]


def test_equal_nodes_become_one() -> None:
    found = tidy(program(("x", ask("a")), ("y", ask("b")), output="y"))
    both = program(("x", ask("a")), ("y", ask("b")), output="y")
    module = both.main
    used = (*module.bindings, Binding("other", Attr(Var("x"), "color")))
    outputs = (*module.outputs, Field("other", SORT.outputs[0].type))
    found = tidy(replace(both, modules={"Main": replace(module, bindings=used, outputs=outputs)}))
    assert set(found.nodes) == {"a"}
    assert found.main.bindings[1] == Binding("y", Var("x"))


@pytest.mark.parametrize(
    "slots",
    [
        {"a": Slots(demos=(Demo({"text": "t"}, {"color": "red"}),))},
        {"a": Slots(adapter="json")},
        {"a": Slots(sampling=Sampling(1.0)), "b": Slots(sampling=Sampling(1.0))},
    ],
)
def test_nodes_that_ask_otherwise_or_draw_samples_stay_apart(slots: dict[str, Slots]) -> None:
    module = program(("x", ask("a")), ("y", ask("b")), output="y", slots=slots)
    used = (*module.main.bindings, Binding("other", Attr(Var("x"), "color")))
    outputs = (*module.main.outputs, Field("other", SORT.outputs[0].type))
    whole = replace(module, modules={"Main": replace(module.main, bindings=used, outputs=outputs)})
    assert tidy(whole) == whole


@pytest.mark.parametrize(("effect", "stays"), [("acts", True), ("reads", False), ("pure", False)])
def test_a_tool_that_acts_is_never_dropped(effect: str, stays: bool) -> None:
    tool = Tool("send", (Field("text", Str()),), (), "m:f", effect)  # type: ignore[arg-type]
    sent = Call("tool", "send", (("text", Var("text")),))
    found = tidy(program(("x", ask("a")), ("sent", sent), output="x", tools=(tool,)))
    assert ("send" in found.tools) == stays


@pytest.mark.parametrize(("effect", "calls"), [("acts", 2), ("reads", 2), ("pure", 1)])
def test_only_pure_tools_are_merged(effect: str, calls: int) -> None:
    tool = Tool("look", (Field("text", Str()),), (Field("text", Str()),), "m:f", effect)  # type: ignore[arg-type]
    look = Call("tool", "look", (("text", Var("text")),))
    outputs = tuple(Field(name, tool.result) for name in ("x", "y"))
    module = Module("Main", SORT.inputs, outputs, (Binding("x", look), Binding("y", look)))
    found = tidy(Program("Main", tools={"look": tool}, modules={"Main": module}))
    assert sum(isinstance(b.value, Call) for b in found.main.bindings) == calls


def test_a_tidy_program_stays_as_it_is() -> None:
    for whole in (sort_program(), chain_program()):
        assert tidy(whole) == whole
        assert show(tidy(whole)) == show(whole)
