"""What code in an rlm may ask: a model about a text, about many texts at the same time, and a nested rlm.

May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sigc.ir.program import Task
from sigc.ir.spell import spell
from sigc.ir.types import Field, Str
from sigc.strategies.base import Ask, Failed
from sigc.strategies.calls import Calls
from sigc.strategies.coding import Room, about, joined, run_code, variable
from sigc.strategies.sampling import together
from sigc.strategies.sandbox.base import Done, Function, Refused
from sigc.strategies.sandbox.handles import LongItems, LongText, Piece, hosted

QUESTION = Task(
    name="Question",
    instruction="Answer the question about the text, briefly, from the text alone. Say so when it does not tell.",
    inputs=(Field("question", Str()), Field("text", Str())),
    outputs=(Field("reply", Str()),),
    types={},
)

HEAD = 300
"""Characters of a variable that are shown."""
TEXT_HANDLE = """The text of a handle stays outside the session. `{x}[a:b]`, `len({x})`, `piece in {x}` and \
`for line in {x}` work on it by its name, and it has {x}.find(piece, start, stop), {x}.count(piece), {x}.line_count(), \
{x}.lines(a, b), {x}.grep(pattern, most = 1000), which gives (number of the line, line), and {x}.parts(size): a list \
of handles of its parts, in order, that end with a line where they can. Hand such parts, as they are, to the functions \
that take a text. A handle is no str: other functions take {x}[a:b]."""
ITEMS_HANDLE = """The items of a handle stay outside the session. `{x}[i]`, `{x}[a:b]`, `len({x})` and \
`for item in {x}` work on it by its name, and {x}.parts(bytes) gives a list of handles of its parts, in order, which \
the functions that take a text take too."""
HANDLES: dict[type, str] = {LongText: TEXT_HANDLE, LongItems: ITEMS_HANDLE}
"""What a model is told of handles that are there."""


def function_names(inputs: tuple[Field, ...]) -> list[str]:
    """`ask`, `ask_all` and `rlm`, with `_` behind a name that is an input's."""
    taken = {variable(f.name) for f in inputs}
    return [name + "_" * (name in taken) for name in ("ask", "ask_all", "rlm")]


class Texts:
    """The functions of one session. `depth` 1: no rlm below it."""

    def __init__(self, ask: Ask, calls: Calls, steps: int, depth: int, sandbox: str) -> None:
        self._ask, self._calls, self._steps, self._depth, self._sandbox = ask, calls, steps, depth, sandbox

    def functions(self, inputs: tuple[Field, ...]) -> dict[str, Function]:
        """By name, for a session with these inputs as variables."""
        return dict(zip(function_names(inputs), (self.one, self.many, self.nested), strict=True))

    async def one(self, text: Any, question: str) -> str:
        self._calls.take()
        try:
            return str((await self._put(text, question))["reply"])
        except Failed as failed:
            raise Refused(failed.reason) from failed

    async def many(self, texts: list[Any], question: str) -> list[str | None]:
        if not isinstance(texts, list | tuple):
            raise Refused("the texts are a list of str")
        self._calls.take(len(texts))
        found = await together([self._put(text, question) for text in texts])
        if found and all(isinstance(one, Failed) for one in found):
            raise Refused(next(one.reason for one in found if isinstance(one, Failed)))
        return [None if isinstance(one, Failed) else str(one["reply"]) for one in found]

    async def nested(self, text: Any, question: str) -> str:
        """An rlm over one text; it takes as many calls as it may ask questions of its own."""
        if self._depth == 1:
            raise Refused("no rlm is started from here: ask about parts")
        below = Texts(self._ask, self._calls, self._steps, self._depth - 1, self._sandbox)
        answers, taken = list[str](), list[str]()
        given = hosted({"question": str(question), "text": as_text(text)})

        async def submit(reply: Any) -> None:
            answers.append(as_text(reply))
            raise Done

        told = {self._ask.task("inner_step").inputs[0].name: described(QUESTION.inputs, given)}
        room = Room(given, {**below.functions(QUESTION.inputs), "submit": submit}, self._sandbox)
        self._calls.take(self._steps + 1)
        try:
            await run_code(self._ask, "inner_step", told, room, self._steps, taken)
            if not answers:
                shown = self._ask.task("inner_main").inputs[-1].name
                answers.append(str((await self._ask("inner_main", {**told, shown: joined(taken)}))["reply"]))
        except Failed as failed:
            raise Refused(failed.reason) from failed
        return answers[0]

    async def _put(self, text: Any, question: str) -> Mapping[str, Any]:
        return await self._ask("sub", {"question": str(question), "text": as_text(text)})


def as_text(value: Any) -> str:
    if isinstance(value, str | Piece):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def described(fields: tuple[Field, ...], variables: Mapping[str, Any]) -> str:
    """One paragraph a variable, its beginning on one line; then what handles can do, if there are any."""
    found = {f: variables[variable(f.name)] for f in fields}
    told = [_described(f, value) for f, value in found.items()]
    for kind, words in HANDLES.items():
        names = [variable(f.name) for f, value in found.items() if isinstance(value, kind)]
        told += [words.format(x=names[0])] if names else []
    return joined(told) or "(none)"


def _described(field: Field, value: Any) -> str:
    whole = value.slice(0, HEAD) if isinstance(value, LongText | LongItems) else value
    size = f", {len(value)} {'characters' if isinstance(whole, str) else 'items'}" if hasattr(value, "__len__") else ""
    handle = ", a handle" if whole is not value else ""
    handle += " of its JSON text" if isinstance(value, LongText) and not isinstance(field.type, Str) else ""
    head = repr(whole if not isinstance(whole, str | list) else whole[:HEAD])[:HEAD]
    return f"{variable(field.name)}: {spell(field.type)}{size}{handle}{about(field)}, begins {head}"
