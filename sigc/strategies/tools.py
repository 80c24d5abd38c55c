"""Tools as a model is told of them: a short name and one line each.

May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Sequence

from sigc.ir.program import Tool
from sigc.ir.spell import spell
from sigc.ir.types import Field, Optional, Types


def short_names(tools: Sequence[Tool]) -> list[str]:
    """The last part of each tool's name; the whole name, with `_`, of those that would be alike."""
    short = [tool.name.rsplit(".", 1)[-1] for tool in tools]
    return [
        name if short.count(name) == 1 else tool.name.replace(".", "_") for name, tool in zip(short, tools, strict=True)
    ]


def described(tools: Sequence[Tool], types: Types) -> str:
    """`search(query: str) -> pages: [str]: what it does`, one line a tool."""
    lines = []
    for name, tool in zip(short_names(tools), tools, strict=True):
        inputs, outputs = (", ".join(map(_field, fields)) for fields in (tool.inputs, tool.outputs))
        does = " ".join(tool.description.split())
        lines.append(f"- {name}({inputs}) -> {outputs}" + (f": {does}" if does else ""))
    return "\n".join(lines)


def _field(field: Field) -> str:
    optional = "?" if field.default is not None and not isinstance(field.type, Optional) else ""
    about = f" ({' '.join(field.description.split())})" if field.description else ""
    return f"{field.name}: {spell(field.type)}{optional}{about}"
