"""The engine: what is asked, in which order, how failures pass, and what a trace holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from runtime.models import Answer, Scripted
from runtime.programs import desk, hops, node, triage

from sigc.ir.expr import (
    Arm,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    IfElse,
    Index,
    Let,
    Lib,
    ListOf,
    LitPat,
    Match,
    Otherwise,
    RangePat,
    RecordOf,
    Rule,
    Var,
)
from sigc.ir.program import Binding, Guide, Module, Node, Program, Sampling, Signature, Slots, Strategy
from sigc.ir.types import Field, Int, List, Optional, Record, Str
from sigc.lm.base import BudgetSpent, LMError, Request
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.tools import PythonTools
from sigc.runtime.trace import NodeCall

TOOLS = PythonTools((str(Path(__file__).parent),))
GOOD = "[[team]] shipping\n[[urgency]] 3\n[[order]] null"


def run(program: Program, lm: Scripted, trace: list[NodeCall] | None = None, **inputs: Any) -> dict[str, Any]:
    engine = Engine(program, lm.for_any, tools=TOOLS, trace=trace.append if trace is not None else None)
    return asyncio.run(engine.run(inputs))


def failure(program: Program, lm: Scripted, trace: list[NodeCall] | None = None, **inputs: Any) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        run(program, lm, trace, **inputs)
    return caught.value


SAY = Signature("Say", "Say it.", (Field("x", Optional(Str())),), (Field("y", Str()),))


def program(value: Expr, *, inputs: tuple[Field, ...] = (Field("x", Str()),), output: Any = None) -> Program:
    """A program of one expression over calls of `Say` at the nodes a, b and c."""
    module = Module("Main", inputs, (Field("out", output or Str()),), (Binding("out", value),))
    nodes = {name: Node(name, "Say") for name in ("a", "b", "c")}
    return Program("Main", signatures={"Say": SAY}, nodes=nodes, modules={"Main": module})


def say(name: str, x: Expr) -> Expr:
    return Attr(node(name, x=x), "y")


def echo(request: Request) -> Answer:
    """Says what it was given, behind the node's name."""
    return f"[[y]] {request.node}({request.messages[-1].content.removeprefix('[[x]] ')})"


def names(lm: Scripted) -> list[str]:
    return [r.node for r in lm.asked]


# ---- asking, reading, asking again


def test_a_reply_that_fits_is_the_answer_and_is_kept() -> None:
    lm = Scripted([GOOD])
    assert run(triage(), lm, mail="hello") == {"team": "shipping", "urgency": 3, "order": None}
    assert lm.kept == lm.asked
    assert not lm.rejected
    (request,) = lm.asked
    assert (request.node, request.sample, request.max_tokens, request.seed) == ("Triage", 0, 1024, None)


def test_an_unreadable_reply_is_asked_again_with_the_reason_and_never_kept() -> None:
    lm = Scripted(["no idea", GOOD])
    assert run(triage(), lm, mail="hello")["team"] == "shipping"
    first, second = lm.asked
    assert second.messages[: len(first.messages)] == first.messages
    assert [m.role for m in second.messages[len(first.messages) :]] == ["assistant", "user"]
    assert second.messages[-2].content == "no idea"
    assert (lm.rejected, lm.kept) == ([first], [second])


def test_a_refinement_is_checked_on_replies() -> None:
    lm = Scripted(["[[team]] shipping\n[[urgency]] 9\n[[order]] null", GOOD])
    assert run(triage(), lm, mail="hello")["urgency"] == 3
    assert "from 1 to 5" in lm.asked[1].messages[-1].content


def test_a_broken_rule_is_asked_again_and_both_replies_are_kept() -> None:
    lm = Scripted(["[[team]] shipping\n[[urgency]] 3\n[[order]] AB-123456", GOOD])
    assert run(triage(), lm, mail="no number here")["order"] is None
    assert "quoted from the mail, never invented" in lm.asked[1].messages[-1].content
    assert lm.kept == lm.asked


def test_two_broken_replies_fail_the_call_and_none_is_kept() -> None:
    lm = Scripted(["[[team]] shipping\n[[urgency]] 3\n[[order]] AB-123456"] * 2)
    failed = failure(triage(), lm, mail="no number here")
    assert (failed.code, failed.node, failed.attempts) == ("SIG0822", "Triage", 2)
    assert failed.raw.endswith("AB-123456")
    assert (lm.kept, lm.rejected) == ([], lm.asked)


