"""rlm: the recursive language model. Long inputs are variables of a session, never in the prompt; code that the model
writes slices and searches them, and asks a sub-model about parts.

Zhang, Kraska, Khattab 2025, "Recursive Language Models". May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.ir.spell import spell
from sigc.ir.types import Field, Str
from sigc.strategies.base import Ask
from sigc.strategies.calls import Calls
from sigc.strategies.coding import ANSWER, Room, Submitted, about, joined, run_code, variable, variables_of
from sigc.strategies.deriving import extra, free, said, step_of, with_inputs
from sigc.strategies.purse import Purse
from sigc.strategies.sandbox.handles import hosted
from sigc.strategies.sandbox.registry import interpreter_named
from sigc.strategies.texts import QUESTION, Texts, described, function_names

STEP = """The inputs are not shown: they are variables of a Python session, told of in `{variables}`. Do not answer \
in words: write code, in `{code}`, that looks at them and finds the answer. What it prints, and the value of its last \
line, is shown to you in `{steps}`, cut when it is long, and names stay defined. {lacks}

- {ask}(text, question): a language model's answer about a text, as a str. It knows nothing but this text.
- {ask_all}(texts, question): the same for a list of texts at the same time, as a list; None where one failed.{nested}
- submit({outputs}): ends the work.

Look at the data before you trust a guess about its form. Count and search by code; ask about meaning, in parts that \
fit a model. {calls} questions in all."""
NESTED = "\n- {rlm}(text, question): as {ask}, for a text too long for a model: it works as you do."


@dataclass(frozen=True, slots=True)
class Rlm:
    """Up to `steps` pieces of code; `calls` questions below them, those of nested rlm included, which may be
    `depth` - 1 deep; `tokens`, `usd` and `seconds` for all of it. `sub`: the model asked about parts; the call's own
    when it is left out. `main`, which is not held to these limits, answers when no code has submitted."""

    defaults: ClassVar[Mapping[str, Any]] = {
        "steps": 20,
        "calls": 50,
        "depth": 1,
        "tokens": 2_000_000,
        "usd": 10.0,
        "seconds": 3600.0,
        "sandbox": "monty",
    }

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        tasks = {"step": _step(task, options), "main": _main(task), "sub": QUESTION}
        if options["depth"] > 1:
            tasks |= {
                "inner_step": _step(QUESTION, {**options, "depth": options["depth"] - 1}),
                "inner_main": _main(QUESTION),
            }
        return tasks

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        box, taken, variables = Submitted(ask, inputs), list[str](), hosted(variables_of(ask, inputs))
        held = ask.within(Purse(options["tokens"], options["usd"]))
        told = {**inputs, ask.task("step").inputs[0].name: described(ask.inputs(), variables)}
        texts = Texts(held, Calls(options["calls"]), options["steps"], options["depth"], options["sandbox"])
        room = Room(variables, {**texts.functions(ask.inputs()), "submit": box.submit}, options["sandbox"])
        try:
            async with asyncio.timeout(options["seconds"]) as clock:
                await run_code(held, "step", told, room, options["steps"], taken)
        except TimeoutError:
            if not clock.expired():
                raise
            taken.append(f"The {options['seconds']:g} s of this run are over.")
        if box.outputs is not None:
            return box.outputs
        return await ask("main", {**told, ask.task("main").inputs[-1].name: joined(taken)})


def _hidden(task: Task) -> tuple[Field, Field]:
    """The inputs that stand for those of the signature: what is known of the variables, and the steps so far."""
    variables = Field(free("variables", task), Str(), "name, type, size and beginning of each")
    return variables, extra("steps", "code run so far and what it gave", task)


def _main(task: Task) -> Task:
    variables, steps = _hidden(task)
    words = ANSWER.format(steps=steps.name)
    return with_inputs(replace(task, inputs=(), demos=(), notes=()), variables, steps, words=words)


def _step(task: Task, options: Mapping[str, Any]) -> Task:
    variables, steps = _hidden(task)
    ask, ask_all, rlm = function_names(task.inputs)
    thought, code = said("thought", "what to look at next", task), Field(free("code", task), Str(), "Python")
    told = STEP.format(
        variables=variables.name,
        steps=steps.name,
        code=code.name,
        lacks=interpreter_named(options["sandbox"]).lacks,
        ask=ask,
        ask_all=ask_all,
        nested=NESTED.format(rlm=rlm, ask=ask) if options["depth"] > 1 else "",
        outputs=", ".join(f"{variable(f.name)} = …" for f in task.outputs),
        calls=options["calls"],
    )
    kinds = "\n".join(f"- {variable(f.name)}: {spell(f.type)}{about(f)}" for f in task.outputs)
    return step_of(task, (variables, steps), (thought, code), f"{told}\n\nWhat is submitted, as JSON data:\n{kinds}")
