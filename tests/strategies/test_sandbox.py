"""What every interpreter must keep: the conformance suite, attempts to get out included."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
import time
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from support import needs

from sigc.lm.base import LMError
from sigc.strategies.sandbox import wasm_build
from sigc.strategies.sandbox.base import Done, Function, Interpreter, Limits, Ran, Refused, Shown
from sigc.strategies.sandbox.handles import LONG, LongItems, LongText, Piece, hosted
from sigc.strategies.sandbox.monty import Monty
from sigc.strategies.sandbox.wasm import Wasm

INTERPRETERS: list[Interpreter] = [Monty(), Wasm()]
EXTRAS = {Monty: "pydantic_monty", Wasm: "componentize_py"}
QUICK = Limits(seconds=0.5, memory=50_000_000, output=200)


@pytest.fixture(params=INTERPRETERS, ids=lambda i: type(i).__name__)
def interpreter(request: pytest.FixtureRequest) -> Interpreter:
    made: Interpreter = request.param
    needs(EXTRAS[type(made)])
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


def test_what_is_nested_too_deeply_is_refused_and_never_a_failure_of_ours(interpreter: Interpreter) -> None:
    deep = "x = {}\nfor i in range({}):\n    x = {}\n{}"
    calls = [
        deep.format(start, depth, step, then)
        for start, step in (("[]", "[x]"), ("{}", "{'k': x}"))
        for depth in (150, 3000, 50_000)
        for then in ("double(x)", "double(y = [x])")
    ]
    for found in ran(interpreter, *calls, double=double, limits=Limits()):
        assert "nested more than 100 deep" in found.error or "RecursionError" in found.error
    for found in ran(interpreter, "10 ** 5000", "double(10 ** 5000)", "double([10 ** 5000])", double=double):
        assert "digits" in str(found)
    shown, after = ran(interpreter, deep.format("[]", 50_000, "[x]", "x"), "double(4)", double=double, limits=Limits())
    assert len(str(shown)) < 11_000
    assert str(after) == "8"


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
    "print(open(SECRET).read())",
    "from pathlib import Path\nprint(Path(SECRET).read_text())",
    "open(SECRET + '.out', 'w').write('x')",
    "import os\nprint(os.listdir(FOLDER))",
    "import os\nprint(os.environ['CANARY'])",
    "import os\nprint(os.getenv('CANARY') + '')",
    "import os\nos.system('touch ' + SECRET + '.out')",
    "import socket\nsocket.create_connection(('127.0.0.1', PORT))",
    "import subprocess\nprint(subprocess.check_output(['cat', SECRET]))",
    "import ctypes\nctypes.CDLL(None).system(b'id')",
    "import urllib.request\nurllib.request.urlopen(f'http://127.0.0.1:{PORT}/')",
    "import sys\nsys.modules['os'].system('touch ' + SECRET + '.out')",
    "__import__('os').system('touch ' + SECRET + '.out')",
    "print([c for c in ().__class__.__bases__[0].__subclasses__() if 'Popen' in c.__name__][0](['cat', SECRET]))",
    "print(double.__globals__['open'](SECRET).read())",
    "print(double.__code__.co_filename + open(SECRET).read())",
    "double.constructor('return process')()",
    "print((lambda: 0).__globals__['__builtins__']['open'](SECRET).read())",
    "print(eval('__import__(\"os\")').environ['CANARY'])",
    "exec('import socket')\nsocket.socket().connect(('127.0.0.1', PORT))",
    "print(getattr(double, '__self__').environ['CANARY'])",
    "print('{0.__globals__[os].environ[CANARY]}'.format(double))",
    "_worker.feed_run('1')",
    "import posix\nposix.execv('/bin/cat', ['cat', SECRET])",
    "import io\nprint(io.FileIO(SECRET).read())",
    "import wit_world\nwit_world.call('open', '[[\\\"/etc/passwd\\\"], {}]')\nraise ValueError('no such function')",
]


@pytest.mark.parametrize("code", ATTEMPTS)
def test_there_is_no_way_out(
    interpreter: Interpreter, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would show a secret, leave a file or reach a server, if it got anywhere."""
    monkeypatch.setenv("CANARY", "the-canary")
    secret = tmp_path / "secret-file"
    secret.write_text("the-canary", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        known = {"SECRET": str(secret), "FOLDER": str(tmp_path), "PORT": server.getsockname()[1]}
        attempt, after = ran(interpreter, f"{code}\nprint('got through')", "print(1)", double=double, **known)
        with pytest.raises(TimeoutError):
            server.accept()
    assert attempt.error
    assert "got through" not in attempt.output
    assert "the-canary" not in str(attempt)
    assert "secret-file" not in attempt.output
    assert [p.name for p in tmp_path.iterdir()] == ["secret-file"]
    assert str(after) == "1"


def test_what_code_can_see_of_its_surroundings_is_always_the_same(interpreter: Interpreter) -> None:
    """No clock, no randomness, no waiting: equal code gives equal results."""
    code = "import random, time\ntime.sleep(100)\nprint(random.random(), random.sample(range(100), 3))"
    assert ran(interpreter, code) == ran(interpreter, code)


TEXT = "".join(f"{i}: é{'x' * (i % 50)}\n" for i in range(60_000))


async def first_words(texts: Any, number: int) -> list[str]:
    return [str(text)[:number] for text in texts]


async def length(value: Any) -> int:
    assert isinstance(value, Piece)
    return len(value.value())


def test_a_long_text_is_a_handle(interpreter: Interpreter) -> None:
    lines = TEXT.split("\n")[:-1]
    asks = {
        "len(text), len('abc')": (len(TEXT), 3),
        "text[5:9], text[-7:], text[:3], text[9:2]": (TEXT[5:9], TEXT[-7:], TEXT[:3], ""),
        "text[4], text[-2]": (TEXT[4], TEXT[-2]),
        "text.find('59999'), text.find('59999', 10, 20), text.find('é', 9)": (
            TEXT.find("59999"),
            -1,
            TEXT.find("é", 9),
        ),
        "text.count('é')": 60_000,
        "'59999: é' in text, 'nowhere' not in text, 'b' in 'abc'": (True, True, True),
        "text.line_count(), text.lines(2, 4), text.lines(59_999), text.lines(-1), text.lines(7, 7)": (
            (60_000, lines[2:4], lines[59_999:], lines[-1:], [])
        ),
        "text.grep('^5999[89]')": [(59_998, lines[59_998]), (59_999, lines[59_999])],
        "len(text.grep('é', most=7))": 7,
        "sum(1 for line in text if line.endswith('éx'))": sum(1 for line in lines if line.endswith("éx")),
        "[line[:3] for line in text][-2:]": ["599", "599"],
        "[line[:6] for i, line in enumerate(text) if i in (7, 50_000)]": ["7: éxx", "50000:"],
        "p = text.parts(100_000)[0]\n[[i, x[:4]] for i, x in enumerate(p) if i < 2]": [[0, "0: é"], [1, "1: é"]],
        "parts = text.parts(100_000)\nlen(parts) > 10, sum(len(p) for p in parts) == len(text)": (True, True),
        "first_words(parts[:1], 3), first_words(texts=[text], number=2)": (["0: "], ["0:"]),
        "len(parts[3][2:5]), parts[3].lines(0, 1) == [parts[3][:].split('\\n')[0]]": (3, True),
        "parts[3].line_count() == len(parts[3][:].split('\\n')) - 1": True,
        "length(text), length(parts[0]) == len(parts[0])": (len(TEXT), True),
    }
    found = ran(interpreter, *asks, text=LongText(TEXT), first_words=first_words, length=length, limits=Limits())
    assert [str(one) for one in found] == [repr(wanted) for wanted in asks.values()]


def test_loops_over_a_handle_break_and_end_as_others_do(interpreter: Interpreter) -> None:
    code = """
seen = []
for line in text:
    if line.startswith("7:"):
        continue
    if line.startswith("40000:"):
        break
    seen.append(line)
else:
    seen = "not this"
for line in text:
    last = line
else:
    ended = True
def first(t):
    for line in t:
        return line
print(len(seen), last, ended, first(text), [c for c in 'ab'], {l: 1 for l in ['q']})"""
    [one] = ran(interpreter, code, text=LongText(TEXT), limits=Limits())
    assert str(one) == f"39999 59999: é{'x' * 49} True 0: é ['a', 'b'] {{'q': 1}}"


def test_a_long_list_is_a_handle(interpreter: Interpreter) -> None:
    items = [{"n": i, "s": "é" * 20} for i in range(30_000)]
    [one, two] = ran(
        interpreter,
        "[len(items), items[3]['n'], items[-1]['n'], len(items[5:9]), sum(i['n'] for i in items), "
        "len(items.parts(10_000)) > 9]",
        "items.find('x')",
        items=LongItems(items),
        limits=Limits(),
    )
    assert str(one) == repr([30_000, 3, 29_999, 4, sum(range(30_000)), True])
    assert "a handle of items has no `find`" in two.error


MADE_UP = ["Handle('other', 0, 3)", "Handle('text', 0, 10 ** 9)", "Handle('text', -5, 3)", "Handle('text', 2, 1)"]


@pytest.mark.parametrize("handle", [*MADE_UP, "Handle('text', 'a', 3)"])
def test_a_made_up_handle_reaches_nothing(interpreter: Interpreter, handle: str) -> None:
    [one, two] = ran(interpreter, f"{handle}.slice(0, 3)", f"length({handle})", text=LongText(TEXT), length=length)
    assert "this is no handle of this session" in one.error
    assert "this is no handle of this session" in two.error


def test_data_are_never_taken_for_a_handle(interpreter: Interpreter) -> None:
    data = [{"h": ["text", 0, 3]}, {"d": {"h": 1}}]
    [one] = ran(
        interpreter, "first_words(data, 99), data[0]['h']", text=LongText(TEXT), data=data, first_words=first_words
    )
    assert str(one) == repr(([str(item) for item in data], ["text", 0, 3]))


def test_values_over_a_megabyte_stay_outside() -> None:
    long = hosted(
        {"a": "x" * LONG, "b": "x" * 10, "c": "é" * (LONG // 2), "d": ["x" * 9] * LONG, "e": {"k": "y" * LONG}}
    )
    assert [type(value).__name__ for value in long.values()] == ["LongText", "str", "LongText", "LongItems", "LongText"]
    assert hosted({"a": "x" * (LONG - 4), "c": "é" * (LONG // 2 - 2)}) == {
        "a": "x" * (LONG - 4),
        "c": "é" * (LONG // 2 - 2),
    }


LACKS = {
    "no inheriting classes": "class A:\n    pass\nclass B(A):\n    pass",
    "no decorated methods": "class A:\n    @staticmethod\n    def f():\n        pass",
    "no `yield`": "def f():\n    yield 1",
    "no `del`": "x = 1\ndel x",
    "no third-party modules": "import numpy",
    "no files": "open('x', 'w')",
    "no network": "import socket",
    "no threads": "import threading\nthreading.Thread(target=print).start()",
    "no asyncio": "import asyncio",
}


def test_what_a_model_is_told_of_an_interpreter_is_true(interpreter: Interpreter) -> None:
    lacking = [code for words, code in LACKS.items() if words in interpreter.lacks]
    assert len(lacking) == interpreter.lacks.count("no ")
    assert all(found.error for found in ran(interpreter, *lacking))
    [has] = re.findall(r"(?:library it has |library \()(.*?)(?:\.$| and the like)", interpreter.lacks)
    modules = re.findall(r"\b(?!and\b)[a-z]+\b", has)
    assert {"re", "json", "dataclasses"} < set(modules)
    assert [found.error for found in ran(interpreter, *(f"import {name}" for name in modules))] == [""] * len(modules)


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


def test_an_absent_cpython_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(wasm_build, "version", absent)
    with pytest.raises(LMError, match=r"sigc\[wasm\]") as caught:
        ran(Wasm(), "1")
    assert caught.value.code == "SIG0829"


FORGED = ["", "[]", "[1, 2]", "[[{}], {}]", '[[{"h": [1]}], {}]', "[" * 100_000, "[[1, 2, 3], {}]", '[[], {"y": 1}]']


@pytest.mark.parametrize("arguments", FORGED)
def test_code_that_writes_to_the_host_itself_is_refused(arguments: str) -> None:
    needs("componentize_py")
    code = f"import wit_world\nwit_world.call('double', {arguments!r})"
    [told, unknown, after] = ran(Wasm(), code, "wit_world.call('other', '[[], {}]')", "double(4)", double=double)
    assert ("cannot be read" in str(told)) or ("type" in str(told))
    assert "is not defined" in str(unknown)
    assert str(after) == "8"
