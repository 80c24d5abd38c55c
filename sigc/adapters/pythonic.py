"""Replies written as Python: `Person(name="Ann", age=3)`, `dict(a=1)`, a list of these.

Promise: nothing is run: the text is parsed, and only calls with names, constants, lists and dicts are data. Linear.
May import: sigc.ir."""

from __future__ import annotations

import ast
import re
from typing import Any

_CALL = re.compile(r"[A-Za-z_][\w.]{0,99}\(\s*(?:[A-Za-z_]\w*\s*=(?!=)|\))")
_FENCE = re.compile(r"```[\w-]{0,32}\n(.*?)```", re.DOTALL)
_ASSIGNED = re.compile(r"\A[A-Za-z_]\w{0,99}\s*=\s*")
_LONGEST = 1_000_000
_MAX_DEPTH = 60


def data_in(text: str) -> Any:
    """The data that a whole text, or the one fenced block in it, gives; None when it is no Python of this kind."""
    if len(text) > _LONGEST or not _CALL.search(text):
        return None
    fenced = _FENCE.findall(text)
    body = fenced[0] if len(fenced) == 1 else text
    try:
        return _data(ast.parse(_ASSIGNED.sub("", body.strip()), mode="eval").body, 0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _data(node: ast.expr, depth: int) -> Any:
    """JSON data. Raises ValueError."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    match node:
        case ast.Call(func=ast.Name() | ast.Attribute(), args=[], keywords=given) if all(k.arg for k in given):
            return {str(k.arg): _data(k.value, depth + 1) for k in given}
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_data(item, depth + 1) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {_key(key): _data(value, depth + 1) for key, value in zip(keys, values, strict=True)}
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Attribute(attr=name, value=ast.Name()):
            return name
    raise ValueError("no data")


def _key(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError("no key")
