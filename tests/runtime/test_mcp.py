"""Tools of MCP servers: a real server process over standard streams and over HTTP, asked through the engine."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import needs

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program, Server
from sigc.ir.read import read
from sigc.ir.text import show
from sigc.lm.base import LM, LMError
from sigc.runtime.bundle import bundle_of, read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.mcp import WithServers
from sigc.runtime.tools import PythonTools

needs("mcp")
SERVER = str(Path(__file__).with_name("mcp_server.py"))
SOURCE = """
tool orders { input customer: str  input most: int = 2  output numbers: [str]  output open: int
  from mcp "desk" "orders" }
tool greeting { input name: str  output text: str  from mcp "desk" "greeting" }
tool broken { input name: str  output text: str  from mcp "desk" "broken" }
tool absent { input name: str  output text: str  from mcp "desk" "greetings" }
tool misfit { input customer: str  output numbers: [int]  output open: int  from mcp "desk" "orders" }
tool variables { output names: [str]  from mcp "desk" "variables" }
tool dies { output text: str  from mcp "desk" "dies" }

module Desk {
  input customer: str
  output numbers: [str]  output text: str  output safe: str
  found = orders(customer)
  numbers = found.numbers
  text = greeting(name = customer).text
  caught = broken(name = customer) otherwise { text = "none" }
  safe = caught.text
}
module Tools { output a: str  output b: str  output c: [int]  output d: [str]  output e: str
  a = absent(name = "x").text  b = broken(name = "x").text  c = misfit(customer = "x").numbers  d = variables().names
  e = dies().text }
"""


def no_model(_: str | None) -> LM:
    raise AssertionError("no model is asked")


def stdio() -> Server:
    return Server("desk", (sys.executable, SERVER), env=("CRM_TOKEN",))


@pytest.fixture(scope="module")
def over_http() -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, SERVER, str(port)], stderr=subprocess.DEVNULL)
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield Server("desk", url=f"http://127.0.0.1:{port}/mcp", key_env="CRM_TOKEN")
    process.kill()
    process.wait()


def program(server: Server, entry: str = "Desk") -> Program:
    project, found = check_project("desk.sig", Memory.of({"desk.sig": SOURCE}), root=".", servers=[server])
    assert not [d for d in found if d.severity == "error"], found
    return project.programs[entry]


def run(server: Server, entry: str, *calls: tuple[str, dict[str, Any]], env: dict[str, str] | None = None) -> list[Any]:
    """What the entry, or the tools called instead, gave; a failure in place of the value."""

    async def work() -> list[Any]:
        tools = WithServers(PythonTools(), {"CRM_TOKEN": "secret"} if env is None else env)
        engine = Engine(program(server, entry), no_model, tools=tools)
        try:
            if not calls:
                return [await engine.run({"customer": "ann"})]
            found: list[Any] = []
            for name, inputs in calls:
                try:
                    found.append(await engine.tool(name, inputs))
                except (CallFailed, LMError) as failure:
                    found.append(failure)
            return found
        finally:
            await tools.close()

    return asyncio.run(work())


ANSWER = {"numbers": ["ann-1", "ann-2"], "text": "Dear ann", "safe": "none"}


def test_over_standard_streams() -> None:
    assert run(stdio(), "Desk") == [ANSWER]


def test_over_http(over_http: Server) -> None:
    assert run(over_http, "Desk") == [ANSWER]


def test_failures_are_told_and_the_next_call_goes_on() -> None:
    absent, broken, misfit, dies, fine = run(
        stdio(),
        "Tools",
        ("absent", {"name": "x"}),
        ("broken", {"name": "x"}),
        ("misfit", {"customer": "x"}),
        ("dies", {}),
        ("variables", {}),
    )
    assert absent.code == "SIG0824"
    assert "did you mean `greeting`" in absent.reason
    assert "no x today" in broken.reason
    assert misfit.code == "SIG0825"
    assert dies.code == "SIG0824"
    assert "CRM_TOKEN" in fine["names"], "a new process serves the call after a death"


def test_a_server_sees_the_named_variables_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_SECRET", "1")
    (found,) = run(stdio(), "Tools", ("variables", {}), env={"CRM_TOKEN": "a", "OTHER_SECRET": "1"})
    assert "CRM_TOKEN" in found["names"]
    assert "OTHER_SECRET" not in found["names"]


def test_a_variable_that_is_not_set_is_named() -> None:
    (failure,) = run(stdio(), "Tools", ("variables", {}), env={})
    assert failure.code == "SIG0801"
    assert "CRM_TOKEN" in failure.message


def test_a_command_that_is_not_there() -> None:
    (failure,) = run(Server("desk", ("no-such-command-here",)), "Tools", ("variables", {}))
    assert failure.code == "SIG0824"
    assert "desk" in failure.reason


def test_what_a_server_says_holds_no_value_that_it_was_given() -> None:
    (failure,) = run(stdio(), "Tools", ("broken", {"name": "tok-123456"}), env={"CRM_TOKEN": "tok-123456"})
    assert "no *** today" in failure.reason


def test_a_server_that_does_not_come_up_is_given_up_and_ended(tmp_path: Path) -> None:
    """Whoever waits for it is told, no process is left, and closing does not wait for it."""
    script = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} '); time.sleep(300)"
    server = Server("desk", (sys.executable, "-c", script, str(tmp_path / "pids")))

    async def work() -> list[Any]:
        tools = WithServers(PythonTools(), {}, timeout=3.0)
        engine = Engine(program(server, "Tools"), no_model, tools=tools)
        both = (engine.tool("variables", {}), engine.tool("dies", {}))
        try:
            return list(await asyncio.gather(*both, return_exceptions=True))
        finally:
            await tools.close()

    failures = asyncio.run(work())
    assert [failure.code for failure in failures] == ["SIG0824", "SIG0824"]
    (pid,) = (tmp_path / "pids").read_text().split()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_the_ir_text_and_the_bundle_hold_the_server() -> None:
    made = program(stdio())
    assert read(show(made))[0] == made
    assert read_bundle(bundle_of(made, name="desk", provenance={})).program == made
