"""Tools of MCP servers, through the official SDK, an optional extra.

A server is started, or connected to, when one of its tools is first called in an event loop, and kept open for that
loop. Promise: whatever a server does is a `CallFailed` of the tool; it is given the variables of the environment that
sig.toml names and no others; an answer is never cut to fit. The one file that loads mcp, on use.
May import: sigc.ir, sigc.lm.base, sigc.runtime. Protocol: https://modelcontextprotocol.io/specification."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from importlib.util import find_spec
from typing import Any
from weakref import WeakKeyDictionary

from sigc.base.names import closest
from sigc.ir.program import Remote, Server, Tool, Values
from sigc.ir.types import Str, Types
from sigc.lm.base import LMError
from sigc.runtime.errors import TOOL_FAILED, CallFailed
from sigc.runtime.tools import Tools, outputs_of
from sigc.values.wire import to_json

NOT_INSTALLED = "SIG0870"
WRAPPED = "result"
"""The key under which servers put what is no record."""
SECRET = 6
"""Letters of a variable's value from which on it is kept out of messages; a shorter one would mask common words."""


class WithServers:
    """Tools of servers; those from Python go on to `inner`. `env`: where variables come from. `folder`: where server
    processes are started, the current one by default. `timeout`: seconds for a call, and for a server to come up."""

    def __init__(
        self, inner: Tools, env: Mapping[str, str], *, folder: str | None = None, timeout: float = 120.0
    ) -> None:
        self._inner, self._env = inner, env
        self._folder, self._timeout = folder, timeout
        self._open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Server, _Session]] = WeakKeyDictionary()

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        """The tool's declared outputs. Raises CallFailed, and LMError when the SDK is not installed or a variable is
        not set."""
        if tool.mcp is None:
            return await self._inner.call(tool, inputs, types)
        arguments = {f.name: to_json(inputs[f.name], f.type, types) for f in tool.inputs if f.name in inputs}
        session, seconds = self._session(tool.mcp.server), tool.timeout or self._timeout
        try:
            with session.used():
                async with asyncio.timeout(seconds):
                    client = await session.client()
                    _known(tool, tool.mcp, session.tools)
                    answer = await client.call_tool(tool.mcp.name, arguments)
        except (CallFailed, LMError):
            raise
        except TimeoutError as error:
            session.close()
            raise _failure(tool, f"no answer within {seconds:g} s") from error
        except Exception as error:  # transports raise whatever they like; it is a failure of this tool
            if not _is_answer(error):
                session.close()
            said = session.masked(_said(error))
            raise _failure(tool, f"the server `{tool.mcp.server.name}`: {said}") from error
        if answer.is_error:
            raise _failure(tool, session.masked(_texts(answer, " "))[:500] or "the server says that it failed")
        return outputs_of(tool, _answer(tool, answer), types)

    def _session(self, server: Server) -> _Session:
        sessions = self._open.setdefault(asyncio.get_running_loop(), {})
        found = sessions.get(server)
        if found is None or found.closed:
            found = sessions[server] = _Session(server, self._env, self._folder)
        return found

    async def close(self) -> None:
        """End the servers that this event loop started."""
        for session in self._open.pop(asyncio.get_running_loop(), {}).values():
            await session.ended()

    def forget(self) -> None:
        """Have the servers of all event loops ended there, each when its calls in flight are."""
        for loop, sessions in list(self._open.items()):
            for session in sessions.values():
                with contextlib.suppress(RuntimeError):  # the loop has ended, and its servers with it
                    loop.call_soon_threadsafe(session.close)
        self._open.clear()


