"""Tools written in Python: found by `module:function`, called, and their answers held to the declared outputs.

Promise: a tool that raises, hangs or answers what it did not declare is a `CallFailed`; an answer is never cut to fit.
Importing a user's module is one of the named exceptions to the rule that only build/ and cli/ touch the disk.
May import: sigc.ir, sigc.values, sigc.lm, sigc.runtime."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from functools import partial
from importlib import import_module
from keyword import iskeyword
from typing import Any, Protocol

from sigc.ir.expr import Expr
from sigc.ir.media import Medium
from sigc.ir.program import Tool, Values
from sigc.ir.types import Field, Optional, Types
from sigc.lm.base import LMError
from sigc.runtime.errors import TOOL_FAILED, TOOL_MISFIT, CallFailed
from sigc.runtime.threads import Threads
from sigc.values.convert import Misfit, conform, from_json
from sigc.values.evaluate import evaluate
from sigc.values.operations import ValueFailure

ACTS = "SIG0617"
THREADS = 64
"""Tools without `async` that may run at the same time in one process."""


class Tools(Protocol):
    """Who carries out tools."""

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        """The tool's declared outputs. Raises CallFailed."""
        ...


class PythonTools:
    """Tools imported from `folders`, which come first on the module search path from the first call on.

    `timeout`: seconds for a call of a tool that says none; a function without `async` that exceeds it is given up, but
    its thread runs on."""

    def __init__(self, folders: tuple[str, ...] = (), *, timeout: float = 120.0) -> None:
        self._folders, self._timeout = folders, timeout
        self._functions: dict[str, Callable[..., Any]] = {}
        self._threads = Threads(THREADS, "sigc-tool")

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        function = self._function(tool)
        seconds = tool.timeout or self._timeout
        arguments = {f"{name}_" if iskeyword(name) else name: value for name, value in inputs.items()}
        try:
            async with asyncio.timeout(seconds):
                answer = await self._run(partial(function, **arguments), inspect.iscoroutinefunction(function))
        except TimeoutError as error:
            raise _failure(tool, f"no answer within {seconds:g} s") from error
        except Exception as error:  # whatever a user's function raises is a failure of that tool
            raise _failure(tool, f"{type(error).__name__}: {error}") from error
        return outputs_of(tool, answer, types)

    async def _run(self, function: Callable[[], Any], is_async: bool) -> Any:
        if is_async:
            return await function()
        context = contextvars.copy_context()
        return await asyncio.wrap_future(self._threads.submit(partial(context.run, function)))

    def _function(self, tool: Tool) -> Callable[..., Any]:
        if tool.python not in self._functions:
            self._functions[tool.python] = self._imported(tool)
        return self._functions[tool.python]

    def _imported(self, tool: Tool) -> Callable[..., Any]:
        module, _, name = tool.python.partition(":")
        for folder in reversed(self._folders):
            if folder not in sys.path:
                sys.path.insert(0, folder)
        try:
            found = getattr(import_module(module), name)
        except Exception as error:  # a user's module may raise anything while it is imported
            raise _failure(tool, f"`{tool.python}` cannot be imported: {type(error).__name__}: {error}") from error
        if not callable(found):
            raise _failure(tool, f"`{tool.python}` is no function")
        return found  # type: ignore[no-any-return]


class Stubbed:
    """Tools for a build or a test: some are answered by expressions over their inputs, and what acts is never run.
    `recorded`: tools that `inner` answers from a recording, so that nothing is run."""

    def __init__(self, inner: Tools, stubs: Mapping[str, Expr], recorded: frozenset[str] = frozenset()) -> None:
        self._inner, self._stubs, self._recorded = inner, stubs, recorded

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        """As the tool's own, but raises LMError, which nothing catches, for a tool that acts and has no stub."""
        stub = self._stubs.get(tool.name)
        if stub is not None:
            try:
                return outputs_of(tool, evaluate(stub, inputs, types), types)
            except ValueFailure as failure:
                raise _failure(tool, f"its stub has no value: {failure}") from failure
        if tool.effect == "acts" and tool.name not in self._recorded:
            raise LMError(ACTS, f"the tool `{tool.name}` acts, and has no stub here")
        return await self._inner.call(tool, inputs, types)


def outputs_of(tool: Tool, answer: Any, types: Types) -> dict[str, Any]:
    """What a tool answered as its declared outputs: a mapping with just their names, where optional ones may be left
    out, or, of a tool with one output that must be there, the bare value. Raises CallFailed."""
    value = _plain(answer)
    names = {f.name for f in tool.outputs}
    needed = [f.name for f in tool.outputs if not isinstance(f.type, Optional)] or sorted(names)
    if not (isinstance(value, dict) and set(needed) <= value.keys() <= names):
        if len(needed) != 1:
            raise _misfit(tool, f"it should answer with {', '.join(f.name for f in tool.outputs)}")
        value = {needed[0]: value}
    value = dict.fromkeys(names) | value
    return {f.name: _fitting(tool, f, value[f.name], types) for f in tool.outputs}


def _fitting(tool: Tool, field: Field, value: Any, types: Types) -> Any:
    """The value as it is in memory, or read as JSON data (members by wire name, dates as ISO text)."""
    try:
        return conform(value, field.type, types)
    except Misfit:
        pass
    try:
        return from_json(value, field.type, types)
    except Misfit as misfit:
        raise _misfit(tool, f"`{field.name}` does not fit: {misfit}") from misfit


def _plain(value: Any) -> Any:
    """Dataclasses and pydantic models as records, tuples as lists; a medium is a value as it is."""
    if isinstance(value, Medium):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump())
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _failure(tool: Tool, reason: str) -> CallFailed:
    return CallFailed(TOOL_FAILED, tool.name, 1, reason)


def _misfit(tool: Tool, reason: str) -> CallFailed:
    return CallFailed(TOOL_MISFIT, tool.name, 1, reason)
