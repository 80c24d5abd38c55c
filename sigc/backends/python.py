"""The Python package: typed models, the graph as plain async Python, the bundle it runs from.

Promise: equal programs give equal bytes, formatted as `ruff format` would; running the package sends the messages
that running its bundle sends. May import: sigc.ir, sigc.runtime, sigc.backends."""

from __future__ import annotations

import json

from sigc import __version__
from sigc.backends.base import About
from sigc.backends.layout import WIDTH, Cat, Group, docstring, lines, literal
from sigc.backends.program import Entry, ProgramWriter
from sigc.backends.readme import readme
from sigc.ir.program import Program
from sigc.runtime.bundle import bundle_of, bundle_text
from sigc.runtime.prepared import extras_of


def emit_python(program: Program, about: About) -> dict[str, bytes]:
    """Relative path -> content of a package."""
    name = about.name
    bundle = bundle_of(program, name=name, provenance=about.provenance, model=about.model)
    writer = ProgramWriter(program, bool(about.tools))
    entry = writer.entry
    files = {
        "pyproject.toml": _pyproject(name, about.version, entry, program),
        "README.md": readme(name, program, entry),
        f"{name}/__init__.py": _init(entry),
        f"{name}/__main__.py": _main(name, entry),
        f"{name}/program.py": writer.text(),
        f"{name}/types.py": writer.types(),
        f"{name}/bundle.json": bundle_text(bundle),
        f"{name}/py.typed": "",
    }
    out = {path: text.encode() for path, text in files.items()}
    return out | {f"{name}/tools/{path}": content for path, content in sorted(about.tools.items())}


def _init(entry: Entry) -> str:
    functions = sorted((entry.function, entry.asynchronous, entry.stream))
    free = [name for name in ("configure", "map", "amap") if name not in (*functions, *entry.classes)]
    public = ["PACKAGE", *sorted(entry.classes), *sorted((*functions, *free))]
    return "\n".join(
        [
            *docstring(entry.summary),
            "",
            "from typing import TYPE_CHECKING",
            "",
            *_import(".program", ["PACKAGE", *functions]),
            "",
            "if TYPE_CHECKING:",
            *_import(".types", sorted(entry.classes), 4),
            *_LATER,
            "",
            *(f"{name} = PACKAGE.{name}" for name in free),
            "",
            *lines(Cat(("__all__ = ", Group("[", tuple(literal(name) for name in public), "]")))),
            "",
        ]
    )


_LATER = (
    "else:",
    "    from .program import _types",
    "",
    "    def __getattr__(name):",
    '        """A class: they are made, and pydantic is loaded, when the first of them is needed."""',
    "        if name not in __all__:",
    '            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")',
    "        return getattr(_types, name)",
    "",
)


def _import(module: str, names: list[str], indent: int = 0) -> list[str]:
    line = f"{' ' * indent}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return lines(Cat((f"from {module} import ", Group("(", tuple(names), ")"))), indent)


def _main(name: str, entry: Entry) -> str:
    return f'''"""`python -m {name}`: one call from the command line; `--help` says how."""

import sys

from sigc.runtime.command import main

from .program import PACKAGE, {entry.graph}

sys.exit(main(PACKAGE, {entry.graph}, sys.argv[1:]))
'''


def _pyproject(name: str, version: str, entry: Entry, program: Program) -> str:
    extras = ",".join(extras_of(program))
    sigc = f"sigc[{extras}]" if extras else "sigc"
    return f"""[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = {json.dumps(name.replace("_", "-"))}
version = {json.dumps(version)}
description = {json.dumps(entry.summary.splitlines()[0], ensure_ascii=False)}
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["pydantic>=2.10", "{sigc}>={__version__}"]

[tool.hatch.build.targets.wheel]
packages = [{json.dumps(name)}]

[tool.ruff]
line-length = {WIDTH}
"""
