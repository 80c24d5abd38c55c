"""Traces: equal runs give equal files but for times, every attempt is there, what a policy withholds is not, and a
damaged file still shows the rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from loopback import Answer as Served
from loopback import Loopback, failure
from runtime.models import Answer, Scripted
from runtime.packages import imported
from runtime.programs import ALL, desk, triage

from sigc.cli.trace_text import shown
from sigc.ir.program import Model, Program
from sigc.lm.base import LMError, Reply, Request
from sigc.runtime.errors import CallFailed
from sigc.runtime.models import Models
from sigc.runtime.spans import Span, Tracer
from sigc.runtime.tools import PythonTools
from sigc.runtime.traced import TracedEngine
from sigc.runtime.tracefile import TraceFile, lines_of, read_traces

PACKAGES = Path(__file__).parent.parent / "emit" / "python"
TOOLS = PythonTools((str(Path(__file__).parent),))
GOOD = "[[team]] shipping\n[[urgency]] 3\n[[order]] null"
INPUTS = {"triage": {"mail": "x"}, "desk": {"mail": "broken"}, "awkward": {"mail": "m"}}
INPUTS["hops"] = {"claim": "c", "others": ["a", "b"]}  # type: ignore[dict-item]


class Jittered(Scripted):
    """Answers after a while that is different each time."""

    def __init__(self, script: Callable[[Request], Answer], seed: int) -> None:
        super().__init__(script)
        self._random = Random(seed)

    async def ask(self, request: Request) -> Reply:
        await asyncio.sleep(self._random.random() / 100)
        return await super().ask(request)


class Zoned(Scripted):
    """In the zone of the desk."""

    zone = "desk"


def said(request: Request) -> Answer:
    """Something for every node; it depends on the prompt alone."""
    match request.node.split(".")[-1].split("#")[0]:
        case "triage" | "Triage":
            return GOOD
        case "useful":
            return json.dumps({"relevant": "page 1" in request.messages[-1].content})
        case "answer":
            return LMError("SIG0805", "too long", raw="raw") if len(request.messages) > 9 else "[[reply]] Dear you"
        case "Echo":
            return json.dumps({"import": {}, "validate": ["2024-02-29"], "self": {}})
    return f"[[query]] {len(str(request.messages))}"


def traced(program: Program, lm: Scripted, *sinks: Callable[[Span], None], **inputs: Any) -> None:
    asyncio.run(TracedEngine(program, lm.for_any, tracer=Tracer(*sinks), tools=TOOLS).run(inputs))


def timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in ("start", "ms")}
    return [timeless(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", INPUTS)
def test_equal_runs_give_equal_traces_whatever_answers_first(name: str) -> None:
    found: list[Any] = []
    for seed in range(4):
        traced(
            ALL[name](),
            Jittered(said, seed),
            lambda run: found.append(timeless(list(lines_of(run, "1")))),
            **INPUTS[name],  # type: ignore[arg-type]
        )
    assert len(found) == 4
    assert all(trace == found[0] for trace in found)


def test_a_trace_holds_the_whole_tree() -> None:
    runs: list[Span] = []
    traced(desk(), Scripted(said), runs.append, mail="broken")
    lines = list(lines_of(runs[0], "1"))
    kinds = [(line["id"], line["kind"], line["name"], line["sample"]) for line in lines]
    assert kinds[:5] == [
        ("1", "module", "Support", 0),
        ("1.1", "node", "Support.triage", 0),
        ("1.1.1", "question", "main", 0),
        ("1.1.1.1", "model", "", 0),
        ("1.2", "tool", "search", 0),
    ]
    useful = [line for line in lines if line["name"] == "Support.useful"]
    assert [line["sample"] for line in useful] == [0, 1, 2]
    model = lines[3]
    assert model["reply"] == GOOD
    assert [message["role"] for message in model["messages"]] == ["system", "user", "assistant", "user"]
    assert model["usage"]["output"] == 1
    assert model["cost"] == 0.5
    assert lines[4]["inputs"] == {"query": "broken", "k": 8}
    assert len(lines[4]["outputs"]["docs"]) == 3


def test_repairs_and_questions_asked_again_are_in_it() -> None:
    runs: list[Span] = []
    traced(triage(), Scripted(["no idea", f"```\n{GOOD}\n```"]), runs.append, mail="x")
    question = runs[0].children[0].children[0]
    assert [child.kind for child in question.children] == ["model", "model"]
    assert [repair["kind"] for repair in question.data["repairs"]] == ["fence"]
    first, second = (child.data["messages"] for child in question.children)
    assert [message["role"] for message in second[len(first) :]] == ["assistant", "user"]


def test_a_failure_stands_where_it_happened_and_above() -> None:
    runs: list[Span] = []
    with pytest.raises(CallFailed):
        traced(
            triage(), Scripted(lambda _: LMError("SIG0804", "refused", status=400, raw="why")), runs.append, mail="x"
        )
    lines = list(lines_of(runs[0], "1"))
    assert [line["error"]["code"] for line in lines] == ["SIG0804"] * 4
    assert lines[3]["error"] == {
        "code": "SIG0804",
        "reason": "refused",
        "status": 400,
        "retryable": False,
        "raw": "why",
    }


def test_every_attempt_is_noted(tmp_path: Path) -> None:
    def answer(seen: Any) -> Served:
        return failure(500, "down", retry_after="0") if seen.number == 0 else Served(GOOD)

    with Loopback(answer) as server:
        model = Model("far", "openai/m", {"base_url": server.url, "key_env": "DESK_API_KEY"})
        runs: list[Span] = []
        tracer = Tracer(runs.append, TraceFile(tmp_path / "t.jsonl"))
        models = Models({"far": model}, "far", env={"DESK_API_KEY": "sk-secret-4711"}, tracer=tracer)

        async def run() -> None:
            await TracedEngine(triage(), models.lm, tracer=tracer).run({"mail": "x"})
            await models.close()

        asyncio.run(run())
    (request,) = [line for line in lines_of(runs[0], "1") if line["kind"] == "model"]
    assert [attempt.get("error", {}).get("code") for attempt in request["attempts"]] == ["SIG0808", None]
    assert (request["name"], request["model"]) == ("openai/m", "loopback")
    text = (tmp_path / "t.jsonl").read_text(encoding="utf-8")
    assert "sk-secret-4711" not in text
    tree = "\n".join(shown(read_traces(tmp_path / "t.jsonl"), 100))
    assert "attempt 1" in tree
    assert "attempt 2" in tree


def test_what_a_policy_withholds_is_left_out(tmp_path: Path) -> None:
    secret = "my secret 4711"
    program = triage()
    closed = replace(program.nodes["Triage"], reach=("desk", "cache"))

    def answer(request: Request) -> Answer:
        return f"{secret}"

    file, lm = TraceFile(tmp_path / "t.jsonl"), Zoned(answer)
    with pytest.raises(CallFailed):
        traced(replace(program, nodes={"Triage": closed}), lm, file, mail=secret)
    file.close()
    text = (tmp_path / "t.jsonl").read_text(encoding="utf-8")
    assert secret not in text
    lines = [json.loads(line) for line in text.splitlines()[1:]]
    assert [line.get("withheld") for line in lines] == [True] * 5
    assert lines[-1]["usage"]["output"] == 1


def test_a_package_traces_as_its_bundle_does(tmp_path: Path) -> None:
    with imported("triage", PACKAGES / "triage") as package:
        package.configure(offline=True, trace=tmp_path / "t.jsonl")
        package.main("Where is my parcel AB-123456?")
        asyncio.run(package.PACKAGE.close())
        bundle = package.PACKAGE.program
    runs: list[Span] = []
    tracer = Tracer(runs.append)
    engine = TracedEngine(bundle, Models({}, offline=True, tracer=tracer).lm, tracer=tracer)
    asyncio.run(engine.run({"mail": "Where is my parcel AB-123456?"}))
    lines = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()]
    assert timeless(lines[1:]) == timeless(list(lines_of(runs[0], "1")))
    assert len(lines) == 5


def test_a_package_records_and_replays(tmp_path: Path) -> None:
    mail = "Where is my parcel AB-123456?"
    with imported("triage", PACKAGES / "triage") as package:
        package.configure(offline=True, record=str(tmp_path / "r.jsonl"))
        answer = package.main(mail)
        package.configure(model="openai/gpt-5", env={}, replay=str(tmp_path / "r.jsonl"))
        with pytest.raises(LMError, match="differs in model"):
            package.main(mail)
        package.configure(offline=True, replay=str(tmp_path / "r.jsonl"))
        assert package.main(mail) == answer
        package.configure()


def test_runs_at_once_do_not_mix() -> None:
    runs: list[Span] = []
    engine = TracedEngine(triage(), Jittered(lambda _: GOOD, 1).for_any, tracer=Tracer(runs.append))

    async def both() -> None:
        await asyncio.gather(*(engine.run({"mail": str(n)}) for n in range(5)))

    asyncio.run(both())
    assert sorted(run.data["inputs"]["mail"] for run in runs) == ["0", "1", "2", "3", "4"]
    assert all(len(list(lines_of(run, "1"))) == 4 for run in runs)


# ---- files


def written(path: Path) -> bytes:
    file = TraceFile(path)
    traced(desk(), Scripted(said), file, mail="bröken 😀")
    traced(triage(), Scripted(said), file, mail="x")
    file.close()
    return path.read_bytes()


def test_a_cut_or_damaged_file_shows_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    whole = written(path)
    random = Random(0)
    for _ in range(60):
        data = bytearray(whole[: random.randrange(35, len(whole))])
        for _ in range(random.randrange(3)):
            data[random.randrange(35, len(data) + 1) - 1] = random.randrange(256)
        path.write_bytes(data)
        traces = read_traces(path)
        assert all(len(line) <= 60 for line in shown(traces, 60))
        assert list(shown(traces, 60, full=True))


def test_a_file_that_was_cut_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(written(path)[:-20])
    before = len(read_traces(path).runs)
    written(path)
    traces = read_traces(path)
    assert len(traces.runs) == before + 2
    assert len(traces.damaged) == 1


@pytest.mark.parametrize(
    "content", ["nonsense\n", '{"sigc": "trace", "version": 9}\n', '{"sigc": "recording"}\n', "[]"]
)
def test_what_is_no_trace_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LMError) as caught:
        read_traces(path)
    assert caught.value.code == "SIG0851"


def test_control_signs_of_a_model_do_not_reach_the_terminal() -> None:
    from sigc.runtime.tracefile import Step, Traces

    step = Step({"id": "1", "kind": "model", "name": "\x1b[31m", "reply": "a\x1b]0;x\x07\nb", "ms": "x", "usage": 3})
    for full in (False, True):
        assert "\x1b" not in "\n".join(shown(Traces([step]), 80, full=full))
