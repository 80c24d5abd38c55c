"""What one call costs: of a node, with every question that its strategy asks and may ask again, or of a tool.

Promise: a question is put once, and once more when its answer cannot be used; transport failures that are tried again
are not counted, as they are not answered. A reply has at most `max_tokens`, which every request says.
May import: sigc.ir, sigc.catalog, sigc.adapters, sigc.lm, sigc.analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sigc.adapters.base import ANSWER, ANSWERS, BY_CALL, Adapter, Template
from sigc.analysis.bounds_cost import (
    ALL,
    AMOUNTS,
    CALLS,
    TOKENS_IN,
    TOKENS_OUT,
    TOOLS,
    USD_SPENT,
    USUAL_IN,
    USUAL_OUT,
    USUAL_USD,
    Cost,
    Costs,
    Range,
)
from sigc.analysis.bounds_expr import INFINITE, ONE, USD, ZERO, Bound, number, of_atom, total
from sigc.analysis.bounds_shape import Shape, shape_of_type
from sigc.analysis.bounds_tokens import (
    BYTES,
    OFFLINE,
    USUAL,
    Counting,
    again_tokens,
    least_prompt_tokens,
    prompt_tokens,
    reply_tokens,
    unsized_places,
)
from sigc.base.frozen import frozen
from sigc.catalog.tables import ADAPTERS, STRATEGIES, Asks
from sigc.ir.program import Model, Program, Sampling, Task, Tool, task_of
from sigc.ir.types import Optional
from sigc.lm.prices import Price, price_of
from sigc.values.schema import json_schema

ATTEMPTS = 2
"""How often a question is put at most, as in sigc/runtime/node.py."""
RESULT = 4200
"""Characters of what a tool gave, at most, as in sigc/strategies/deriving.py, with what is said of the cut."""
EMBEDDED = "sigc/offline"
"""The model whose tokens are counted here exactly as it counts them."""


@frozen
class Asked:
    """Who answers: the model, its price, and the most tokens of a reply."""

    model: Model
    price: Price | None
    max_tokens: int

    @property
    def by(self) -> Counting:
        return OFFLINE if self.model.id == EMBEDDED else BYTES


@frozen
class Question:
    """One task of a node as it is asked: `again`: tokens that asking again adds to the prompt; `reply`: about the most
    tokens of an answer in the form asked for; `needs_text`: an answer has at least some; `inputs`: the shapes of what
    a strategy puts in, None for what is the node's own; `asks` and `attempts`: how often, and how often each."""

    task: Task
    template: Template
    by: Asked
    again: Bound
    reply: int
    needs_text: bool
    inputs: Mapping[str, Shape | None]
    asks: tuple[int, int]
    attempts: int


@frozen
class Priced:
    """What is known of a node before its inputs are. `asks` None: of a strategy or adapter that is not known
    here, or an adapter that does not fit."""

    signature: str
    strategy: str
    questions: tuple[Question, ...] = ()
    asks: Asks | None = None
    tools: tuple[str, ...] = ()

    @property
    def graded(self) -> tuple[int, int]:
        """The most answers that are scored, and the most rounds in which they are."""
        if self.asks is None:
            return 0, 0
        return self.asks.tasks["main"][1], self.asks.rounds or self.asks.in_a_row[1]


def priced(program: Program, name: str, model_for: Callable[[str | None], Model]) -> Priced:
    """A node, its questions rendered."""
    node, slots = program.nodes[name], program.nodes[name].slots
    entry = STRATEGIES.get(slots.strategy.name)
    made = Priced(node.signature, slots.strategy.name)
    if entry is None or slots.adapter not in ADAPTERS:
        return made
    strategy: Any = entry.load()()
    given = dict(slots.strategy.options)
    known = {key: option.default for key, option in entry.options.items()} | strategy.defaults | given
    tools = tuple(program.tools[tool] for tool in slots.strategy.tools)
    if tools:
        known |= {"tools": tools, "native": slots.adapter == BY_CALL}
    asks = entry.asks(known)
    tasks: Mapping[str, Task] = strategy.tasks(task_of(program, name), known)
    adapter: Adapter = ADAPTERS[slots.adapter].load()()
    if any(adapter.fits(task) is not None for task in tasks.values()):
        return made
    models = {"sub": given["sub"]} if "sub" in given else {}
    questions = [
        _question(
            program,
            name,
            task,
            adapter,
            _asked_models(models.get(key, slots.model), model_for),
            asks.tasks[key],
            key in asks.once,
        )
        for key, task in tasks.items()
        if key in asks.tasks
    ]
    if asks.turns:
        questions = [_conversation(question, asks, tools) for question in questions]
    return replace(made, questions=tuple(questions), asks=asks, tools=tuple(tool.name for tool in tools))


def _asked_models(name: str | None, model_for: Callable[[str | None], Model]) -> list[Model]:
    """The model of a slot, with those that may answer for it."""
    model = model_for(name)
    return [model, *(model_for(other) for other in model.stand_ins)]


def _conversation(question: Question, asks: Asks, tools: tuple[Tool, ...]) -> Question:
    """A question whose every turn is sent with all before it: the replies, and what calls of tools gave, each cut to
    so many characters, of four bytes at most. The tools stand beside the prompt in every request."""
    by, types = question.by, question.task.types
    specs: Any = [[tool.name, tool.description, json_schema(tool.inputs, types)] for tool in tools]
    specs.append([ANSWER, ANSWERS, question.template.response_format])
    results = asks.tools[1] * (4 * RESULT + by.by.message)
    again = number(by.max_tokens + by.by.message + results)
    template = replace(question.template, response_format=specs)
    return replace(question, template=template, again=again, attempts=asks.turns["main"])


