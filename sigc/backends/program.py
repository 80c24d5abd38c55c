"""The readable modules of an emitted package: the entry points and the graph, and the classes that they speak of.

Promise: as backends/python.py. May import: sigc.ir, sigc.runtime.names, sigc.backends."""

from __future__ import annotations

from dataclasses import dataclass

from sigc.backends.expressions import graph_name
from sigc.backends.graph import GraphWriter
from sigc.backends.layout import Doc, Group, call, cat, docstring, lines, literal, sentence
from sigc.backends.types import TypeWriter
from sigc.ir.program import Program
from sigc.ir.types import Field
from sigc.runtime.names import class_name, function_name, python_name

GENERATED = "Written by sigc: edit the `.sig` source and compile again, not this file."
RAISES = "Raises CallFailed when there is no answer, LMError for a missing key, BudgetSpent."


@dataclass(frozen=True, slots=True)
class Entry:
    """What a package offers. `function` has an asynchronous twin `asynchronous`; both return a `result`, which `stream`
    gives as it comes."""

    function: str
    asynchronous: str
    stream: str
    result: str
    graph: str
    classes: tuple[str, ...]
    summary: str
    inputs: tuple[Field, ...]


class ProgramWriter:
    """Writes `program.py` and `types.py`. The classes are loaded when they are first needed, since pydantic takes as
    much memory as all the rest. `tools`: whether Python files of tools are shipped with it."""

    def __init__(self, program: Program, tools: bool) -> None:
        self._program, self._tools = program, tools
        self._types = TypeWriter(program, away=True)
        self._written = TypeWriter(program)
        self._classes = self._written.classes()
        main = program.main
        function = function_name(main.name)
        taken = {name for name, _ in self._classes}
        result = class_name(main.name[:1].upper() + main.name[1:])
        while result in taken or result == function:
            result += "Result"
        names = (*(name for name, _ in self._classes), result)
        summary = sentence(purpose(program)) or f"{main.name}, compiled by sigc."
        self.entry = Entry(
            function,
            f"{function}_async",
            f"{function}_stream",
            result,
            graph_name(main.name),
            names,
            summary,
            main.inputs,
        )

    def text(self) -> str:
        """The module of the program."""
        main = self._program.main
        graphs = GraphWriter(self._program)
        others = sorted(name for name in self._program.modules if name != main.name)
        functions = [graphs.write_module(self._program.modules[name]) for name in (main.name, *others)]
        blocks = [self._asynchronous(), self._plain(), self._stream(), *functions]
        return _module(self._head(graphs.used | self._types.used), blocks)

    def types(self) -> str:
        """The module of the classes."""
        entry = self.entry
        model = self._written.model(entry.result, self._program.main.outputs, f"What `{entry.function}` answers")
        return _module(self._types_head(self._written.used), [*(body for _, body in self._classes), model])

    def _types_head(self, used: set[str]) -> list[str]:
        typing = sorted(used & {"Annotated", "Any", "Literal"})
        inputs = sorted(used & {"Media", "Turn"})
        return [
            *docstring(f"What `{self.entry.function}` takes and answers.\n\n{GENERATED}"),
            "",
            "from __future__ import annotations",
            "",
            *(["import datetime as dt"] if "dt" in used else []),
            *(["from enum import Enum"] if "Enum" in used else []),
            *([f"from typing import {', '.join(typing)}"] if typing else []),
            *([""] if typing or used & {"dt", "Enum"} else []),
            f"from pydantic import {', '.join(sorted(used & {'ConfigDict', 'Field'} | {'BaseModel'}))}",
            *([f"from sigc.runtime.inputs import {', '.join(inputs)}"] if inputs else []),
        ]

    def _head(self, used: set[str]) -> list[str]:
        typing = ["TYPE_CHECKING", *sorted(used & {"Annotated", "Any", "Literal"})]
        inputs = sorted(used & {"Media", "Turn"})
        wanted = {
            "ir": "from sigc.ir import types as ir",
            "CallFailed": "from sigc.runtime.errors import CallFailed",
            "inputs": f"from sigc.runtime.inputs import {', '.join(inputs)}",
            "later": "from sigc.runtime.later import Later",
            "package": "from sigc.runtime.package import Package, Run, Values",
            "stream": "from sigc.runtime.streaming import Stream",
            "sync": "from sigc.runtime.sync import wait_for",
            "together": "from sigc.runtime.together import together",
            "lib": "from sigc.values import library as lib",
            "ops": "from sigc.values import operations as ops",
            "is_variant": "from sigc.values.patterns import is_variant",
        }
        needed = used | {"later", "package", "stream", "sync"} | ({"inputs"} if inputs else set())
        folder = ', [str(_HERE / "tools")]' if self._tools else ""
        limited = "Field" in used
        return [
            *docstring(f"{self.entry.summary}\n\n{GENERATED}"),
            "",
            "from __future__ import annotations",
            "",
            *(["import asyncio"] if "asyncio" in used else []),
            *(["import datetime as dt"] if "dt" in used else []),
            "from pathlib import Path",
            f"from typing import {', '.join(typing)}",
            "",
            *(line for key, line in wanted.items() if key in needed),
            "",
            "if TYPE_CHECKING:",
            *(["    import pydantic as _pydantic", ""] if limited else []),
            "    from . import types as _types",
            "else:",
            *(['    _pydantic = Later("pydantic")'] if limited else []),
            '    _types = Later(f"{__package__}.types")',
            "",
            "_HERE = Path(__file__).parent",
            f'PACKAGE = Package((_HERE / "bundle.json").read_bytes(){folder})',
        ]

    def _asynchronous(self) -> list[str]:
        entry = self.entry
        return [
            *lines(self._signature(f"async def {entry.asynchronous}")),
            *docstring(f"{entry.summary}\n\n{RAISES}", 4),
            *lines(cat("outputs = await ", call("PACKAGE.call", entry.graph, self._given())), 4),
            f"    return {self._result}.model_validate(outputs)",
        ]

    def _plain(self) -> list[str]:
        entry = self.entry
        names = [python_name(f.name) for f in entry.inputs]
        given = [f"{name}={name}" for name in names] if self._keywords_only() else names
        return [
            *lines(self._signature(f"def {entry.function}")),
            *docstring(f"As `{entry.asynchronous}`, from any code: inside a running event loop too.", 4),
            *lines(cat("return ", call("wait_for", call(entry.asynchronous, *given))), 4),
        ]

    def _stream(self) -> list[str]:
        entry, commit = self.entry, "commit"
        while commit in {python_name(f.name) for f in entry.inputs}:
            commit += "_"
        head = self._signature(f"def {entry.stream}", f"Stream[{self._result}]", f"{commit}: str | None = None")
        told = f"What `{entry.function}` answers as it comes, in a `for` or an `async for`."
        kept = f"An output named by `{commit}` is not taken back once a part of it was shown."
        made = call("PACKAGE.stream", entry.graph, self._given(), f"{self._result}.model_validate", commit)
        return [*lines(head), *docstring(f"{told}\n\n{kept}", 4), *lines(cat("return ", made), 4)]

    @property
    def _result(self) -> str:
        return f"_types.{self.entry.result}"

    def _given(self) -> Doc:
        return Group("{", tuple(f"{literal(f.name)}: {python_name(f.name)}" for f in self.entry.inputs), "}")

    def _signature(self, head: str, result: str | None = None, last: str | None = None) -> Doc:
        parameters: list[Doc] = ["*"] if self._keywords_only() else []
        for f in self.entry.inputs:
            default = self._types.default(f)
            tail = f" = {default}" if default is not None else ""
            parameters.append(f"{python_name(f.name)}: {self._types.hint(f.type)}{tail}")
        if last is not None:
            parameters += [last] if "*" in parameters else ["*", last]
        return cat(head, Group("(", tuple(parameters), ")"), f" -> {result or self._result}:")

    def _keywords_only(self) -> bool:
        """Python wants inputs with a default last; where the source has them earlier, names keep them apart."""
        given = [self._types.default(f) is not None for f in self.entry.inputs]
        return given != sorted(given)


def purpose(program: Program) -> str:
    """What the entry is for, in its author's words: of a signature that is compiled by itself, its intent."""
    alone = program.signatures.get(program.entry)
    return program.main.description or (alone.intent if alone is not None else "")


def _module(head: list[str], blocks: list[list[str]]) -> str:
    return "\n".join([*head, *(line for block in blocks for line in ("", "", *_trimmed(block)))]) + "\n"


def _trimmed(block: list[str]) -> list[str]:
    while block and not block[-1]:
        block = block[:-1]
    return block
