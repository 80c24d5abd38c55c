"""Media in a source: files named by literals, and places where no medium can be.

Promise: a literal at the place of a medium is a file below the folder of its `.sig` file, read when it is checked, or a
URL; no signature answers with media, and no union leaves open what is text and what is an address of a medium.
May import: sigc.base, ir, syntax, check/core, check/fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sigc.base.source import Span, join
from sigc.check.core import LOST, Checker, Typed
from sigc.ir.expr import Const
from sigc.ir.types import Field, Lit, Media, Str, Type, Union, holds_media
from sigc.syntax import ast


def literal_medium(c: Checker, node: ast.Literal, type_: Media) -> Typed:
    """A file, which becomes a part of the program, or a URL."""
    # Loaded here, since few programs name media.
    from sigc.values.files import below
    from sigc.values.media import NotMedia, is_url, of_bytes, of_url

    name = str(node.value)
    try:
        if is_url(name):
            return Typed(type_, Const(of_url(type_.kind, name).spelled))
        path = join(_folder(node.span.path), below(name))
        found = of_bytes(type_.kind, c.world.files.read(path), name)
    except OSError:
        note = "a medium in a source is a URL, or a path relative to the `.sig` file"
        c.error("SIG0337", f"there is no file `{name}`", node.span, f"needed as {_article(type_)}", note=note)
        return LOST
    except NotMedia as problem:
        c.error("SIG0337", f"this is no {type_.kind}", node.span, f"found {problem}")
        return LOST
    return Typed(type_, Const(found.spelled))


def _folder(path: str) -> str:
    head, _, _ = path.rpartition("/")
    return head or ("/" if path.startswith("/") else ".")


def refuse_media_outputs(c: Checker, outputs: Iterable[Field], places: Mapping[str, Span]) -> None:
    """A model answers in text."""
    for place in outputs:
        if holds_media(place.type, c.types):
            note = 'a model that makes media is a tool: `tool draw { … from python "…" }`'
            c.error("SIG0336", f"`{place.name}` cannot be answered", places[place.name], "a reply is text", note=note)


def refuse_unclear_union(c: Checker, union: Union, span: Span) -> None:
    """In data and prompts a medium is a text: its path, its URL."""
    media = [option for option in union.options if isinstance(option, Media)]
    texts = [option for option in union.options if isinstance(option, Str | Media) or _is_word(option)]
    if media and len(texts) > 1:
        help_ = "make each a record: `type Photo { photo: image }`"
        note = "data give both as a text, so nothing tells them apart"
        c.error("SIG0336", "a union cannot hold a medium and a text", span, "unclear", note=note, help=help_)


def _is_word(option: Type) -> bool:
    return isinstance(option, Lit) and isinstance(option.value, str)


def _article(type_: Media) -> str:
    return f"{'an' if type_.kind in ('image', 'audio') else 'a'} {type_.kind}"