class _Session:
    """One server, held open by a task of its own: the SDK wants to be closed by whoever opened it."""

    def __init__(self, server: Server, env: Mapping[str, str], folder: str | None) -> None:
        if find_spec("mcp") is None:
            raise LMError(NOT_INSTALLED, 'tools of MCP servers need an extra: pip install "sigc[mcp]"')
        self._server, self._folder = server, folder
        self._env = {name: _variable(server, name, env) for name in server.env}
        self._key = _variable(server, server.key_env, env) if server.key_env else None
        self._ready: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._stop = asyncio.Event()
        self._closing, self._users = False, 0
        self.tools: tuple[str, ...] = ()
        self._task = asyncio.create_task(self._hold())

    @property
    def closed(self) -> bool:
        return self._closing or self._task.done()

    async def client(self) -> Any:
        await asyncio.wait([self._ready])  # a caller that is cancelled leaves it to the others
        if self._ready.cancelled():
            raise ConnectionError("it did not come up")
        return self._ready.result()

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """While a call is in flight here."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if self._closing and not self._users:
                self._stop.set()

    def close(self) -> None:
        """Take no more calls, and end when those in flight have; at once while the server is not up."""
        if not self._closing and not self._ready.done():
            self._task.cancel()  # once: a second time would cut the ending itself short
        self._closing = True
        if not self._users:
            self._stop.set()

    async def ended(self) -> None:
        self.close()
        self._stop.set()
        await asyncio.wait([self._task])

    def masked(self, text: str) -> str:
        """What a server said, without the values that it was given."""
        for secret in (*self._env.values(), self._key):
            if secret and len(secret) >= SECRET:
                text = text.replace(secret, "***")
        return text

    async def _hold(self) -> None:
        try:
            async with self._connected() as client:
                listed = await client.list_tools()
                self.tools = tuple(tool.name for tool in listed.tools)
                self._ready.set_result(client)
                await self._stop.wait()
        except Exception as error:  # told to whoever waits; later callers open the server anew
            if not self._ready.done():
                self._ready.set_exception(error)
                self._ready.exception()  # whoever waits may have gone
        finally:
            self._ready.cancel()

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[Any]:
        from mcp import Client, StdioServerParameters
        from mcp.client.stdio import get_default_environment
        from mcp.client.streamable_http import streamable_http_client
        from mcp.shared._httpx_utils import create_mcp_http_client

        server = self._server
        if server.command:
            program, *words = server.command
            env = {**get_default_environment(), **self._env}
            started = StdioServerParameters(command=program, args=words, env=env, cwd=self._folder)
            async with Client(started) as client:
                yield client
            return
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else None
        async with (
            create_mcp_http_client(headers=headers) as http,
            Client(streamable_http_client(server.url, http_client=http)) as client,
        ):
            yield client


def _variable(server: Server, name: str, env: Mapping[str, str]) -> str:
    if name not in env:
        raise LMError("SIG0801", f"the MCP server `{server.name}` needs the environment variable {name}")
    return env[name]


def _known(tool: Tool, remote: Remote, names: tuple[str, ...]) -> None:
    if remote.name in names:
        return
    near = closest(remote.name, names)
    hint = f"did you mean `{near}`?" if near else f"it has {', '.join(names[:8]) or 'none'}"
    raise _failure(tool, f"the server `{remote.server.name}` has no tool `{remote.name}`: {hint}")


def _answer(tool: Tool, answer: Any) -> Any:
    """What a server answered, as data: its structured content, else its text, read as JSON where no text is wanted."""
    data = answer.structured_content
    if isinstance(data, dict):
        names = {f.name for f in tool.outputs}
        return data[WRAPPED] if set(data) == {WRAPPED} and names != {WRAPPED} and len(names) == 1 else data
    others = sorted({part.type for part in answer.content} - {"text"})
    if others:
        raise _failure(tool, f"the server answered with {', '.join(others)}, and only text and data can be read")
    text = _texts(answer, "\n")
    if len(tool.outputs) == 1 and isinstance(tool.outputs[0].type, Str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _failure(tool, f"the server answered with text that is not JSON: {text[:200]}") from error


def _texts(answer: Any, between: str) -> str:
    return between.join(part.text for part in answer.content if part.type == "text")


def _is_answer(error: BaseException) -> bool:
    """Whether it is the server itself that says so, and not that the way to it is gone."""
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED, REQUEST_TIMEOUT

    return isinstance(error, MCPError) and error.error.code not in (CONNECTION_CLOSED, REQUEST_TIMEOUT)


def _said(error: BaseException) -> str:
    """The innermost reason of nested exception groups."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return str(error) or type(error).__name__


def _failure(tool: Tool, reason: str) -> CallFailed:
    return CallFailed(TOOL_FAILED, tool.name, 1, reason)
