"""CPython in WebAssembly, by wasmtime. The extra `wasm`.

Promise: as base.py's. What CPython asks of a system is answered here: a clock that stands still, seeded random bytes,
no environment and no folders; all else of it does not exist, and code that calls it breaks its interpreter, which is
replaced by a fresh one. May import: sigc.lm.base, sigc.strategies.sandbox; wasmtime where it is used."""

from __future__ import annotations

import asyncio
import contextvars
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from threading import Timer
from typing import Any, TypeVar

from sigc.strategies.sandbox.base import LOST, Done, Function, Limits, Ran, Refused, Shown
from sigc.strategies.sandbox.handles import Desk, LongItems, LongText, nested
from sigc.strategies.sandbox.prelude import PRELUDE
from sigc.strategies.sandbox.wasm_build import compiled_python, configuration

T = TypeVar("T")
WASI = "@0.2.9"
"""The version of the interfaces that componentize-py 0.25 builds for."""
MOST_RANDOM = 65_536
NOON = 1_577_836_800
"""2020-01-01: what the clock says."""


class Wasm:
    """The interpreter by itself; `session` starts one."""

    lacks = (
        "This Python has the pure modules of the standard library (re, json, csv, math, statistics, decimal, datetime, "
        "collections, itertools, functools, heapq, difflib, textwrap, random, hashlib, dataclasses and the like), no "
        "third-party modules, no files, no network, no threads and no asyncio."
    )

    @asynccontextmanager
    async def session(
        self, variables: Mapping[str, Any], functions: Mapping[str, Function], limits: Limits
    ) -> AsyncIterator[WasmSession]:
        place = await asyncio.to_thread(compiled_python)
        made = WasmSession(str(place), variables, functions, limits)
        try:
            yield made
        finally:
            made.close()


