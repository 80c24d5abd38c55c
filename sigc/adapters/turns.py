"""Turns: media put into their text by name, the turns of a chat, asking again; and each read back.

Promise: `named_back(turn_of(role, pieces))` is the text of the pieces with each medium as its URL, and
`read_chat(chat_turns(chat)) == chat`; no text of a chat can pass for a demo, for a turn of ours or for what somebody
else says. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from sigc.adapters.base import Attached, Turn
from sigc.adapters.texts import read_text, write_json, write_text
from sigc.ir import types as t
from sigc.ir.media import Medium

Piece: TypeAlias = str | Medium
"""A part of a message's text, or a medium that stands there."""

NO_INPUT = "(no input)"
"""What a user turn says when every input was left out: providers refuse empty messages."""

NEXT = "(answer now, in the form described)"
"""The same behind the turns of a chat."""

ASK_AGAIN = ("That reply cannot be used: ", "\nReply again, in full and in the form described.")
"""Before and after the reason, in the user turn of a re-ask."""

_STRING = r'"(?:[^"\\]|\\.)*"'
_HEAD = re.compile(rf"\((?:(a tool)|(the tool )?({_STRING})) says\)\n")
_OURS = re.compile(rf"\\*(?:{_HEAD.pattern}|{re.escape(ASK_AGAIN[0])}|{re.escape(NO_INPUT)}\Z|{re.escape(NEXT)}\Z)")
"""A text that could be taken for a turn of ours, or for what somebody else says."""
_DEMO = re.compile(rf"\[\[[^\W\d]\w*\]\]|{re.escape(NO_INPUT)}\Z")


# ---- media -------------------------------------------------------------------------------------------------------


def turn_of(role: str, pieces: Iterable[Piece], otherwise: str = NO_INPUT) -> Turn:
    """The turn that pieces come to, line breaks at its ends apart; with the text `otherwise` when there is none."""
    media: list[Attached] = []
    texts: list[str] = []
    at = 0
    for piece in pieces:
        if isinstance(piece, Medium):
            media.append(Attached(at, piece))
            piece = media_name(piece, len(media))
        texts.append(piece)
        at += len(piece)
    text = "".join(texts)
    lead = len(text) - len(text.lstrip("\n"))
    if lead:
        media = [Attached(attached.at - lead, attached.medium) for attached in media]
    return Turn(role, text.strip("\n") or otherwise, tuple(media))


def media_name(medium: Medium, number: int) -> str:
    """What stands in a turn's text for its medium of this number."""
    return f"[{medium.kind} {number}]"


def apart(value: Any, write: Callable[[Any], str]) -> Iterator[Piece]:
    """What `write` writes for a value, the media in it as pieces of their own."""
    media: list[Medium] = []
    mark = "‹medium"
    while any(mark in text for text in _texts_in(value)):
        mark += "›"
    written = write(_marked(value, mark, media))
    for piece in re.split(rf"({re.escape(mark)}:\d+›)", written):
        yield media[int(piece[len(mark) + 1 : -1])] if piece.startswith(f"{mark}:") else piece


def _marked(value: Any, mark: str, media: list[Medium]) -> Any:
    if isinstance(value, Medium):
        media.append(value)
        return f"{mark}:{len(media) - 1}›"
    if isinstance(value, list):
        return [_marked(item, mark, media) for item in value]
    if isinstance(value, dict):
        return {key: _marked(item, mark, media) for key, item in value.items()}
    return value


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts_in(item)


def named_back(turn: Turn) -> str:
    """The turn's text with the URL of each medium in place of its name. Raises ValueError where a name is missing."""
    texts: list[str] = []
    start = 0
    for number, attached in enumerate(turn.media, 1):
        name = media_name(attached.medium, number)
        if attached.at < start or not turn.text.startswith(name, attached.at):
            raise ValueError(name)
        texts += [turn.text[start : attached.at], attached.medium.spelled]
        start = attached.at + len(name)
    return "".join([*texts, turn.text[start:]])


# ---- chats -------------------------------------------------------------------------------------------------------


def conversation(inputs: Sequence[t.Field]) -> t.Field | None:
    """The input whose turns are turns of the prompt: the first that is a chat. Other chats are written as JSON."""
    return next((f for f in inputs if isinstance(_core(f.type), t.Chat)), None)


def _core(type_: t.Type) -> t.Type:
    return type_.item if isinstance(type_, t.Optional) else type_


def chat_turns(chat: list[dict[str, Any]] | None) -> Iterator[Turn]:
    """The turns of a chat. What a tool said is the user's to tell, since no provider takes a tool's turn without the
    call that it answers; who says something under a name is told in the first line."""
    for turn in chat or ():
        role, text, name = turn["role"], write_text(turn["text"]), turn.get("name")
        told = f" {write_json(name)}" if name is not None else ""
        if role == "tool":
            text = f"({f'the tool{told}' if told else 'a tool'} says)\n{text}"
        elif told:
            text = f"({told[1:]} says)\n{text}"
        elif _OURS.match(text):
            text = f"\\{text}"
        yield Turn("assistant" if role == "assistant" else "user", text)


def read_chat(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The inverse of `chat_turns`. Raises ValueError."""
    return [_read_turn(turn) for turn in turns]


def _read_turn(turn: Turn) -> dict[str, Any]:
    if turn.role not in ("user", "assistant") or turn.media:
        raise ValueError(turn.role)
    head, role, name = _HEAD.match(turn.text), turn.role, None
    text = turn.text[head.end() :] if head else turn.text
    if head is not None:
        name = None if head[1] else json.loads(head[3])
        role = "tool" if head[1] or head[2] else role
    elif text.startswith("\\") and _OURS.match(text):
        text = text[1:]
    return {"role": role, "text": read_text(text), "name": name}


def is_demo(turn: Turn) -> bool:
    """Is it the user's turn of a demo, not of a chat?"""
    return turn.role == "user" and _DEMO.match(turn.text) is not None


# ---- asking again ------------------------------------------------------------------------------------------------


def ask_again(text: str, reason: str) -> tuple[Turn, Turn]:
    """A reply that could not be used, and the turn that says why."""
    before, after = ASK_AGAIN
    return Turn("assistant", text if text.strip() else "(empty)"), Turn("user", f"{before}{reason}{after}")


def reason_in(turn: Turn) -> str | None:
    """The reason that a turn of `ask_again` gives, or None for any other turn."""
    before, after = ASK_AGAIN
    if turn.role == "user" and turn.text.startswith(before) and turn.text.endswith(after):
        return turn.text[len(before) : len(turn.text) - len(after)]
    return None
