"""Lines of emitted Python on their way: indentation, names not yet taken, declarations made once.

Promise: what is put comes out in order, laid out as ruff would. May import: sigc.runtime.names, sigc.backends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sigc.backends.layout import Doc, lines
from sigc.runtime.names import python_name


class Lines:
    """`used`: what the module must import for what was put."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._lines: list[str] = []
        self._indent = 0
        self._taken: set[str] = set()
        self._declared: set[str] = set()

    def _start(self, taken: set[str]) -> None:
        """Begin a function at the top of the module, whose arguments are `taken`."""
        self._lines, self._indent = [], 0
        self._taken, self._declared = taken, set()

    def _fresh(self, name: str) -> str:
        spelling = python_name(name.replace("$", "_"))
        while spelling in self._taken:
            spelling += "_"
        self._taken.add(spelling)
        return spelling

    def _declare(self, target: str) -> None:
        """Several branches give the target its value; a type checker wants one declaration."""
        if target not in self._declared:
            self._declared.add(target)
            self._put(f"{target}: Any")

    def _put(self, doc: Doc) -> None:
        new = lines(doc, self._indent)
        if any("Any" in line for line in new):
            self.used.add("Any")
        self._lines += new

    @contextmanager
    def _block(self, head: Doc) -> Iterator[None]:
        self._put(head)
        self._indent += 4
        yield
        self._indent -= 4

    @contextmanager
    def _function(self, head: Doc) -> Iterator[None]:
        """A function inside a function, with the empty lines around it."""
        before = self._lines[-1].strip()
        if before and not (before.endswith(":") and before.startswith(("def ", "async def ", ") ->"))):
            self._lines.append("")
        with self._block(head):
            yield
        self._lines.append("")
