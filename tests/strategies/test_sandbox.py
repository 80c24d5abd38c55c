"""What every interpreter must keep: the conformance suite, attempts to get out included."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from typing import Any

import pytest
from support import needs

from sigc.lm.base import LMError
from sigc.strategies.sandbox.base import Done, Function, Interpreter, Limits, Ran, Refused, Shown
from sigc.strategies.sandbox.monty import Monty

INTERPRETERS: list[Interpreter] = [Monty()]
QUICK = Limits(seconds=0.5, memory=50_000_000, output=200)


@pytest.fixture(params=INTERPRETERS, ids=lambda i: type(i).__name__)
def interpreter(request: pytest.FixtureRequest) -> Interpreter:
    needs("pydantic_monty")
    made: Interpreter = request.param
    return made


def ran(interpreter: Interpreter, *codes: str, limits: Limits = QUICK, **given: Any) -> list[Ran]:
    """What the runs of one session come to; coroutine functions given are its functions, the rest its variables."""
    functions: Mapping[str, Function] = {k: v for k, v in given.items() if asyncio.iscoroutinefunction(v)}
    variables = {k: v for k, v in given.items() if k not in functions}

    async def all_of_them() -> list[Ran]:
        async with interpreter.session(variables, functions, limits) as session:
            return [await session.run(code) for code in codes]

    return asyncio.run(all_of_them())


async def double(x: int) -> int:
    return 2 * x


async def strict(x: int) -> int:
    raise Refused("x is too small")


async def done() -> None:
    raise Done


async def broken() -> None:
    raise LMError("SIG0801", "no key")


def test_names_stay_and_the_last_line_is_shown(interpreter: Interpreter) -> None:
    first, second = ran(interpreter, "y = x + 1\nprint('hi')", "y", x=1)
    assert (str(first), str(second)) == ("hi", "2")


def test_functions_are_called_and_may_refuse(interpreter: Interpreter) -> None:
    one, two, three = ran(
        interpreter,
        "[double(i) for i in range(3)]",
        "try:\n    strict(1)\nexcept ValueError as e:\n    print('caught', e)",
        "double(1, 2, 3)",
        double=double,
        strict=strict,
    )
    assert (str(one), str(two)) == ("[0, 2, 4]", "caught x is too small")
    assert "TypeError" in three.error


def test_a_function_can_end_a_run(interpreter: Interpreter) -> None:
    [one] = ran(interpreter, "print(1)\ndone()\nprint(2)", done=done)
    assert one == Ran("1", done=True)


def test_our_own_failures_pass(interpreter: Interpreter) -> None:
    with pytest.raises(LMError, match="no key"):
        ran(interpreter, "try:\n    broken()\nexcept Exception:\n    pass", broken=broken)


def test_errors_are_told_and_the_session_goes_on(interpreter: Interpreter) -> None:
    found = ran(interpreter, "x = (", "1 / 0", "nothing", "x = 3", "x")
    assert [r.error.split(":")[0] for r in found] == ["SyntaxError", "ZeroDivisionError", "NameError", "", ""]
    assert str(found[-1]) == "3"


def test_time_is_bounded_and_a_fresh_interpreter_follows(interpreter: Interpreter) -> None:
    began = time.monotonic()
    stopped, after = ran(interpreter, "z = 1\nwhile True: pass", "x", x=7)
    assert time.monotonic() - began < 10
    assert "TimeoutError" in stopped.error
    assert "only the first variables" in stopped.error
    assert str(after) == "7"


@pytest.mark.parametrize(
    "code", ["a = 'x' * 10**9", "a = [0] * 10**9", "2 ** 10 ** 9", "a = []\nwhile True: a.append('x' * 1000)"]
)
def test_memory_is_bounded(interpreter: Interpreter, code: str) -> None:
    [one] = ran(interpreter, code, limits=Limits(seconds=5, memory=50_000_000))
    assert "MemoryError" in one.error or "TimeoutError" in one.error


def test_recursion_is_bounded(interpreter: Interpreter) -> None:
    assert "RecursionError" in ran(interpreter, "def f(): return f()\nf()")[0].error


def test_output_is_cut_with_its_length_told(interpreter: Interpreter) -> None:
    [one] = ran(interpreter, "for i in range(1000): print(i)")
    assert one.output.startswith("0\n1\n2\n")
    assert one.output.endswith("998\n999")
    assert "of 3890 characters left out" in one.output
    assert len(one.output) < 300


ATTEMPTS = [
    "open('/etc/passwd').read()",
    "from pathlib import Path\nPath('/etc/hostname').read_text()",
    "open('out.txt', 'w').write('x')",
    "import os\nos.listdir('/')",
    "import os\nos.environ['PATH']",
    "import os\nos.getenv('PATH') + ''",
    "import os\nos.system('id')",
    "import socket",
    "import subprocess",
    "import ctypes",
    "import urllib.request",
    "import sys\nsys.modules['os'].system('id')",
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "double.__globals__",
    "double.__code__",
    "double.constructor('return process')()",
    "(lambda: 0).__globals__['__builtins__']",
    "eval('__import__(\"os\")')",
    "exec('import socket')",
    "getattr(double, '__self__')",
    "'{0.__class__.__mro__}'.format(double)",
    "_worker.feed_run('1')",
]


@pytest.mark.parametrize("code", ATTEMPTS)
def test_there_is_no_way_out(interpreter: Interpreter, code: str) -> None:
    attempt, after = ran(interpreter, f"{code}\nprint('out')", "double(4)", double=double)
    assert attempt.error
    assert "out" not in attempt.output
    assert str(after) == "8"


def test_what_is_shown_of_short_and_long_texts() -> None:
    for length in range(30):
        shown = Shown(10)
        for i in range(length):
            shown("stdout", str(i % 10))
        text = shown.text()
        assert text == "".join(str(i % 10) for i in range(length)) if length <= 10 else f"of {length} char" in text


def test_an_absent_interpreter_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydantic_monty", None)
    with pytest.raises(LMError, match=r"sigc\[sandbox\]") as caught:
        ran(Monty(), "1")
    assert caught.value.code == "SIG0829"
