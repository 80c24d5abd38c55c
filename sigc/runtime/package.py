"""What an emitted package stands on: its bundle, its settings, and the calls that its graph is written with.

Promise: an emitted package sends the same messages as its bundle does in the engine, since both ask the same nodes.
Reads environment variables, as the entry point of a package may. May import: sigc.ir, sigc.values, sigc.runtime."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from sigc.ir.program import Program
from sigc.ir.types import Record, Type, Types, holds_media
from sigc.runtime.bundle import read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.errors import INPUT_MISFIT, BadBundle, CallFailed
from sigc.runtime.graph import Frame
from sigc.runtime.models import Limits, Models
from sigc.runtime.names import python_name
from sigc.runtime.setup import Setup
from sigc.runtime.streaming import Showing, Stream
from sigc.runtime.sync import wait_for
from sigc.runtime.together import each, sample_of
from sigc.runtime.tools import PythonTools, Tools
from sigc.values.convert import Misfit, from_json
from sigc.values.operations import ValueFailure
from sigc.values.wire import show_value, to_json

if TYPE_CHECKING:
    from sigc.lm.store import Store
    from sigc.runtime.bulk import Result
    from sigc.runtime.mcp import WithServers
    from sigc.runtime.recorded import Tape
    from sigc.runtime.spans import Sink, Tracer
    from sigc.runtime.tracefile import TraceFile

R = TypeVar("R")
Values: TypeAlias = dict[str, Any]
Graph: TypeAlias = Callable[..., Coroutine[Any, Any, Values]]


class Package:
    """An emitted package. `bundle`: the bytes of its bundle.json; `folders`: where its Python tools lie, ahead of what
    is installed."""

    def __init__(self, bundle: bytes, folders: Sequence[str] = ()) -> None:
        try:
            self._loaded = read_bundle(json.loads(bundle))
        except ValueError as error:
            raise BadBundle("", f"not JSON: {error}") from error
        self._inputs = Record(self._loaded.program.main.inputs)
        self._python = PythonTools(tuple(folders))
        self._servers: WithServers | None = None
        self._engine: Engine | None = None
        self._models: Models | None = None
        self._files: list[Tape | TraceFile] = []
        self._entry: Graph | None = None
        self._setup: Setup | None = None
        self._decides = hashlib.sha256(bundle).hexdigest()

    @property
    def name(self) -> str:
        return self._loaded.name

    @property
    def program(self) -> Program:
        return self._loaded.program

    @property
    def types(self) -> Types:
        return self.program.types

    def configure(
        self,
        *,
        model: str | None = None,
        offline: bool = False,
        cache: str | None = None,
        usd: float | None = None,
        calls: int | None = None,
        tokens: int | None = None,
        concurrent: int | None = None,
        per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        min_confidence: float = 0.0,
        trace: str | os.PathLike[str] | Sink | None = None,
        record: str | None = None,
        replay: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """How the package calls models from now on.

        `model`: for places that name none (an id such as "openai/gpt-5", or a model that the source declares); the
        default is the one it was compiled for. `offline`: the embedded model everywhere. `cache`: path of an SQLite
        file. `usd`, `calls`, `tokens`: a budget that is never crossed (BudgetSpent is raised instead). `concurrent`,
        `per_minute`, `tokens_per_minute`: limits for each model. `min_confidence`: a reply that took a less sure repair
        than this, from 0 to 1, is asked for again. `trace`: a file to add what happens to, or who is told of each run
        when it has ended. `record`: a new file for what models and tools answer; `replay`: such a file to answer from,
        so that nothing is called. `env`: where keys come from, the process's environment by default. Raises LMError for
        a file that cannot be read or written."""
        self._release()
        if self._servers is not None:
            self._servers.forget()
        tape, tracer = self._tape_of(record, replay), self._tracer_of(trace)
        store = _store_of(cache) if cache is not None else None
        limits, env = Limits(concurrent, per_minute, None, tokens_per_minute), os.environ if env is None else env
        tools = self._tools(env)
        tools = tape.tools(tools) if tape is not None else tools
        self._setup = Setup(
            *(self._loaded, self._decides, model, offline, store, usd, calls, tokens, limits, env, tape, tracer, tools),
            min_confidence,
        )
        self._models = self._setup.models()
        self._engine = self._setup.engine(self._models.lm)

    def _tools(self, env: Mapping[str, str]) -> Tools:
        """The Python tools, and the MCP servers where a tool of the program is one's."""
        if all(tool.mcp is None for tool in self.program.tools.values()):
            return self._python
        from sigc.runtime.mcp import WithServers

        self._servers = WithServers(self._python, env)
        return self._servers

    def use(self, engine: Engine) -> None:
        """Run on an engine of one's own, with other models or tools. `map` goes on with those of `configure`."""
        self._engine = engine

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            self.configure()
        return cast(Engine, self._engine)

    async def close(self) -> None:
        """Close the connections to models, and what is written to files."""
        if self._models is not None:
            await self._models.close()
        if self._servers is not None:
            await self._servers.close()
        self._release()

    def map(self, rows: Iterable[Mapping[str, Any]], **options: Any) -> Iterator[Result]:
        """As `amap`, from code that is not asynchronous; rows are run while results are waited for."""
        results = self.amap(rows, **options)
        try:
            while (result := wait_for(anext(results, None))) is not None:
                yield result
        finally:
            wait_for(results.aclose())

    async def amap(
        self,
        rows: Iterable[Mapping[str, Any]],
        *,
        journal: str | None = None,
        concurrent: int = 64,
        shard: tuple[int, int] | None = None,
        retry_tools: bool = False,
        batch: bool = False,
    ) -> AsyncGenerator[Result]:
        """The result of each row, in their order: `row` (from 1), and `outputs` as JSON data or `error`.

        `journal`: a file in which every call is written down; the same rows with the same journal go on where a run
        ended, however it ended. `concurrent`: rows at once. `shard`: (i, n) for the i-th of n machines: it takes every
        n-th row and its part of all limits and budgets; journals are put together by `sigc journal merge`.
        `retry_tools`: call tools again that act and may have acted. `batch`: hand calls in through the provider's batch
        endpoints, with a journal and many rows at once. When the budget runs out, or no model can be
        reached, the results of rows that are done come first, then BudgetSpent, LMError or CallFailed is raised."""
        from sigc.runtime.bulk import Given
        from sigc.runtime.mapped import mapped

        if self._setup is None:
            self.configure()
        setup, entry = cast(Setup, self._setup), cast(Graph, self._entry)
        given = (Given(number, plain(row)) for number, row in enumerate(rows, 1))

        async def call(engine: Engine, inputs: Mapping[str, Any]) -> Values:
            return self._data_of(await entry(Run(engine), **self._fitting(inputs)))

        options: dict[str, Any] = {"journal": journal, "concurrent": concurrent, "shard": shard, "batch": batch}
        async with aclosing(mapped(setup, call, given, retry_tools=retry_tools, **options)) as results:
            async for result in results:
                yield result

    def _tape_of(self, record: str | None, replay: str | None) -> Tape | None:
        if record is None and replay is None:
            return None
        from sigc.runtime.recorded import tape_of

        tape = tape_of(record, replay)
        self._files += [tape] if tape is not None else []
        return tape

    def _tracer_of(self, trace: str | os.PathLike[str] | Sink | None) -> Tracer | None:
        if trace is None:
            return None
        from sigc.lm.clock import SystemClock
        from sigc.runtime.spans import Tracer
        from sigc.runtime.tracefile import TraceFile

        if isinstance(trace, str | os.PathLike):
            trace = TraceFile(os.fspath(trace))
            self._files.append(trace)
        clock = SystemClock()
        return Tracer(trace, clock=clock, epoch=time.time() - clock.now())

    def _release(self) -> None:
        for file in self._files:
            file.close()
        self._files.clear()

    def module(self, name: str) -> Callable[[Graph], Graph]:
        """For a function that carries out a module: inputs are made to fit before it, outputs after it, and an
        expression without a value is the module's failure."""
        module = self.program.modules[name]
        frame = Frame(self.program, module)
        entry = name == self.program.entry
        spellings = {f.name: python_name(f.name) for f in module.inputs}

        def framed(graph: Graph) -> Graph:
            async def carry_out(run: Run, **inputs: Any) -> Values:
                fitting = frame.enter(inputs)
                try:
                    made = await graph(run, **{spellings[field]: value for field, value in fitting.items()})
                except ValueFailure as failure:
                    raise frame.failure(failure) from failure
                return frame.leave(made)

            async def traced(run: Run, **inputs: Any) -> Values:
                return await run.within(name, inputs, carry_out(run, **inputs))

            if entry:
                self._entry = traced
            return traced

        return framed

    async def call(self, graph: Graph, inputs: Mapping[str, Any]) -> Values:
        """The outputs of the entry module as JSON data, for inputs given as JSON data, Python values or models.
        Raises CallFailed, LMError for a fault of the set-up such as a missing key, BudgetSpent."""
        return self._data_of(await graph(Run(self.engine), **self._fitting(inputs)))

    def stream(
        self, graph: Graph, inputs: Mapping[str, Any], finish: Callable[[Values], R], commit: str | None = None
    ) -> Stream[R]:
        """The outputs of the entry module as they come, for inputs as `call` takes them. `finish` makes the value of
        the Final out of their JSON data; `commit`: an output that is not taken back once it was shown."""

        async def run() -> Values:
            return await graph(Run(self.engine), **self._fitting(inputs))

        return Stream(Showing(self.program, commit), run, self._data_of, lambda outputs: finish(self._data_of(outputs)))

    def _data_of(self, outputs: Mapping[str, Any]) -> Values:
        """The outputs of the entry module as JSON data."""
        return cast(Values, to_json(outputs, self.program.main.result, self.types))

    def _fitting(self, inputs: Mapping[str, Any]) -> Values:
        """Inputs as values. Raises CallFailed."""
        given = {field: plain(value) for field, value in inputs.items()}
        try:
            return cast(Values, from_json(self._with_files(given), self._inputs, self.types))
        except Misfit as misfit:
            raise CallFailed(INPUT_MISFIT, self.program.main.name, 0, str(misfit)) from misfit

    def _with_files(self, given: Values) -> Any:
        """Inputs with what their paths hold. Raises Misfit."""
        if not holds_media(self._inputs, self.types):
            return given
        # Loaded here, since few packages take media.
        from sigc.runtime.inputs import read_files

        return read_files(given, self._inputs, self.types)

    def show(self, value: Any, type_: Type) -> str:
        """A value in a text, as its type is shown."""
        return show_value(value, type_, self.types)


