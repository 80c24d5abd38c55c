"""Reads the IR's text back into a Program.

Promise: never raises; a text that is no program gives one SIG0790 with its place. `read(show(p))[0] == p`.
May import: sigc.base, sigc.ir; lark, on first use, so that a deployed package never loads it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.resources import resource
from sigc.base.source import Span
from sigc.ir.program import Program

if TYPE_CHECKING:
    from lark import Lark

CODE = "SIG0790"


def read(text: str, path: str = "program.ir") -> tuple[Program | None, tuple[Diagnostic, ...]]:
    """The program, or None and what is wrong. Whether it makes sense is the verifier's question."""
    from lark.exceptions import UnexpectedInput, UnexpectedToken

    from sigc.ir.rebuild_expr import Slip

    try:
        made = _parser().parse(text)
    except Slip as slip:
        return None, (_slip(slip.message, path, slip.start, slip.end),)
    except UnexpectedToken as unexpected:
        token = unexpected.token
        if token.type == "$END":
            return None, (_slip("the text ends too early", path, len(text), len(text)),)
        start = token.start_pos or 0
        return None, (_slip(f"`{token}` cannot stand here", path, start, start + len(token)),)
    except UnexpectedInput as unexpected:
        at = unexpected.pos_in_stream or 0
        return None, (_slip(f"`{text[at : at + 1]}` cannot stand here", path, at, at + 1),)
    assert isinstance(made, Program)
    return made, ()


def _slip(message: str, path: str, start: int, end: int) -> Diagnostic:
    return error(CODE, f"IR text not readable: {message}", Span(path, start, end))


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark

    from sigc.ir.rebuild import Builder

    return Lark(resource("grammar/ir.lark"), parser="lalr", maybe_placeholders=True, transformer=Builder())
