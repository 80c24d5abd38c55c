"""Python tools: found, called sync and async, held to what they declare."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sigc.ir.expr import Expr, Lib, RecordOf, Var
from sigc.ir.program import Tool
from sigc.ir.types import Date, EnumDef, Field, Int, List, Member, Record, Ref, Str, Type
from sigc.lm.base import LMError
from sigc.runtime.errors import CallFailed
from sigc.runtime.tools import PythonTools, Stubbed

SOURCE = """
import asyncio, time
from dataclasses import dataclass
from pydantic import BaseModel

def bare(query): return [query, query]
def mapping(query): return {"docs": [query]}
def shout(query): raise RuntimeError("help centre is down")
def two(query): return {"n": 3, "day": "2024-02-29"}
def wide(query): return {"n": 3, "day": "2024-02-29", "secret": 1}
def number(query): return 7
def long(query): return "a long text"
def named(class_, query): return [class_, query]
def rest(seconds): time.sleep(seconds); return seconds
async def later(query):
    await asyncio.sleep(0.01)
    return [query]
async def never(query): await asyncio.sleep(60)
def quit(query): raise SystemExit(3)
@dataclass
class Day:
    n: int
    day: str
class Model(BaseModel):
    n: int
    day: str
def as_dataclass(query): return Day(1, "2024-01-01")
def as_model(query): return Model(n=2, day="2024-01-02")
def pages(query): return ({"title": "t", "size": 9},)
def wire(query): return "none_of_these"
value = 5
"""
DOCS = (Field("docs", List(Str())),)
DAY = (Field("n", Int()), Field("day", Date()))
TYPES = {"Team": EnumDef("Team", (Member("billing"), Member("other", alias="none_of_these")))}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "helpers_of_a_test.py").write_text(SOURCE)
    yield str(tmp_path)
    sys.path[:] = [p for p in sys.path if p != str(tmp_path)]
    sys.modules.pop("helpers_of_a_test", None)


def tool(function: str, outputs: tuple[Field, ...] = DOCS) -> Tool:
    return Tool("search", (Field("query", Str()),), outputs, f"helpers_of_a_test:{function}")


def call(folder: str, function: str, outputs: tuple[Field, ...] = DOCS, timeout: float = 5, **inputs: Any) -> Any:
    tools = PythonTools((folder,), timeout=timeout)
    return asyncio.run(tools.call(tool(function, outputs), inputs or {"query": "q"}, TYPES))


def out(type_: Type) -> tuple[Field, ...]:
    return (Field("out", type_),)


@pytest.mark.parametrize(
    ("function", "outputs", "expected"),
    [
        ("bare", DOCS, {"docs": ["q", "q"]}),
        ("mapping", DOCS, {"docs": ["q"]}),
        ("later", DOCS, {"docs": ["q"]}),
        ("wire", out(Ref("Team")), {"out": "other"}),
        ("pages", out(List(Record((Field("title", Str()),)))), {"out": [{"title": "t"}]}),
    ],
)
def test_answers_become_the_declared_outputs(folder: str, function: str, outputs: Any, expected: Any) -> None:
    assert call(folder, function, outputs) == expected


@pytest.mark.parametrize("function", ["two", "as_dataclass", "as_model"])
def test_several_outputs_come_as_a_mapping_a_dataclass_or_a_model(folder: str, function: str) -> None:
    answer = call(folder, function, DAY)
    assert (answer["day"].year, answer["day"].day > 0) == (2024, True)


def test_inputs_named_like_keywords_get_an_underscore(folder: str) -> None:
    assert call(folder, "named", DOCS, **{"class": "c", "query": "q"}) == {"docs": ["c", "q"]}


@pytest.mark.parametrize(
    ("function", "outputs", "code", "words"),
    [
        ("shout", DOCS, "SIG0824", "RuntimeError: help centre is down"),
        ("absent", DOCS, "SIG0824", "cannot be imported"),
        ("value", DOCS, "SIG0824", "no function"),
        ("number", DOCS, "SIG0825", "`docs` does not fit"),
        ("long", out(Str(max=3)), "SIG0825", "str(..3)"),
        ("wide", DAY, "SIG0825", "it should answer with n, day"),
        ("bare", DAY, "SIG0825", "it should answer with n, day"),
    ],
)
def test_failures_are_of_the_tool(folder: str, function: str, outputs: Any, code: str, words: str) -> None:
    with pytest.raises(CallFailed) as caught:
        call(folder, function, outputs)
    assert (caught.value.code, caught.value.node) == (code, "search")
    assert words in caught.value.reason


def test_a_tool_that_hangs_is_given_up(folder: str) -> None:
    with pytest.raises(CallFailed, match=r"no answer within 0\.05 s"):
        call(folder, "never", timeout=0.05)


def test_a_tool_says_how_long_it_may_take(folder: str) -> None:
    with pytest.raises(CallFailed, match=r"no answer within 0\.05 s"):
        asyncio.run(PythonTools((folder,)).call(replace(tool("never"), timeout=0.05), {"query": "q"}, TYPES))


def test_a_process_ends_while_a_tool_hangs(folder: str) -> None:
    """One that is not asynchronous cannot be stopped, and nobody waits for it."""
    script = """
import asyncio, sys
from sigc.ir.program import Tool
from sigc.ir.types import Field, Int
from sigc.runtime.errors import CallFailed
from sigc.runtime.tools import PythonTools
rest = Tool("rest", (), (Field("seconds", Int()),), "helpers_of_a_test:rest")
try:
    asyncio.run(PythonTools((sys.argv[1],), timeout=0.05).call(rest, {"seconds": 300}, {}))
except CallFailed as failure:
    print(failure.code)
"""
    ran = subprocess.run([sys.executable, "-c", script, folder], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout == "SIG0824\n"


def test_tools_without_async_run_together(folder: str) -> None:
    tools = PythonTools((folder,))
    rest = Tool("rest", (), (Field("seconds", Int()),), "helpers_of_a_test:rest")

    async def many() -> None:
        await asyncio.gather(*(tools.call(rest, {"seconds": 0.1}, {}) for _ in range(20)), return_exceptions=True)

    start = time.perf_counter()
    asyncio.run(many())
    assert time.perf_counter() - start < 1.5


def test_what_is_no_exception_is_not_hidden(folder: str) -> None:
    with pytest.raises(SystemExit):
        call(folder, "quit")


def test_a_stub_answers_and_what_acts_is_never_run() -> None:
    """Expressions over the inputs instead of the function; a tool without a stub runs unless it acts."""
    send = Tool("send", (Field("query", Str()),), (Field("n", Int()),), "stubbed_tools:number", "acts")
    look = Tool("look", (Field("query", Str()),), (Field("n", Int()),), "stubbed_tools:number")

    class Inner:
        async def call(self, tool: Tool, inputs: Any, types: Any) -> dict[str, Any]:
            return {"n": 7}

    def ask(tool: Tool, **stubs: Expr) -> dict[str, Any]:
        return asyncio.run(Stubbed(Inner(), stubs).call(tool, {"query": "four"}, {}))

    length = RecordOf((), (("n", Lib("len", (Var("query"),))),))
    assert ask(send, send=length) == {"n": 4}
    assert ask(look, send=length) == {"n": 7}
    assert ask(look, look=length) == {"n": 4}
    with pytest.raises(LMError, match="acts, and has no stub"):
        ask(send)
    with pytest.raises(CallFailed, match="does not fit"):
        ask(send, send=RecordOf((), (("n", Var("query")),)))