class Run:
    """One run of a package's graph: calls of nodes and tools, under one sample number."""

    __slots__ = ("_engine", "_sample")

    def __init__(self, engine: Engine, sample: int = 0) -> None:
        self._engine, self._sample = engine, sample

    def node(self, node: str, /, **inputs: Any) -> Coroutine[Any, Any, Values]:
        """Ask a model, at one place of the program. Raises CallFailed."""
        return self._engine.node(node, inputs, self._sample)

    def tool(self, tool: str, /, **inputs: Any) -> Coroutine[Any, Any, Values]:
        """Call a tool. Raises CallFailed."""
        return self._engine.call("tool", tool, inputs, self._sample)

    def within(self, module: str, inputs: Values, work: Coroutine[Any, Any, Values]) -> Coroutine[Any, Any, Values]:
        """The work of a module, noted where runs are traced."""
        return self._engine.within("module", module, inputs, self._sample, work)

    def turn(self, number: int) -> Run:
        """The run of a loop's turn, counted from 1: a sample of its own."""
        return Run(self._engine, sample_of(self._sample, number - 1))

    async def each(self, items: Sequence[Any], element: Callable[[Run, Any], Awaitable[Sequence[Any]]]) -> list[Any]:
        """What `element` gives for each item, together and joined in order; each runs as a sample of its own."""
        return await each(items, lambda sample, item: element(Run(self._engine, sample), item), self._sample)


def _store_of(path: str) -> Store:
    """Loaded here, for it takes SQLite, which few processes that import a package need."""
    from sigc.lm.store import Store

    return Store(path)


def plain(value: Any) -> Any:
    """Models and members as data; other values as they are."""
    if hasattr(value, "model_dump"):
        fields = type(value).model_fields.items()
        return {info.serialization_alias or info.alias or name: plain(getattr(value, name)) for name, info in fields}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return getattr(value, "value", value)
