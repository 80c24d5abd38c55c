"""What an interpreter for code that a model wrote must be. tests/strategies/test_sandbox.py holds each one to it.

Promise: code reaches no network, no file, no environment and no process; it calls the functions handed in and nothing
else of ours; time, memory and output are bounded; names stay defined from one run to the next. May import: nothing of
ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

Function: TypeAlias = Callable[..., Awaitable[Any]]
"""Called by name from the code, with plain values. `Refused` becomes an error there, `Done` ends the run; whatever else
it raises ends the run too, and passes to who started it."""

MISSING = "SIG0829"
"""The code of an interpreter that is not installed."""
LOST = "The interpreter was started anew: only the first variables are defined."


class Refused(Exception):
    """What a function says to the code that called it wrongly."""


class Done(Exception):
    """The code has given what it was run for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds`: of computing in one run, not of waiting for functions; `memory`: bytes; `output`: characters shown."""

    seconds: float = 10.0
    memory: int = 256_000_000
    output: int = 10_000


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run came to: all that it printed and the value of its last line, cut head and tail with the number of
    characters left out; the error it ended in, if any; whether a function said `Done`."""

    output: str = ""
    error: str = ""
    done: bool = False

    def __str__(self) -> str:
        return "\n".join(part for part in (self.output, self.error) if part) or "(it printed nothing)"


class Session(Protocol):
    """One interpreter with its names."""

    async def run(self, code: str) -> Ran:
        """Run some lines. Errors of the code are in what is given back."""
        ...


class Interpreter(Protocol):
    """A kind of interpreter. `lacks`: what its Python has not, told to the model."""

    @property
    def lacks(self) -> str: ...

    def session(
        self, variables: Mapping[str, Any], functions: Mapping[str, Function], limits: Limits
    ) -> AbstractAsyncContextManager[Session]:
        """A fresh interpreter in which these variables and functions are defined. A variable is JSON data, or one of
        the long values of handles.py, of which code gets a handle; functions are given a `Piece` for each handle that
        code passes on. Raises LMError SIG0829 when it is not installed."""
        ...


class Shown:
    """Collects what code prints, at most `most` characters of it: the head, the tail, and how much there was."""

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._head, self._tail, self._length = "", "", 0

    def __call__(self, stream: str, text: str) -> None:
        self._length += len(text)
        room = self._half - len(self._head)
        self._head += text[:room]
        self._tail = (self._tail + text[max(room, 0) :])[-self._half :]

    def text(self) -> str:
        left_out = self._length - len(self._head) - len(self._tail)
        between = f"\n[… {left_out} of {self._length} characters left out …]\n" if left_out else ""
        return f"{self._head}{between}{self._tail}".rstrip("\n")
