"""What the rest of the compiler knows of strategies: the IR's text, the verifier, tidy, demos, the lock."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from strategies.scripts import CASES, case

from sigc.base.source import Memory
from sigc.build.lock import slots_from_json, slots_to_json
from sigc.catalog.tables import SANDBOXES
from sigc.check.project import check_project
from sigc.ir.expr import Attr, Var
from sigc.ir.program import Demo, Strategy
from sigc.ir.text import show
from sigc.ir.verify import verify
from sigc.lm.base import LMError
from sigc.passes.tidy import tidy
from sigc.strategies.sandbox.registry import EXTRAS, HOMES, interpreter_named

NODE = "Main.title"


def test_a_metric_is_lowered_into_its_node() -> None:
    text = show(case("refine"))
    assert 'strategy refine(n = 3, score = "short", of = "predict")' in text
    assert "  metric short {\n    let long = " in text
    assert 'feedback "too long" if long else ""' in text


def test_a_metric_sees_no_wanted_answer() -> None:
    program = case("refine")
    node = program.nodes[NODE]
    assert node.metric is not None
    hidden = replace(node, metric=replace(node.metric, score=Attr(Var("want"), "title")))
    [problem] = verify(replace(program, nodes={NODE: hidden}))[:1]
    assert problem == "the metric of node `Main.title` reads `want`, which it cannot see"


def test_tools_and_models_must_exist() -> None:
    program = case("react")
    assert verify(replace(program, tools={})) == ("node `Main.answer` uses the tool `search`, which does not exist",)
    assert verify(replace(case("rlm"), models={})) == (
        "node `Main.complaints` has the model `small`, which is not declared",
    )


def test_tidy_keeps_the_tools_of_nodes() -> None:
    assert tidy(case("react")) == case("react")


def test_demos_hold_what_is_sampled() -> None:
    program = case("vote")
    demo = Demo({"mail": "Hi"}, {"reasoning": "so", "team": "billing"})
    slots = replace(program.nodes["Main.team"].slots, demos=(demo,))
    assert verify(program.with_slots("Main.team", slots)) == ()
    plain = replace(slots, strategy=Strategy("vote", (("of", "predict"),)))
    assert verify(program.with_slots("Main.team", plain)) == (
        "demo 1 of node `Main.team` has the output `reasoning`, which does not exist",
    )


def test_a_lock_gives_the_same_slots() -> None:
    for name, node in (("refine", NODE), ("react", "Main.answer"), ("rlm", "Main.complaints")):
        program = case(name)
        data = json.loads(json.dumps(slots_to_json(program, node), sort_keys=True))
        back = slots_from_json(data, program, node)
        assert back == replace(program.nodes[node].slots, strategy=back.strategy)
        assert dict(back.strategy.options) == dict(program.nodes[node].slots.strategy.options)


def test_the_catalog_and_the_sandboxes_agree() -> None:
    assert set(SANDBOXES) == set(HOMES) == set(EXTRAS)
    for name in SANDBOXES:
        assert interpreter_named(name).lacks.endswith(".")
    with pytest.raises(LMError, match="there is no sandbox `docker`; there are `monty` and `wasm`"):
        interpreter_named("docker")


def test_a_sandbox_that_is_none_is_refused() -> None:
    source = (CASES / "rlm.sig").read_text(encoding="utf-8").replace("sub = small", "sandbox = docker")
    _, found = check_project("main.sig", Memory({"main.sig": source.encode()}))
    assert [(d.code, d.title) for d in found if d.code == "SIG0612"] == [("SIG0612", "`sandbox` has no `docker`")]
