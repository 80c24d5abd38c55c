"""Text with tags as a tree: the little of XML that replies use. No attributes are kept, no entities but the five and
numbers, nothing is loaded from anywhere.

Promise: linear; `unescape(escape(text)) == text`. May import: sigc.adapters.coercion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sigc.adapters.coercion import Words

ITEM = "item"
"""The element of each item of a list."""

_TAG = re.compile(r"<(/?)([^\W\d][\w.-]{0,99})(?:\s[^<>]{0,200})?(/?)>")
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_MAX_DEPTH = 60
_LAST_CHARACTER = 0x10FFFF


@dataclass(slots=True)
class Element:
    """An element: its name, the text directly in it, the elements in it."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Entities as characters; an ampersand of any other kind stays."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    if entity[1]:
        return _NAMED[entity[1]]
    code = int(entity[2]) if entity[2] else int(entity[3], 16)
    surrogate = 0xD800 <= code < 0xE000
    return entity[0] if surrogate or code > _LAST_CHARACTER else chr(code)


def parse(text: str) -> list[Element]:
    """The elements that a text consists of. Raises ValueError when it is anything else."""
    root = Element("")
    stack, at = [root], 0
    for tag in _TAG.finditer(text):
        stack[-1].text += text[at : tag.start()]
        at = tag.end()
        if tag[1]:
            if len(stack) < 2 or stack.pop().name != tag[2]:
                raise ValueError(f"</{tag[2]}> closes nothing")
            continue
        element = Element(tag[2])
        stack[-1].children.append(element)
        if not tag[3]:
            stack.append(element)
            if len(stack) > _MAX_DEPTH:
                raise ValueError("elements are nested too deeply")
    if len(stack) > 1:
        raise ValueError(f"<{stack[-1].name}> is not closed")
    if (root.text + text[at:]).strip() or not root.children:
        raise ValueError("text outside of elements")
    return root.children


def data_of(text: str) -> Any:
    """What stands in an element, without knowing its type: its text, a list of elements of one name, or an object."""
    if not _TAG.search(text):
        return Words(unescape(text).strip())
    try:
        return _of_children(parse(text))
    except ValueError:
        return Words(unescape(text).strip())


def _of_children(children: list[Element]) -> Any:
    names = [child.name for child in children]
    values = [_of_children(c.children) if c.children else Words(unescape(c.text).strip()) for c in children]
    if len(set(names)) == len(names) and names != [ITEM]:
        return dict(zip(names, values, strict=True))
    if len(set(names)) == 1:
        return values
    raise ValueError("elements of several names, one of them twice")
