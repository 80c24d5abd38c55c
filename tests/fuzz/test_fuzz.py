"""Whatever is written: `sigc check` and `sigc fmt` end, within two seconds and 500 MB, and never in a traceback.

Here a few hundred texts a run; `python tests/fuzz/soak.py` goes on for as long as it is let."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fuzz.texts import mutants, sentences
from hypothesis import HealthCheck, given, settings
from support import ROOT

QUICK = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Judge:
    """A worker, started anew after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, text: str) -> str:
        """What is wrong with how a text was taken; empty when nothing is."""
        return self.of({"x.sig": text}, "x.sig")

    def of(self, files: dict[str, str], entry: str) -> str:
        if self._process is None or self._process.poll() is not None:
            worker = str(ROOT / "tests" / "fuzz" / "worker.py")
            pipe = subprocess.PIPE
            self._process = subprocess.Popen([sys.executable, worker], stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"files": files, "entry": entry}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            return "the process died"
        verdict: dict[str, Any] = json.loads(line)
        return "" if verdict["verdict"] == "ok" else f"{verdict['verdict']}\n{verdict['told']}"

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    made = Judge()
    yield made
    made.close()


@QUICK
@given(text=sentences())
def test_sentences_of_the_grammar(judge: Judge, text: str) -> None:
    assert judge(text) == ""


@QUICK
@given(text=mutants())
def test_damaged_files_of_the_repository(judge: Judge, text: str) -> None:
    assert judge(text) == ""


PATTERN = """signature A {{ input a: str  output b: str(matching "{}") }}
module M {{ output b: bool  b = matches("{}", "{}") }}"""
STRANGE = {
    "nested repeats": PATTERN.format("(a+)+$", "a" * 20_000 + "!", "(a+)+$"),
    "alternatives that overlap": PATTERN.format("(a|a|aa)*b", "a" * 20_000, "(a|a|aa)*b"),
    "a huge count": PATTERN.format("(a{1000}){1000}", "a", "(a{1000}){1000}"),
    "look-ahead": PATTERN.format("(?=a)b", "b", "(?=a)b"),
    "a wide enum": "enum E { " + " ".join(f"m{n}" for n in range(20_000)) + " }",
    "a wide record": "type T { " + " ".join(f"f{n}: int" for n in range(5_000)) + " }",
    "a wide union": "signature A { input a: str  output b: " + " | ".join(f'"x{n}"' for n in range(3_000)) + " }",
    "a long sum": "module M { output b: int  b = " + " + ".join(["1"] * 20_000) + " }",
    "a deep list": "module M { output b: int  b = len(" + "[" * 150 + "]" * 150 + ") }",
    "a deep type": "signature A { input a: " + "[" * 150 + "str" + "]" * 150 + "  output b: str }",
    "a long text": 'text t """' + "word " * 200_000 + '"""',
    "a huge literal": 'module M { output b: str  b = "' + "x" * 2_000_000 + '" }',
    "a chain of bindings": "module M { input b0: int  output b3000: int "
    + " ".join(f"b{n + 1} = b{n} + 1" for n in range(3_000))
    + " }",
    "aliases of aliases": "\n".join(f"type T{n + 1} = [T{n}]" for n in range(1_000)) + "\ntype T0 = int",
    "aliases in a ring": "type A = B  type B = C  type C = [A]",
    "doubling records": "\n".join(f"type T{n + 1} {{ a: T{n}  b: T{n} }}" for n in range(60)) + "\ntype T0 { a: int }",
    "a chain of modules": "signature S { input a: str  output b: str }\n"
    + "module M0 { input a: str  output b: str  x = S(a)  b = x.b }\n"
    + "\n".join(f"module M{n + 1} {{ input a: str  output b: str  x = M{n}(a)  b = x.b }}" for n in range(500)),
    "modules that double": "signature S { input a: str  output a2: str }\n"
    + "module M0 { input a: str  output b: str  x = S(a)  b = x.a2 }\n"
    + "\n".join(
        f"module M{n + 1} {{ input a: str  output b: str  x = M{n}(a)  y = M{n}(x.b)  b = y.b }}" for n in range(60)
    ),
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_texts(judge: Judge, text: str) -> None:
    assert judge(text) == ""


def test_the_judge_can_condemn(judge: Judge) -> None:
    """A file that is not there is a mistake of the caller, and the one way to see that a traceback is told."""
    assert "KeyError" in judge.of({"x.sig": ""}, "y.sig") or judge.of({"x.sig": ""}, "y.sig")