class WasmSession:
    """An engine of its own, so that stopping it stops nothing else; the interpreter starts with the first run."""

    def __init__(
        self, place: str, variables: Mapping[str, Any], functions: Mapping[str, Function], limits: Limits
    ) -> None:
        from wasmtime import Engine, component

        self._engine = Engine(configuration())
        self._component = component.Component.deserialize_file(self._engine, place)
        self._variables, self._limits, self._desk = variables, limits, Desk(variables)
        self._functions: Mapping[str, Function] = {**functions, "_handle": self._handle}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sigc-wasm")
        self._run: Callable[[str], str] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: Future[Any] | None = None
        self._ended: BaseException | None = None
        self._shown = Shown(0)
        self._clock = Clock(self._engine.increment_epoch)

    async def run(self, code: str) -> Ran:
        self._shown, self._ended = Shown(self._limits.output), None
        self._loop = asyncio.get_running_loop()
        error = await self._off(partial(self._compute, code))
        ended, self._ended = self._ended, None
        if isinstance(ended, Done):
            return Ran(self._shown.text(), done=True)
        if ended is not None:
            raise ended
        return Ran(self._shown.text(), error[: self._limits.output])

    def _compute(self, code: str) -> str:
        """In the session's thread: the error that the code ended in."""
        from wasmtime import Trap, WasmtimeError

        try:
            if self._run is None:
                self._run = self._start()
            with self._clock.running(self._limits.seconds):
                return self._run(code)
        except (Trap, WasmtimeError) as error:
            self._run = None
            return f"{self._why(str(error))}\n{LOST}"
        except Ended:
            self._run = None
            return ""

    def _why(self, trap: str) -> str:
        if self._clock.over:
            return f"TimeoutError: the code computed for more than {self._limits.seconds:g} s"
        if "call stack exhausted" in trap:
            return "RecursionError: the stack is exhausted"
        if "unknown import" in trap:
            return "PermissionError: there is no system outside this interpreter"
        return "MemoryError: the interpreter broke, most likely for want of memory"

    def _start(self) -> Callable[[str], str]:
        from wasmtime import Store, component

        linker = component.Linker(self._engine)
        linker.allow_shadowing = True
        linker.define_unknown_imports_as_traps(self._component)
        with linker.root() as root:
            root.add_func("call", self._called)
            root.add_func("emit", lambda store, text: self._shown("stdout", text))
            for interface, functions in _system(component.Record).items():
                with root.add_instance(interface + WASI) as instance:
                    for name, function in functions.items():
                        instance.add_func(name, function)
        store = Store(self._engine)
        store.set_limits(memory_size=self._limits.memory)
        store.set_epoch_deadline(1)
        made = linker.instantiate(store, self._component)
        start, run = made.get_func(store, "start"), made.get_func(store, "run")
        assert start is not None  # both are in the world that it was built for
        assert run is not None
        with self._clock.running(self._limits.seconds):
            start(store, json.dumps(_encoded(self._variables)), [*self._functions], PRELUDE)
        return lambda code: self._entered(store, run, code)

    def _entered(self, store: Any, run: Any, code: str) -> str:
        store.set_epoch_deadline(1)
        error: str = run(store, code)
        return error

    def _called(self, store: Any, name: str, arguments: str) -> str:
        """A function of ours is called: in our loop, while the session's thread waits and no time is counted."""
        assert self._loop is not None  # set by the run that code is in
        with self._clock.stopped():
            self._waiting = asyncio.run_coroutine_threadsafe(self._answer(name, arguments), self._loop)
            try:
                answer: str = self._waiting.result()
            except BaseException as error:
                self._ended = error
                raise Ended from error
            return answer

    async def _answer(self, name: str, arguments: str) -> str:
        function = self._functions.get(name)
        if function is None:
            return json.dumps(["name", f"name {name!r} is not defined"])
        try:
            values, named = self._arguments(arguments)
            return json.dumps(["value", await function(*values, **named)])
        except Refused as refused:
            return json.dumps(["refused", str(refused)])
        except TypeError as error:
            return json.dumps(["type", str(error)])

    def _arguments(self, text: str) -> tuple[list[Any], dict[str, Any]]:
        """What the guest wrote, which code may have written itself."""
        try:
            values, named = json.loads(text)
            return [self._given(value) for value in values], {key: self._given(value) for key, value in named.items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Refused("these arguments cannot be read") from error

    async def _handle(self, op: str, piece: Any, *given: Any) -> Any:
        return self._desk.answer(op, piece, *given)

    def _given(self, value: Any, depth: int = 0) -> Any:
        """What code passes on, with a piece in the place of each handle."""
        if isinstance(value, list):
            return [self._given(item, nested(depth)) for item in value]
        if isinstance(value, dict) and "h" in value:
            return self._desk.piece(*value["h"])
        if isinstance(value, dict):
            return {key: self._given(item, nested(depth)) for key, item in value["d"].items()}
        return value

    async def _off(self, work: Callable[[], T]) -> T:
        """In the session's own thread, with our context, so that our loop goes on."""
        inside = partial(contextvars.copy_context().run, work)
        return await asyncio.get_running_loop().run_in_executor(self._thread, inside)

    def close(self) -> None:
        """Stops what still computes, or waits for a function whose asker has gone."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._engine.increment_epoch()
        self._thread.shutdown(wait=False)


class Ended(Exception):
    """A function of ours ended the run; passes through the interpreter and ends it too."""


class Clock:
    """Counts the time that code computes, and calls `stop` when it is over."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop, self._left, self._began = stop, 0.0, 0.0
        self._timer: Timer | None = None
        self.over = False

    @contextmanager
    def running(self, seconds: float) -> Iterator[None]:
        self._left, self.over = seconds, False
        self._go()
        try:
            yield
        finally:
            self._halt()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self._halt()
        try:
            yield
        finally:
            self._go()

    def _go(self) -> None:
        self._began = time.monotonic()
        self._timer = Timer(max(0.0, self._left), self._ring)
        self._timer.daemon = True
        self._timer.start()

    def _halt(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._left -= time.monotonic() - self._began

    def _ring(self) -> None:
        self.over = True
        self._stop()


def _system(record: Callable[[], Any]) -> dict[str, dict[str, Callable[..., Any]]]:
    """What there is of a system: the same for every session."""
    numbers, ticks = random.Random(0), iter(range(1, 1 << 62))

    def now(store: Any) -> Any:
        moment = record()
        moment.seconds, moment.nanoseconds = NOON, 0
        return moment

    return {
        "wasi:clocks/wall-clock": {"now": now},
        "wasi:clocks/monotonic-clock": {"now": lambda store: next(ticks) * 1000},
        "wasi:random/random": {
            "get-random-bytes": lambda store, size: numbers.randbytes(min(size, MOST_RANDOM)),
            "get-random-u64": lambda store: numbers.getrandbits(64),
        },
        "wasi:cli/environment": {
            "get-environment": lambda store: [],
            "get-arguments": lambda store: [],
            "initial-cwd": lambda store: None,
        },
        "wasi:filesystem/preopens": {"get-directories": lambda store: []},
    }


def _encoded(variables: Mapping[str, Any]) -> Any:
    """As the guest reads them: a dict stands in `d`, a handle in `h`."""

    def one(value: Any) -> Any:
        if isinstance(value, dict):
            return {"d": {str(key): one(item) for key, item in value.items()}}
        return [one(item) for item in value] if isinstance(value, list | tuple) else value

    handles = {k: {"h": [k, 0, len(v)]} for k, v in variables.items() if isinstance(v, LongText | LongItems)}
    return {"d": {**{k: one(v) for k, v in variables.items() if k not in handles}, **handles}}
