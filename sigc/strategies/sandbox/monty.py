"""pydantic-monty: a small Python of its own, in a process of its own, without a way out. The extra `sandbox`.

Promise: as base.py's. An interpreter that ran out of time, or broke, is replaced by a fresh one, and the code is told.
Its asynchronous pool may abort the process at exit (1.4.0), so the other one is driven from a thread. Its classes
cannot hold `len` or slices, and their `for` cannot wait for us, so code is rewritten where a session has handles.
May import: sigc.lm.base, sigc.strategies.sandbox; pydantic_monty where it is used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from types import ModuleType
from typing import Any, TypeVar

from sigc.lm.base import LMError
from sigc.strategies.sandbox.base import LOST, MISSING, Done, Function, Limits, Ran, Refused, Shown
from sigc.strategies.sandbox.handles import Desk, Piece, nested
from sigc.strategies.sandbox.prelude import PRELUDE, rewritten

T = TypeVar("T")
STEPS = 100_000
"""Calls of functions and look-ups of names in one session; strategies bound calls further."""
FROZEN: dict[str, Any] = {"random_start": {"seed": 0}, "sleep": "zero"}
"""Equal code gives equal answers."""
LONGEST_INT = 10_000
"""Bits of a number that code may hand over; our own Python writes up to 4300 digits."""


class Monty:
    """The interpreter by itself; `session` starts one."""

    lacks = (
        "This Python has no inheriting classes, no decorated methods, no `yield`, no `del` and no third-party modules; "
        "of the standard library it has re, json, csv, math, decimal, datetime, collections, itertools, functools, "
        "bisect, copy, random, hashlib and dataclasses."
    )

    @asynccontextmanager
    async def session(
        self, variables: Mapping[str, Any], functions: Mapping[str, Function], limits: Limits
    ) -> AsyncIterator[MontySession]:
        made = MontySession(_library(), variables, functions, limits)
        try:
            yield made
        finally:
            await made.close()


class MontySession:
    """The worker process is started with the first run."""

    def __init__(
        self, library: ModuleType, variables: Mapping[str, Any], functions: Mapping[str, Function], limits: Limits
    ) -> None:
        self._monty, self._variables, self._limits = library, variables, limits
        self._desk = Desk(variables)
        self._functions = {**functions, "_handle": self._handle} if self._desk.sources else functions
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sigc-sandbox")
        self._open: ExitStack | None = None
        self._worker: Any = None

    async def run(self, code: str) -> Ran:
        shown, monty = Shown(self._limits.output), self._monty
        try:
            value = await self._carry_out(code, shown)
        except Done:
            return Ran(shown.text(), done=True)
        except monty.MontySyntaxError as error:
            return Ran(shown.text(), error.display("type-msg"))
        except monty.MontyRuntimeError as error:
            fresh = isinstance(error.exception(), TimeoutError)
            return Ran(shown.text(), await self._told(error.display("type-msg"), fresh))
        except monty.MontyError as error:
            return Ran(shown.text(), await self._told(f"{type(error).__name__}: {error}", fresh=True))
        if value is not None:
            shown("stdout", value if self._desk.sources and isinstance(value, str) else _repr(value))
        return Ran(shown.text())

    async def _carry_out(self, code: str, shown: Shown) -> Any:
        """Goes from call to call of our functions; all else that code may ask of its surroundings is denied."""
        monty = self._monty
        if self._worker is None:
            try:
                await self._off(self._start)
            except monty.MontyError:  # a worker that did not come up on a busy machine is nobody's code: once more
                await self._off(self._start)
        code = rewritten(code) if self._desk.sources else code
        paused = await self._off(
            partial(self._worker.feed_start, code, external_lookup=dict(self._functions), print_callback=shown)
        )
        while not isinstance(paused, monty.MontyComplete):
            if isinstance(paused, monty.FunctionSnapshot) and not paused.is_os_function:
                paused = await self._off(partial(paused.resume, await self._answer(paused)))
            else:
                paused = await self._off(paused.resume_auto)
        return paused.output

    async def _answer(self, call: Any) -> dict[str, Any]:
        function = self._functions.get(call.function_name)
        if function is None:
            return {"exception": NameError(f"name {call.function_name!r} is not defined")}
        try:
            named = {name: self._given(value) for name, value in call.kwargs.items()}
            return {"return_value": await function(*map(self._given, call.args), **named)}
        except Refused as refused:
            return {"exception": ValueError(str(refused))}
        except TypeError as error:
            return {"exception": TypeError(str(error))}

    async def _handle(self, op: str, piece: Any, *given: Any) -> Any:
        if not isinstance(piece, Piece):
            raise Refused("this is no handle of this session")
        return self._desk.answer(op, piece, *given)

    def _given(self, value: Any, depth: int = 0) -> Any:
        """What code passes on, with a piece in the place of each handle."""
        if isinstance(value, list | tuple):
            return [self._given(item, nested(depth)) for item in value]
        if isinstance(value, dict):
            return {key: self._given(item, nested(depth)) for key, item in value.items()}
        if isinstance(value, int) and value.bit_length() > LONGEST_INT:
            raise Refused("a number of so many digits cannot be handed over")
        if isinstance(value, self._monty.MontyClassProxy) and value.name == "Handle":
            return self._desk.piece(*(value.attributes.get(name) for name in ("_source", "_start", "_stop")))
        return value

    async def _told(self, error: str, fresh: bool) -> str:
        if not fresh:
            return error
        await self._off(self._stop)
        return f"{error}\n{LOST}"

    def _start(self) -> None:
        limits = {
            "max_feed_duration_secs": self._limits.seconds,
            "max_memory": self._limits.memory,
            "max_suspensions": STEPS,
        }
        stack = ExitStack()
        pool = stack.enter_context(self._monty.Monty())
        self._worker = stack.enter_context(pool.checkout(limits=limits, os_policy=FROZEN))
        self._open = stack
        plain = {name: value for name, value in self._variables.items() if name not in self._desk.sources}
        self._worker.feed_run("None", inputs=plain)
        if self._desk.sources:
            handles = [f"{name} = Handle({name!r}, 0, {len(long)})" for name, long in self._desk.sources.items()]
            self._worker.feed_run("\n".join([PRELUDE, *handles]))

    def _stop(self) -> None:
        stack, self._open, self._worker = self._open, None, None
        if stack is not None:
            stack.close()

    async def _off(self, work: Callable[[], T]) -> T:
        """In the session's own thread, so that our loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def close(self) -> None:
        try:
            await self._off(self._stop)
        finally:
            self._thread.shutdown(wait=False)


def _repr(value: Any) -> str:
    """The value of a last line. Code can nest it deeper, and make a number longer, than our own `repr` goes."""
    try:
        return repr(value)
    except (RecursionError, ValueError):
        return "(a value that is nested too deeply, or has too many digits, to be shown)"


def _library() -> Any:
    try:
        import pydantic_monty
    except ImportError as error:
        why = "code that a model writes is run in pydantic-monty, which is not installed: pip install 'sigc[sandbox]'"
        raise LMError(MISSING, why) from error
    return pydantic_monty