def _question(
    program: Program, name: str, task: Task, adapter: Adapter, models: list[Model], asks: tuple[int, int], once: bool
) -> Question:
    slots, signature = program.nodes[name].slots, program.signature_of(name)
    max_tokens = slots.sampling.max_tokens
    if max_tokens == Sampling().max_tokens:
        max_tokens = max(model.settings.get("max_tokens", max_tokens) for model in models)
    prices = {price_of(model.id, model.settings) for model in models}
    by = Asked(models[0], prices.pop() if len(prices) == 1 else None, max_tokens)
    own = signature.inputs if task.name == signature.name else ()
    return Question(
        task,
        adapter.template(task),
        by,
        again_tokens(task, by.by, max_tokens),
        reply_tokens(task, adapter, max_tokens),
        any(f.default is None and not isinstance(f.type, Optional) for f in task.outputs),
        {f.name: None if f in own else shape_of_type(f.type, task.types) for f in task.inputs},
        asks,
        1 if once else ATTEMPTS,
    )


def call_cost(name: str, node: Priced, shapes: Mapping[str, Shape]) -> Costs:
    """One call with inputs of these shapes."""
    if node.asks is None:
        cost = Cost({amount: Range(ZERO, INFINITE) for amount in AMOUNTS}, Range(ZERO, INFINITE))
        return {ALL: cost, f"node {name}": cost}
    parts = [_asked(question, _inputs(question, shapes)) for question in node.questions]
    tools = Range(*map(number, node.asks.tools))
    amounts = {a: Range(total(p[a].least for p in parts), total(p[a].most for p in parts)) for a in AMOUNTS}
    cost = Cost({**amounts, TOOLS: tools}, _path(node, node.asks), *_marks(node, shapes))
    used = Cost({TOOLS: Range(ZERO, tools.most)}, Range(ZERO, tools.most))
    return {ALL: cost, f"node {name}": cost, **{f"tool {tool}": used for tool in node.tools}}


def _path(node: Priced, asks: Asks) -> Range:
    """Questions in a row, each perhaps asked again, and tools between them."""
    least, most = asks.in_a_row
    again = 0 if asks.turns else sum(q.asks[1] * (q.attempts - 1) for q in node.questions)
    return Range(number(least + asks.tools[0]), number(most + min(most, again) + asks.tools[1]))


def _marks(node: Priced, shapes: Mapping[str, Shape]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What makes tokens and money less than a proof."""
    assumed = {p for f, shape in shapes.items() for p in unsized_places(shape, f"{node.signature}.{f}")}
    for question in node.questions:
        put_in = {f: shape for f, shape in question.inputs.items() if shape is not None}
        assumed |= {f"{f} of {node.strategy}" for f, shape in put_in.items() if any(unsized_places(shape, f))}
    asked = [question.by for question in node.questions]
    uncounted = frozenset(by.model.id for by in asked if by.by is not OFFLINE)
    return frozenset(assumed), uncounted, frozenset(by.model.id for by in asked if by.price is None)


def failing_cost(name: str, node: Priced, shapes: Mapping[str, Shape]) -> Costs:
    """The least that a call costs which fails for no fault of its inputs: one question without an answer."""
    if node.asks is None or not node.questions:
        return {}
    prompt = least_prompt_tokens(node.questions[0].template, _inputs(node.questions[0], shapes))
    cost = Cost({CALLS: Range(ONE, ONE), TOKENS_IN: Range(prompt, prompt)}, Range(ONE, ONE))
    return {ALL: cost, f"node {name}": cost}


def tool_cost(name: str) -> Costs:
    """One call of a tool."""
    cost = Cost({TOOLS: Range(ONE, ONE)}, Range(ONE, ONE))
    return {ALL: cost, f"tool {name}": cost}


def _asked(question: Question, shapes: Mapping[str, Shape]) -> dict[str, Range]:
    """All questions of one task."""
    by = question.by
    least = least_prompt_tokens(question.template, shapes)
    first = prompt_tokens(question.template, shapes, by.by, by.max_tokens)
    usual = prompt_tokens(question.template, shapes, USUAL, by.max_tokens)
    reply, longest = number(int(question.needs_text)), number(by.max_tokens)
    every = [first + question.again * n for n in range(question.attempts)]
    found = {
        CALLS: (ONE, number(question.attempts)),
        TOKENS_IN: (least, total(every)),
        TOKENS_OUT: (reply, longest * question.attempts),
        USUAL_IN: (usual, usual),
        USUAL_OUT: (number(question.reply),) * 2,
    }
    if by.price is not None:
        price = by.price
        found[USD_SPENT] = (
            _least_money(price, least, reply),
            total(_money(price, e, longest, price.writing) for e in every),
        )
        found[USUAL_USD] = (_money(price, usual, number(question.reply)),) * 2
    few, many = map(number, question.asks)
    return {a: Range(found[a][0] * few, found[a][1] * many) if a in found else Range() for a in AMOUNTS}


def _inputs(question: Question, given: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shapes of a question's inputs."""
    return {name: given[name] if shape is None else shape for name, shape in question.inputs.items()}


def _money(price: Price, tokens_in: Bound, tokens_out: Bound, writing: int = 0) -> Bound:
    """The most for one request; above some length a model may have another price for all of it. `writing`: what a
    token costs more when the provider is told to keep it."""
    into, out = price.input, price.output
    if price.long is not None and (tokens_in.ceiling is None or tokens_in.ceiling > price.long):
        into, out = max(into, price.long_input), max(out, price.long_output)
    return of_atom(USD) * (tokens_in * (max(into, price.cached) + writing) + tokens_out * out)


def _least_money(price: Price, tokens_in: Bound, tokens_out: Bound) -> Bound:
    return of_atom(USD) * (tokens_in * min(price.input, price.cached) + tokens_out * price.output)