def test_two_unreadable_replies_fail_the_call() -> None:
    failed = failure(triage(), Scripted(["what?", "eh?"]), mail="hello")
    assert (failed.code, failed.attempts, failed.raw) == ("SIG0821", 2, "eh?")


def test_an_error_of_the_model_is_the_failure_of_the_call() -> None:
    error = LMError("SIG0808", "server failed", retryable=True, raw="oops")
    failed = failure(triage(), Scripted([error]), mail="hello")
    assert (failed.code, failed.reason, failed.raw, failed.retryable) == ("SIG0808", "server failed", "oops", True)


def test_inputs_are_checked_before_any_call() -> None:
    lm = Scripted([])
    assert failure(triage(), lm, mail=7).code == "SIG0823"
    assert "mail" in failure(triage(), lm).reason
    assert not lm.asked


def test_a_rule_that_cannot_be_computed_is_a_broken_rule() -> None:
    rule = Rule(Binary(">", Index(Var("y"), Const(3)), Const("a")), source="y[3] > 'a'")
    base = program(say("a", Var("x")))
    broken = replace(base, signatures={"Say": replace(SAY, ensures=(rule,))})
    failed = failure(broken, Scripted(["[[y]] b", "[[y]] c"]), x="")
    assert failed.code == "SIG0822"
    assert "out of range" in failed.reason


def test_lets_are_names_for_rules_and_guides() -> None:
    lets = (
        ("long", Binary(">", Lib("len", (Var("x"),)), Const(3))),
        ("short", Binary("==", Var("long"), Const(False))),
    )
    signature = replace(
        SAY,
        lets=lets,
        ensures=(Rule(Binary("or", Var("short"), Binary("==", Var("y"), Var("x"))), "long texts are copied"),),
        guides=(Guide(Var("long"), "Copy it."), Guide(Var("short"), "Make something up.")),
    )
    subject = replace(program(say("a", Var("x"))), signatures={"Say": signature})
    lm = Scripted(["[[y]] other", "[[y]] lengthy"])
    assert run(subject, lm, x="lengthy") == {"out": "lengthy"}
    assert "Copy it." in str(lm.asked[0].messages)
    assert "Make something up." not in str(lm.asked[0].messages)


def test_sampling_and_samples_reach_the_model() -> None:
    warm = triage().with_slots("Triage", Slots(sampling=Sampling(0.7, 99), model="strong"))
    lm, asked_for = Scripted([GOOD]), []

    def lm_for(name: str | None) -> Scripted:
        asked_for.append(name)
        return lm

    asyncio.run(Engine(warm, lm_for).run({"mail": "x"}, sample=5))
    (request,) = lm.asked
    assert (request.temperature, request.max_tokens, request.sample, request.seed) == (0.7, 99, 5, 5)
    assert asked_for == ["strong"]


def test_cot_drops_its_reasoning_but_the_trace_has_it() -> None:
    thinking = triage().with_slots("Triage", Slots(strategy=Strategy("cot")))
    trace: list[NodeCall] = []
    outputs = run(thinking, Scripted([f"[[reasoning]] a parcel\n{GOOD}"]), trace, mail="hello")
    assert "reasoning" not in outputs
    (call,) = trace
    assert call.outputs is not None
    assert call.outputs["reasoning"] == "a parcel"


def test_a_trace_holds_what_a_demo_needs() -> None:
    trace: list[NodeCall] = []
    lm = Scripted(["eh?", GOOD])
    run(triage(), lm, trace, mail="hello")
    (call,) = trace
    assert (call.node, call.task, call.inputs, call.sample) == ("Triage", "main", {"mail": "hello"}, 0)
    assert call.outputs == {"team": "shipping", "urgency": 3, "order": None}
    assert call.messages == lm.asked[1].messages
    assert call.replies == ("eh?", GOOD)
    assert (call.cost, call.usage.output, call.error, call.cached) == (1.0, 2, None, False)


