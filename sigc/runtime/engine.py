"""The engine: runs a Program, or what a bundle holds, with models and tools handed in.

Promise: outputs, or `CallFailed`; a missing key (LMError) and a spent budget pass as they are. Everything that does not
depend on inputs is prepared once, when it is first needed. May import: sigc.ir, sigc.lm.base, sigc.runtime."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from sigc.ir.program import Metric, Program, Values
from sigc.lm.base import LM, Message
from sigc.runtime.borders import Border
from sigc.runtime.errors import INPUT_MISFIT
from sigc.runtime.evaluate import Prepare
from sigc.runtime.grade import Judgement
from sigc.runtime.graph import ModuleRunner
from sigc.runtime.loaded import Loaded
from sigc.runtime.node import NodeRunner
from sigc.runtime.reach import allow_tool
from sigc.runtime.streaming import Showing, Stream
from sigc.runtime.tools import PythonTools, Tools
from sigc.runtime.trace import Trace
from sigc.values.wire import to_json

if TYPE_CHECKING:
    from sigc.runtime.spans import Kind, Tracer


class Engine:
    """A program ready to run. `lm_for` gives the model for a slot's model name (None: the default); `trace` is told of
    every question to a model; `min_confidence`: a reply that took a less sure repair than this is asked for again."""

    def __init__(
        self,
        program: Program | Loaded,
        lm_for: Callable[[str | None], LM],
        *,
        tools: Tools | None = None,
        trace: Trace | None = None,
        min_confidence: float = 0.0,
    ) -> None:
        loaded = program if isinstance(program, Loaded) else Loaded(program)
        self.program = loaded.program
        self._templates = loaded.templates
        self._lm_for, self._trace, self.min_confidence = lm_for, trace, min_confidence
        self._tools = tools if tools is not None else PythonTools()
        self._prepare = Prepare(self.program.types, self.call)
        self._nodes: dict[str, NodeRunner] = {}
        self._modules: dict[str, ModuleRunner] = {}
        self._tool_inputs: dict[str, Border] = {}

    async def run(self, inputs: Values, sample: int = 0) -> dict[str, Any]:
        """The outputs of the entry module."""
        return await self.module(self.program.entry, inputs, sample)

    async def module(self, name: str, inputs: Values, sample: int = 0) -> dict[str, Any]:
        """The outputs of one module instance."""
        return await self.module_runner(name).run(inputs, sample)

    async def node(self, name: str, inputs: Values, sample: int = 0) -> dict[str, Any]:
        """The outputs of one node."""
        return await self.node_runner(name).run(inputs, sample)

    async def tool(self, name: str, inputs: Values) -> dict[str, Any]:
        """The outputs of one tool."""
        tool, border = self.program.tools[name], self._tool_inputs.get(name)
        if border is None:
            border = self._tool_inputs[name] = Border(tool.inputs, self.program.types, name, INPUT_MISFIT)
        fitting = border.fit(inputs)
        allow_tool(tool)
        return await self._tools.call(tool, fitting, self.program.types)

    async def call(self, kind: str, target: str, inputs: dict[str, Any], sample: int) -> dict[str, Any]:
        """A call as an expression spells it."""
        if kind == "node":
            return await self.node(target, inputs, sample)
        if kind == "tool":
            return await self.tool(target, inputs)
        return await self.module(target, inputs, sample)

    def within(
        self, kind: Kind, name: str, inputs: Values, sample: int, work: Coroutine[Any, Any, dict[str, Any]]
    ) -> Coroutine[Any, Any, dict[str, Any]]:
        """A step that is carried out elsewhere, for an engine that notes what runs."""
        return work

    def judgement(self, metric: Metric) -> Judgement:
        """A metric whose judges are this program's, ready to run."""
        return Judgement(metric, self.program.types, self.call)

    def stream(self, inputs: Values, *, commit: str | None = None) -> Stream[dict[str, Any]]:
        """The outputs of the entry module as they come; in the Final they are values in memory. `commit`: an output
        that is not taken back once it was shown."""
        return Stream(Showing(self.program, commit), lambda: self.run(inputs), self.data_of, dict)

    def data_of(self, outputs: Values) -> dict[str, Any]:
        """The outputs of the entry module as JSON data."""
        main = self.program.main
        return {f.name: to_json(outputs[f.name], f.type, self.program.types) for f in main.outputs}

    def messages(self, node: str, inputs: Values) -> tuple[Message, ...]:
        """What a node would send for these inputs, without sending it. Raises CallFailed when they do not fit."""
        return self.node_runner(node).messages(inputs)

    def node_runner(self, name: str) -> NodeRunner:
        runner = self._nodes.get(name)
        if runner is None:
            templates = self._templates.get(name)
            runner = self._nodes[name] = NodeRunner(
                self.program, name, self._lm_for, self._trace, templates, self.tool, self.call
            )
            runner.require(self.min_confidence)
        return runner

    def module_runner(self, name: str) -> ModuleRunner:
        runner = self._modules.get(name)
        if runner is None:
            runner = self._modules[name] = ModuleRunner(self.program, self.program.modules[name], self._prepare)
        return runner


def engine_of(
    program: Program | Loaded, lm_for: Callable[[str | None], LM], tools: Tools, tracer: Tracer | None
) -> Engine:
    """A program ready to run, traced where there is a tracer."""
    if tracer is None:
        return Engine(program, lm_for, tools=tools)
    from sigc.runtime.traced import TracedEngine

    return TracedEngine(program, lm_for, tracer=tracer, tools=tools)
