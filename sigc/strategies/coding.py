"""Answering by code: what `program` and `codeact` share. The model writes Python, which is run in a sandbox, sees what
it printed, and writes more, until the code submits outputs that fit.

May import: sigc.ir, sigc.values, sigc.strategies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import Any

from sigc.ir.program import Task, Values
from sigc.ir.spell import spell
from sigc.ir.types import Field, Str
from sigc.strategies.base import Ask, Failed
from sigc.strategies.deriving import clipped, extra, free, said, step_of, with_inputs
from sigc.strategies.purse import Spent
from sigc.strategies.sandbox.base import Done, Function, Limits, Refused
from sigc.strategies.sandbox.handles import Piece
from sigc.strategies.sandbox.registry import interpreter_named
from sigc.values.wire import to_json, without_media

STEP = """Do not answer in words: write Python that finds the answer, in `{code}`. {inputs} What it prints, and the \
value of its last line, is shown to you in `{steps}`, and names stay defined. It ends with `submit({outputs})`. \
{lacks}"""
INPUTS = "The inputs are variables: {names}."
ANSWER = "`{steps}` shows what was found out by code. Answer from it."
_FENCED = re.compile(r"\s*```[\w+-]*[ \t]*\n(.*?)\n?[ \t]*```\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Room:
    """Where code is run: what is defined there (JSON data, or long values as handles), and the interpreter's name."""

    variables: Mapping[str, Any]
    functions: Mapping[str, Function]
    sandbox: str

    def with_function(self, name: str, function: Function) -> Room:
        return replace(self, functions={**self.functions, name: function})


def coding_tasks(task: Task, sandbox: str, words: str = "") -> dict[str, Task]:
    """`step`, which asks for code, and `main`, which answers when no code did."""
    steps = extra("steps", "code run so far and what it gave", task)
    asked = replace(task, inputs=(*task.inputs, steps))
    thought = said("thought", "what is to be computed next", asked)
    code = Field(free("code", asked), Str(), "Python")
    variables = ", ".join(f"`{variable(f.name)}`" for f in task.inputs)
    told = STEP.format(
        code=code.name,
        steps=steps.name,
        inputs=INPUTS.format(names=variables) if variables else "",
        outputs=", ".join(f"{variable(f.name)} = …" for f in task.outputs),
        lacks=interpreter_named(sandbox).lacks,
    )
    kinds = "\n".join(f"- {variable(f.name)}: {spell(f.type)}{about(f)}" for f in task.outputs)
    told = "\n\n".join(part for part in (told, words, f"What is submitted, as JSON data:\n{kinds}") if part)
    step = step_of(task, asked.inputs, (thought, code), told)
    return {"step": step, "main": with_inputs(task, steps, words=ANSWER.format(steps=steps.name))}


async def answer_by_code(ask: Ask, inputs: Values, room: Room, turns: int) -> Values:
    """The outputs that code submits within so many turns, else those of `main`."""
    box, taken = Submitted(ask, inputs), list[str]()
    await run_code(ask, "step", inputs, room.with_function("submit", box.submit), turns, taken)
    if box.outputs is not None:
        return box.outputs
    return await ask("main", {**inputs, ask.task("main").inputs[-1].name: joined(taken)})


def variables_of(ask: Ask, inputs: Values) -> dict[str, Any]:
    """The signature's inputs as variables of code: JSON data, with a few words for each medium."""
    types = ask.task("main").types
    return {variable(f.name): to_json(without_media(inputs[f.name]), f.type, types) for f in ask.inputs()}


async def run_code(ask: Ask, step: str, inputs: Values, room: Room, turns: int, taken: list[str]) -> None:
    """Asks the task `step` for code, whose last input shows the code run so far, and runs it, until a function says
    `Done`, a purse is spent or there were so many turns. Puts what was run, and what came of it, into `taken`."""
    shown = ask.task(step).inputs[-1].name
    interpreter = interpreter_named(room.sandbox)
    async with interpreter.session(room.variables, room.functions, Limits()) as session:
        for number in range(1, turns + 1):
            try:
                thought, code = (await ask.once()(step, {**inputs, shown: joined(taken)})).values()
            except Spent as spent:
                taken.append(f"{number}. {spent.reason}")
                break
            except Failed as failed:
                if not failed.misfit:
                    raise
                taken.append(f"{number}. {clipped(failed.raw, 400)}\nThis step cannot be used: {failed.reason}")
                continue
            ran = await session.run(code_of(code))
            if ran.done:
                break
            taken.append("\n".join(part for part in (f"{number}. {thought}", code_of(code), f">>> {ran}") if part))


class Submitted:
    """Holds the outputs that code gives by calling `submit(name = value, …)`."""

    def __init__(self, ask: Ask, inputs: Values) -> None:
        self._ask, self._inputs = ask, inputs
        self.outputs: Values | None = None

    async def submit(self, *values: Any, **named: Any) -> None:
        names = [f.name for f in self._ask.task("main").outputs]
        if len(values) > len(names):
            raise Refused(f"submit takes {', '.join(names)}")
        spelled = {variable(name): name for name in names}
        given = {**dict(zip(names, values, strict=False)), **{spelled.get(k, k): v for k, v in named.items()}}
        try:
            self.outputs = self._ask.fit(self._inputs, plain(given))
        except Failed as failed:
            raise Refused(failed.reason) from failed
        raise Done


def variable(name: str) -> str:
    """The name of a field in Python."""
    return f"{name}_" if iskeyword(name) else name


def about(field: Field) -> str:
    return f" ({' '.join(field.description.split())})" if field.description else ""


def joined(taken: list[str]) -> str | None:
    return "\n\n".join(taken) or None


def code_of(text: str) -> str:
    """The code in a fenced block, or all of it."""
    fenced = _FENCED.match(text)
    return fenced[1] if fenced else text


def plain(value: Any) -> Any:
    """What code gives as JSON data: tuples and sets as lists, dates as ISO text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Piece):
        return value.value()
    return value.isoformat() if hasattr(value, "isoformat") else value