def test_a_trace_holds_repairs_with_their_confidence() -> None:
    trace: list[NodeCall] = []
    run(triage(), Scripted(['```json\n{"Team": "Shipping", "urgency": "3"}\n```']), trace, mail="hello")
    [call] = trace
    assert {r.kind for r in call.repairs} >= {"json", "fence", "key-case", "case", "from-text"}
    assert all(0 < r.confidence < 1 for r in call.repairs)
    run(triage(), Scripted([GOOD]), trace, mail="hello")
    assert trace[1].repairs == ()


def test_a_trace_holds_failures() -> None:
    trace: list[NodeCall] = []
    failed = failure(triage(), Scripted(["a", "b"]), trace, mail="hello")
    assert [(c.outputs, c.error, c.replies) for c in trace] == [(None, failed, ("a", "b"))]


def test_messages_are_those_that_would_be_sent() -> None:
    lm = Scripted([GOOD])
    run(triage(), lm, mail="hello")
    assert Engine(triage(), lm.for_any).messages("Triage", {"mail": "hello"}) == lm.asked[0].messages


# ---- graphs


def test_what_is_independent_runs_together_and_what_is_not_waits() -> None:
    lm = Scripted(echo_query, delay=0.02)
    outputs = run(hops(), lm, claim="c", others=["a", "", "b"])
    order = names(lm)
    assert set(order[:2]) == {"Verify.left.first", "Verify.right.first"}
    assert set(order[4:8]) == {"Verify.all.first", "Verify.both", "Verify.both#2"}
    assert lm.peak == 4
    assert [len(found) for found in outputs["all"]] == [len(outputs["all"][0])] * 2


def echo_query(request: Request) -> Answer:
    return "[[query]] " + request.messages[-1].content.removeprefix("[[claim]] ")


def test_elements_of_a_comprehension_are_samples_in_order() -> None:
    lm = Scripted(echo_query)
    run(hops(), lm, claim="c", others=["a", "", "b"])
    assert [r.sample for r in lm.asked if r.node == "Verify.all.first"] == [0, 2]
    assert {r.sample for r in lm.asked if r.node.startswith("Verify.left")} == {0}


def test_results_come_in_program_order_whatever_arrives_first() -> None:
    comp = Comp(say("a", Var("i")), (For(("i",), Var("xs")),))
    subject = program(comp, inputs=(Field("xs", List(Str())),), output=List(Str()))

    class Slow(Scripted):
        async def ask(self, request: Request) -> Any:
            await asyncio.sleep(0.03 - 0.01 * request.sample)
            return await super().ask(request)

    lm = Slow(echo)
    assert run(subject, lm, xs=["p", "q", "r"]) == {"out": ["a(p)", "a(q)", "a(r)"]}
    assert [r.sample for r in lm.asked] == [2, 1, 0]


def test_several_clauses_number_the_elements_of_the_last() -> None:
    clauses = (For(("i",), Var("xs")), For(("j",), Var("xs"), (Binary("!=", Var("i"), Var("j")),)))
    comp = Comp(say("a", Binary("+", Var("i"), Var("j"))), clauses)
    subject = program(comp, inputs=(Field("xs", List(Str())),), output=List(Str()))
    lm = Scripted(echo)
    assert run(subject, lm, xs=["p", "q"]) == {"out": ["a(pq)", "a(qp)"]}
    assert [r.sample for r in lm.asked] == [1, 2]


def test_a_comprehension_inside_another_has_samples_of_its_own() -> None:
    inner = Comp(say("a", Var("j")), (For(("j",), Var("xs")),))
    comp = Comp(Lib("join", (inner, Const("+"))), (For(("i",), Var("xs")),))
    subject = program(comp, inputs=(Field("xs", List(Str())),), output=List(Str()))
    lm = Scripted(echo)
    run(subject, lm, xs=["p", "q"])
    assert len({r.sample for r in lm.asked}) == 4


@pytest.mark.parametrize(
    ("x", "asked", "out"),
    [("p", ["a"], "a(p)"), ("q", ["b"], "b(q)"), ("other", ["c"], "c(other)")],
)
def test_match_evaluates_one_arm(x: str, asked: list[str], out: str) -> None:
    arms = (
        Arm((LitPat("p"),), say("a", Var("x"))),
        Arm((LitPat("q"), LitPat("r")), say("b", Var("x"))),
        Arm((LitPat("other"),), say("c", Var("x"))),
    )
    lm = Scripted(echo)
    assert run(program(Match(Var("x"), arms)), lm, x=x) == {"out": out}
    assert names(lm) == asked


