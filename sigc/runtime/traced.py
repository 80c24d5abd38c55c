"""An engine that is traced: the same runs, with a span around each module, node, question, request and tool.

Promise: what a run gives, asks and costs is the same as without. May import: sigc.ir, sigc.lm, sigc.runtime."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextvars import ContextVar
from dataclasses import asdict
from typing import Any

from sigc.ir.expr import Call
from sigc.ir.program import Module, Node, Program, Task, Tool, Values
from sigc.ir.walk import each
from sigc.lm.base import LM, BudgetSpent, LMError, Reply, Request, ToolSpec
from sigc.lm.recording import plain_message
from sigc.lm.wrapper import Wrapper
from sigc.runtime.engine import Engine
from sigc.runtime.loaded import Loaded
from sigc.runtime.node import NodeRunner, Question
from sigc.runtime.reach import withheld
from sigc.runtime.spans import Kind, Tracer, described
from sigc.runtime.talking import Talk
from sigc.runtime.tools import Tools
from sigc.runtime.trace import NodeCall, Trace

_SAMPLE: ContextVar[int] = ContextVar("sample", default=0)
"""The sample of the question that was put last by whoever now calls a tool."""


class TracedEngine(Engine):
    """As `Engine`; everything that runs is noted by `tracer`."""

    def __init__(
        self,
        program: Program | Loaded,
        lm_for: Callable[[str | None], LM],
        *,
        tracer: Tracer,
        tools: Tools | None = None,
        trace: Trace | None = None,
    ) -> None:
        self._note_call = trace
        super().__init__(program, lambda name: TracedLM(lm_for(name), tracer), tools=tools, trace=self._noted)
        self.tracer = tracer
        places: tuple[Node | Tool, ...] = (*self.program.nodes.values(), *self.program.tools.values())
        self._places: dict[str, dict[str, tuple[int, int]]] = {}
        self._silent = {place.name for place in places if "trace" in withheld(place.reach)}

    async def module(self, name: str, inputs: Values, sample: int = 0) -> dict[str, Any]:
        return await self.within("module", name, inputs, sample, super().module(name, inputs, sample))

    async def node(self, name: str, inputs: Values, sample: int = 0) -> dict[str, Any]:
        return await self.within("node", name, inputs, sample, super().node(name, inputs, sample))

    async def tool(self, name: str, inputs: Values) -> dict[str, Any]:
        return await self.within("tool", name, inputs, _SAMPLE.get(), super().tool(name, inputs))

    async def call(self, kind: str, target: str, inputs: dict[str, Any], sample: int) -> dict[str, Any]:
        if kind == "tool":
            _SAMPLE.set(sample)
        return await super().call(kind, target, inputs, sample)

    async def within(
        self, kind: Kind, name: str, inputs: Values, sample: int, work: Coroutine[Any, Any, dict[str, Any]]
    ) -> dict[str, Any]:
        """A step with its inputs and outputs. Modules show neither where a policy keeps anything out of traces."""
        silent = name in self._silent or (kind == "module" and bool(self._silent))
        with self.tracer.span(kind, name, sample, silent=silent, place=self._place(name)) as span:
            if kind == "node":
                span.note(strategy=self.program.nodes[name].slots.strategy.name)
            span.hold(inputs=inputs)
            outputs = await work
            span.hold(outputs=outputs)
        return outputs

    def node_runner(self, name: str) -> NodeRunner:
        known = name in self._nodes
        runner = super().node_runner(name)
        if not known:
            runner.wrap_questions(lambda asked: TracedQuestion(asked, self.tracer))
        return runner

    def _place(self, name: str) -> tuple[int, int]:
        """Where the module that runs here calls it."""
        around = self.tracer.current()
        if around is None or around.kind != "module":
            return (0, 0)
        if around.name not in self._places:
            self._places[around.name] = _places(self.program.modules[around.name])
        return self._places[around.name].get(name, (0, 0))

    def _noted(self, call: NodeCall) -> None:
        span = self.tracer.current()
        if span is not None and span.kind == "question":
            span.hold(outputs=call.outputs)
        if span is not None and call.repairs:
            span.hold(repairs=[asdict(repair) for repair in call.repairs])
        if self._note_call is not None:
            self._note_call(call)


class TracedQuestion:
    """A question of a node with a span around each time it is put."""

    def __init__(self, question: Question, tracer: Tracer) -> None:
        self._question, self._tracer = question, tracer
        self.task: Task = question.task
        self.temperature = question.temperature

    async def put(self, inputs: Values, sample: int = 0, *rest: Any, **more: Any) -> Values:
        _SAMPLE.set(sample)
        with self._tracer.span("question", self._question.key, sample) as span:
            span.hold(inputs=inputs)
            return await self._question.put(inputs, sample, *rest, **more)

    def talk(self, inputs: Values, specs: Sequence[ToolSpec], sample: int = 0, *rest: Any, **more: Any) -> Talk:
        """Its requests and tools stand under the node, in the order of the conversation."""
        _SAMPLE.set(sample)
        return self._question.talk(inputs, specs, sample, *rest, **more)

    def broken_rule(self, inputs: Values, outputs: Values) -> str | None:
        return self._question.broken_rule(inputs, outputs)


class TracedLM(Wrapper):
    """Around all other wrappers: a span for each request."""

    def __init__(self, inner: LM, tracer: Tracer) -> None:
        super().__init__(inner)
        self._tracer = tracer

    async def ask(self, request: Request) -> Reply:
        around = self._tracer.current()
        with self._tracer.span("model", request.model, request.sample) as span:
            span.silent = "trace" in request.withheld or (around is not None and around.silent)
            span.note(request=requested(request))
            span.hold(messages=sent(request))
            reply = await self.inner.ask(request)
            span.name = span.name or reply.model
            span.note(**replied(reply))
            span.hold(**content_of(reply))
        return reply


class Attempts(Wrapper):
    """Right around a client and its budget: notes each attempt at the request that runs here, and the request as the
    settings of the model have it."""

    def __init__(self, inner: LM, tracer: Tracer) -> None:
        super().__init__(inner)
        self._tracer = tracer

    async def ask(self, request: Request) -> Reply:
        span = self._tracer.current()
        if span is None or span.kind != "model":
            return await self.inner.ask(request)
        span.name = request.model
        span.note(request=requested(request))
        noted: dict[str, Any] = {"start": self._tracer.now()}
        span.attempts.append(noted)
        try:
            return await self.inner.ask(request)
        except (LMError, BudgetSpent, asyncio.CancelledError) as failure:
            noted["error"] = described(failure, span.silent)
            raise
        finally:
            noted["seconds"] = self._tracer.now() - noted["start"]


def _places(module: Module) -> dict[str, tuple[int, int]]:
    """What a module calls -> (its binding, its place in there)."""
    places: dict[str, tuple[int, int]] = {}
    for outer, binding in enumerate(module.bindings):
        targets = [part.target for part in each(binding.value) if isinstance(part, Call)]
        for inner, target in enumerate(targets):
            places.setdefault(target, (outer, inner))
    return places


def requested(request: Request) -> dict[str, Any]:
    """What a request is beside its messages."""
    said: dict[str, Any] = {"temperature": request.temperature, "max_tokens": request.max_tokens, "seed": request.seed}
    if request.stop:
        said["stop"] = list(request.stop)
    if request.response_format is not None:
        said["response_format"] = True
    if request.tools:
        said["tools"] = [tool.name for tool in request.tools]
    return said


def replied(reply: Reply) -> dict[str, Any]:
    """The facts of a reply: tokens, money, how it ended."""
    return {
        "model": reply.model,
        "finish": reply.finish,
        "usage": asdict(reply.usage),
        "cost": reply.cost,
        "cached": reply.cached,
    }


def content_of(reply: Reply) -> dict[str, Any]:
    """What a reply says."""
    said: dict[str, Any] = {"reply": reply.text}
    if reply.calls:
        said["calls"] = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in reply.calls]
    if reply.thinking:
        said["thinking"] = reply.thinking
    return said


def sent(request: Request) -> list[dict[str, Any]]:
    """The messages of a request; media by their kind and size, not their bytes."""
    messages = [plain_message(message) for message in request.messages]
    for message in messages:
        for part in message.get("media", ()):
            part["bytes"] = len(part.pop("data")) * 3 // 4
    return messages
