"""What tests of strategies share: a source checked to a Program, run against a scripted model."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runtime.models import Scripted

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program
from sigc.ir.read import read
from sigc.ir.text import show
from sigc.lm.base import Message, Request
from sigc.runtime.bundle import bundle_of, read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.tools import PythonTools
from sigc.runtime.trace import NodeCall
from sigc.values.verify import check_program

HERE = Path(__file__).parent


def compiled(source: str, name: str = "Main") -> Program:
    """The program of a source, which must check, verify, and survive being written down."""
    files = Memory({"main.sig": source.encode(), "handbook.py": (HERE / "handbook.py").read_bytes()})
    project, found = check_project("main.sig", files)
    assert not found, "\n".join(f"{d.code} {d.title}" for d in found)
    program = project.programs[name]
    check_program(program, "check")
    assert read(show(program)) == (program, ())
    return program


def run(program: Program, *script: Any, **inputs: Any) -> tuple[dict[str, Any], list[Request]]:
    """Outputs and requests of a run through its bundle. `script`: replies in order, or one function of requests."""
    lm = Scripted(script[0] if script and callable(script[0]) else script)
    loaded = read_bundle(bundle_of(program, name="case", provenance={}))
    assert loaded.program == program
    trace: list[NodeCall] = []
    engine = Engine(loaded, lm.for_any, tools=PythonTools((str(HERE),)), trace=trace.append)
    try:
        return asyncio.run(engine.run(inputs)), lm.asked
    finally:
        sys.modules.pop("handbook", None)


def transcript(requests: list[Request]) -> str:
    """What was sent, a block a request; what a request begins with the one before it is left out."""
    return "".join(f"{block}\n" for block in _blocks(requests))


def _blocks(requests: list[Request]) -> Iterator[str]:
    before: tuple[Any, ...] = ()
    for number, request in enumerate(requests, 1):
        yield f"=== {number}: sample {request.sample}, temperature {request.temperature:g}, seed {request.seed}"
        fresh = [m for i, m in enumerate(request.messages) if before[: i + 1] != request.messages[: i + 1]]
        kept = len(request.messages) - len(fresh)
        yield from [f"(as before: {kept} messages)"] if kept else []
        yield from (_turn(m) for m in fresh)
        tools = ", ".join(tool.name for tool in request.tools)
        yield from [f"+++ {request.tool_choice}: {tools}"] if tools else []
        before = request.messages


def _turn(message: Message) -> str:
    calls = [f"> {call.id} {call.name} {call.arguments}" for call in message.calls]
    about = f" (answers {message.answers})" if message.answers else ""
    said = [message.content] if message.content or not calls else []
    return "\n".join([f"--- {message.role}{about}", *said, *calls])