def test_match_on_ranges_and_nothing_that_fits() -> None:
    arms = (Arm((RangePat(1, 3),), say("a", Const("low"))), Arm((RangePat(4, 5),), say("b", Const("high"))))
    subject = program(Match(Var("n"), arms), inputs=(Field("n", Int()),))
    assert run(subject, Scripted(echo), n=4) == {"out": "b(high)"}
    assert failure(subject, Scripted(echo), n=9).code == "SIG0826"


def test_if_and_or_evaluate_what_they_choose() -> None:
    is_p = Binary("==", say("a", Var("x")), Const("a(p)"))
    lm = Scripted(echo)
    assert run(program(IfElse(is_p, say("b", Var("x")), say("c", Var("x")))), lm, x="p") == {"out": "b(p)"}
    assert names(lm) == ["a", "b"]
    for op, expected in (("and", ["a"]), ("or", ["a", "b"])):
        lm = Scripted(echo)
        is_b = Binary("==", say("b", Var("x")), Const("b(q)"))
        run(program(IfElse(Binary(op, is_p, is_b), Const("yes"), Const("no"))), lm, x="q")
        assert names(lm) == expected


def test_let_evaluates_a_binding_once_and_together_with_others() -> None:
    body = Binary("+", Binary("+", Var("p"), Var("p")), Var("q"))
    lm = Scripted(echo, delay=0.01)
    let = Let((("p", say("a", Var("x"))), ("q", say("b", Var("x")))), body)
    assert run(program(let), lm, x="1") == {"out": "a(1)a(1)b(1)"}
    assert (names(lm), lm.peak) == (["a", "b"], 2)


def test_calls_in_arguments_lists_and_records() -> None:
    inner = ListOf((say("a", Const("1")), say("b", Const("2"))))
    record = RecordOf((), (("list", inner), ("x", Var("x"))))
    lm = Scripted(echo, delay=0.01)
    assert run(program(say("c", Lib("join", (Attr(record, "list"), Const("&"))))), lm, x="") == {"out": "c(a(1)&b(2))"}
    assert (names(lm), lm.peak) == (["a", "b", "c"], 2)


def test_independent_bindings_fail_with_the_first_in_program_order() -> None:
    module = Module(
        "Main",
        (Field("x", Str()),),
        (Field("p", Str()), Field("q", Str())),
        (Binding("p", say("a", Var("x"))), Binding("q", say("b", Var("x")))),
    )
    subject = replace(program(Const("")), modules={"Main": module})

    class Timed(Scripted):
        async def ask(self, request: Request) -> Any:
            await asyncio.sleep(0.02 if request.node == "a" else 0)
            return await super().ask(request)

    lm = Timed(lambda request: LMError("SIG0808", f"{request.node} failed"))
    assert failure(subject, lm, x="").node == "a"
    assert sorted(names(lm)) == ["a", "b"]


# ---- otherwise


def otherwise(script: Callable[[Request], Answer]) -> tuple[Any, list[str]]:
    lm = Scripted(script)
    subject = program(Otherwise(say("a", Var("x")), say("b", Var("x"))))
    try:
        return run(subject, lm, x="1")["out"], names(lm)
    except Exception as error:
        return type(error), names(lm)


def by_node(a: Answer) -> Callable[[Request], Answer]:
    return lambda request: a if request.node == "a" else echo(request)


def test_otherwise_is_not_evaluated_after_success() -> None:
    assert otherwise(echo) == ("a(1)", ["a"])


@pytest.mark.parametrize("bad", [LMError("SIG0806", "rate limit"), LMError("SIG0807", "quota")], ids=lambda e: e.code)
def test_otherwise_catches_failures_of_the_model(bad: LMError) -> None:
    assert otherwise(by_node(bad)) == ("b(1)", ["a", "b"])


