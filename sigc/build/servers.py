"""The MCP servers of a project: the `[mcp.NAME]` tables of sig.toml.

Promise: what does not fit is told with the key and what it must be; no key or token stands in sig.toml, only names of
variables of the environment. May import: sigc.base, sigc.ir."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.names import closest
from sigc.ir.program import Server

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)


def _variables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and _NAME.fullmatch(name) for name in value)


_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "command": (lambda v: bool(isinstance(v, str) and v.strip()) or _words(v), 'a command, as "npx my-server"'),
    "url": (
        lambda v: isinstance(v, str) and re.match(r"https?://[^/@\s]+(/|$)", v) is not None,
        "an http or https address without a user or password",
    ),
    "env": (_variables, "a list of names of environment variables"),
    "key_env": (lambda v: isinstance(v, str) and _NAME.fullmatch(v) is not None, "the name of a variable"),
    "zone": (lambda v: isinstance(v, str) and _NAME.fullmatch(v) is not None, "the name of a zone"),
}


def read_servers(path: str, table: Any) -> tuple[tuple[Server, ...], tuple[Diagnostic, ...]]:
    """The servers that the `mcp` table of a sig.toml declares."""
    if not isinstance(table, Mapping):
        return (), (_wrong(path, "mcp", "a table for each server, `[mcp.NAME]`"),)
    servers: list[Server] = []
    found: list[Diagnostic] = []
    for name, about in table.items():
        slips = tuple(_slips(path, name, about))
        found += slips
        if not slips:
            servers.append(_server(name, about))
    return tuple(servers), tuple(found)


def _slips(path: str, name: str, about: Any) -> list[Diagnostic]:
    where = f"mcp.{name}"
    if not isinstance(about, Mapping):
        return [_wrong(path, where, "a table")]
    found = []
    for key, value in about.items():
        if key not in _KEYS:
            near = closest(key, _KEYS)
            help_ = f"did you mean `{near}`?" if near else f"known keys: {', '.join(sorted(_KEYS))}"
            found.append(error("SIG0705", f"`{path}` has an unknown key `{where}.{key}`", help=help_))
        elif not _KEYS[key][0](value):
            found.append(_wrong(path, f"{where}.{key}", _KEYS[key][1]))
    if ("command" in about) == ("url" in about):
        found.append(_wrong(path, where, "declared by `command` or by `url`, and by one of them"))
    return found


def _server(name: str, about: Mapping[str, Any]) -> Server:
    import shlex  # few projects have servers

    command = about.get("command", ())
    words = tuple(shlex.split(command)) if isinstance(command, str) else tuple(command)
    url, env = about.get("url", ""), tuple(about.get("env", ()))
    return Server(name, words, url, env, about.get("key_env", ""), about.get("zone"))


def _wrong(path: str, key: str, expected: str) -> Diagnostic:
    return error("SIG0704", f"`{key}` in `{path}` must be {expected}")