def test_otherwise_catches_what_cannot_be_read_after_the_second_try() -> None:
    empty = replace(SAY, outputs=(Field("y", Int()),))
    subject = replace(program(Otherwise(say("a", Var("x")), Const(-1)), output=Int()), signatures={"Say": empty})
    lm = Scripted(lambda request: "many")
    assert run(subject, lm, x="1") == {"out": -1}
    assert names(lm) == ["a", "a"]


@pytest.mark.parametrize(
    "passing",
    [LMError("SIG0801", "no key"), LMError("SIG0814", "unknown price"), BudgetSpent("calls", 1, 2)],
    ids=["missing key", "unknown price", "budget"],
)
def test_otherwise_does_not_hide_faults_of_the_set_up_nor_a_spent_budget(passing: BaseException) -> None:
    assert otherwise(by_node(passing)) == (type(passing), ["a"])


def test_otherwise_does_not_hide_a_budget_spent_beside_another_failure() -> None:
    both = Binary("+", say("a", Var("x")), say("b", Var("x")))
    script = {"a": LMError("SIG0808", "down"), "b": BudgetSpent("calls", 1, 2)}
    with pytest.raises(BudgetSpent):
        run(program(Otherwise(both, Const("hidden"))), Scripted(lambda request: script[request.node]), x="")


def test_otherwise_does_not_hide_cancellation() -> None:
    lm = Scripted(echo, delay=10)
    subject = program(Otherwise(say("a", Var("x")), Const("hidden")))

    async def cancelled() -> None:
        task = asyncio.create_task(Engine(subject, lm.for_any).run({"x": "1"}))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


def test_otherwise_catches_failures_inside_a_module_but_not_those_of_names() -> None:
    inner = Module("Main.m", (Field("x", Str()),), (Field("y", Str()),), (Binding("y", Index(Var("none"), Const(5))),))
    inner = replace(inner, bindings=(Binding("none", ListOf(())), *inner.bindings))
    base = program(Const(""))
    caught = Otherwise(Attr(Call("module", "Main.m", (("x", Var("x")),)), "y"), Const("caught"))
    own = Otherwise(Index(ListOf((say("a", Var("x")),)), Const(5)), Const("caught"))
    for value, expected in ((caught, "caught"), (own, None)):
        main = replace(base.main, bindings=(Binding("out", value),))
        subject = replace(base, modules={"Main": main, "Main.m": inner})
        if expected is None:
            assert failure(subject, Scripted(echo), x="").code == "SIG0826"
        else:
            assert run(subject, Scripted(echo), x="") == {"out": expected}
    named = replace(
        base.main,
        bindings=(Binding("p", say("a", Var("x"))), Binding("out", Otherwise(Var("p"), Const("hidden")))),
    )
    failed = failure(replace(base, modules={"Main": named}), Scripted(by_node(LMError("SIG0808", "down"))), x="")
    assert failed.node == "a"


# ---- borders


def test_wider_records_lose_their_other_fields_before_anything_is_sent() -> None:
    narrow = Record((Field("name", Str()),))
    signature = Signature("Say", "Say it.", (Field("x", narrow),), (Field("y", Str()),))
    value = say("a", RecordOf((), (("name", Var("x")), ("secret", Const("s3cret")))))
    lm = Scripted(["[[y]] ok"])
    run(replace(program(value), signatures={"Say": signature}), lm, x="n")
    assert "s3cret" not in str(lm.asked[0].messages)
    assert "n" in lm.asked[0].messages[-1].content


def test_an_output_that_does_not_fit_fails_the_module() -> None:
    assert failure(program(Var("x"), output=Str(max=2)), Scripted([]), x="long").code == "SIG0827"


def test_the_whole_desk() -> None:
    def script(request: Request) -> Answer:
        if request.node == "Support.triage":
            return "[[team]] technical\n[[urgency]] 5\n[[order]] null"
        if request.node == "Support.useful":
            return '{"relevant": true}' if "page 1" in request.messages[-1].content else '{"relevant": false}'
        return "[[reply]] Dear customer"

    lm = Scripted(script)
    assert run(desk(), lm, mail="it is broken") == {
        "reply": "[technical] Dear customer",
        "team": "technical",
        "useful": [{"title": "page 1", "body": "it is broken 1"}],
    }
    assert names(lm)[-1] == "Support.answer#2"
    assert "Use titles" in str(lm.asked[-1].messages)
