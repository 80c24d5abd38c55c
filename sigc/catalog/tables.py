"""The table of what a source can name: strategies, adapters, passes, backends, each with its options and its home.

Promise: adding one is a line here and a file there; nothing is imported before it is used. `check` reads names and
options from here, so it never imports the rooms themselves. May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from importlib import import_module
from typing import Any, Literal

from sigc.base.frozen import frozen


@frozen
class Option:
    """`kind`: what a literal must be; strategy, metric, model and tools are names of such. `default` None: no default,
    the option may be left out unless it is `required`. `low` and `high`: the ends of a number, both allowed. `among`:
    what a name must be one of, where it is not empty."""

    kind: Literal["int", "float", "str", "bool", "name", "names", "expr", "strategy", "metric", "model", "tools"]
    default: Any = None
    required: bool = False
    low: float | None = None
    high: float | None = None
    among: tuple[str, ...] = ()


@frozen
class Asks:
    """What one call by a strategy comes to, each as (least, most). `tasks`: how often it asks each of its tasks;
    `in_a_row`: how many of these questions wait for each other; `tools`: calls of tools, which wait too. A second
    question for an answer that could not be used is not counted here; `once`: tasks that are never asked again."""

    tasks: Mapping[str, tuple[int, int]]
    in_a_row: tuple[int, int] = (1, 1)
    tools: tuple[int, int] = (0, 0)
    once: frozenset[str] = frozenset()
    turns: Mapping[str, int] = field(default_factory=dict)
    """Tasks that are conversations: the most turns, each with all that was said before it."""
    rounds: int = 0
    """In how many rounds, one after the other, answers are scored; 0: as often as questions wait for each other."""


STEP = frozenset({"step", "inner_step"})
"""Questions of a session: what cannot be used is told in the next one."""


def one_question(options: Mapping[str, Any]) -> Asks:
    """The task `main`, once."""
    return Asks({"main": (1, 1)})


def all_samples(options: Mapping[str, Any]) -> Asks:
    """`main`, `n` times at the same time."""
    return Asks({"main": (options["n"], options["n"])})


def waves(options: Mapping[str, Any]) -> Asks:
    """`main`, up to `n` times, in waves of 1, 2, 4 …"""
    return Asks({"main": (1, options["n"])}, in_a_row=(1, int(options["n"]).bit_length()))


def turns(options: Mapping[str, Any]) -> Asks:
    """`main`, up to `n` times, one after the other."""
    return Asks({"main": (1, options["n"])}, in_a_row=(1, options["n"]), once=frozenset({"main"}))


def compared(options: Mapping[str, Any]) -> Asks:
    """`attempt`, `n` times at the same time, then `main`."""
    return Asks({"attempt": (options["n"], options["n"]), "main": (1, 1)}, in_a_row=(2, 2))


def stepped(options: Mapping[str, Any]) -> Asks:
    """`step`, each but the last followed by a tool, one after the other, then `main`. With native calls `main` alone,
    as a conversation of as many turns, one that forces the answer, and one more when that cannot be used."""
    steps = options["steps"]
    if options.get("native"):
        return Asks({"main": (1, 1)}, (1, steps + 2), (0, steps), turns={"main": steps + 2})
    return Asks({"step": (1, steps), "main": (1, 1)}, (2, steps + 1), (0, steps), once=STEP)


def programmed(options: Mapping[str, Any]) -> Asks:
    """`step` until code submits an answer, else `main`."""
    tries = options["tries"]
    return Asks({"step": (1, tries), "main": (0, 1)}, in_a_row=(1, tries + 1), once=STEP)


def coded(options: Mapping[str, Any]) -> Asks:
    """`step` until code submits an answer, else `main`; `calls` calls of tools on the way."""
    steps = options["steps"]
    return Asks({"step": (1, steps), "main": (0, 1)}, (1, steps + 1), (0, options["calls"]), once=STEP)


def recursive(options: Mapping[str, Any]) -> Asks:
    """`step` until code submits an answer, else `main`; `calls` questions below them, perhaps one after the other."""
    steps, calls = options["steps"], options["calls"]
    tasks = {"step": (0, steps), "main": (0, 1), "sub": (0, calls)}
    if options["depth"] > 1:
        tasks |= {"inner_step": (0, calls), "inner_main": (0, calls)}
    return Asks(tasks, in_a_row=(1, steps + 1 + calls), once=STEP)


def branched(options: Mapping[str, Any]) -> Asks:
    """In each of `depth` rounds `think` for each kept line, then `main` for each longer one; by mcts `budget` times
    `think`, up to `width` at a time, each followed by `main` or `value`."""
    width, depth, budget = options["width"], options["depth"], options["budget"]
    if options["search"] == "mcts":
        few, rounds = min(width, budget), -(-budget // width)
        if options["value"] == "model":
            tasks = {"think": (few, budget), "value": (1, budget), "main": (1, width)}
            return Asks(tasks, in_a_row=(3, 2 * rounds + 1))
        return Asks({"think": (few, budget), "main": (1, budget)}, in_a_row=(2, 2 * rounds))
    most = width + (depth - 1) * width**2
    return Asks({"think": (width, most), "main": (1, most)}, in_a_row=(2, 2 * depth), rounds=depth)


@frozen
class Entry:
    """`home` is "module:object". `positional`: the option that collects positional arguments. `asks`: of a strategy,
    what a call with these options, defaults filled in, comes to."""

    home: str
    summary: str
    options: Mapping[str, Option] = field(default_factory=dict)
    positional: str | None = None
    asks: Callable[[Mapping[str, Any]], Asks] = one_question

    def load(self) -> Any:
        """The object itself, imported now."""
        module, name = self.home.split(":")
        return getattr(import_module(module), name)


SANDBOXES = ("monty", "wasm")
SANDBOX = Option("name", "monty", among=SANDBOXES)
"""The interpreter that runs code which a model writes."""

STRATEGIES: dict[str, Entry] = {
    "predict": Entry("sigc.strategies.predict:Predict", "ask once"),
    "cot": Entry("sigc.strategies.cot:Cot", "ask for the reasoning before the answer"),
    "vote": Entry(
        "sigc.strategies.vote:Vote",
        "the answer that most of several samples agree on",
        {"n": Option("int", 5, low=1, high=1000), "of": Option("strategy", "cot")},
        asks=all_samples,
    ),
    "best_of": Entry(
        "sigc.strategies.best_of:BestOf",
        "of several samples, the one that a metric scores best",
        {
            "n": Option("int", 3, low=1, high=1000),
            "score": Option("metric", required=True),
            "at_least": Option("float", 1.0, low=0, high=1),
            "of": Option("strategy", "cot"),
        },
        asks=waves,
    ),
    "compare": Entry(
        "sigc.strategies.compare:Compare",
        "several reasoned answers, then one that weighs them",
        {"n": Option("int", 3, low=1, high=1000)},
        asks=compared,
    ),
    "refine": Entry(
        "sigc.strategies.refine:Refine",
        "answer again with what is wrong with the last answer",
        {
            "n": Option("int", 3, low=1, high=1000),
            "score": Option("metric"),
            "at_least": Option("float", 1.0, low=0, high=1),
            "of": Option("strategy", "cot"),
        },
        asks=turns,
    ),
    "react": Entry(
        "sigc.strategies.react:React",
        "think and use tools step by step, then answer",
        {"tools": Option("tools", required=True), "steps": Option("int", 8, low=1, high=1000)},
        asks=stepped,
    ),
    "program": Entry(
        "sigc.strategies.program:ProgramOfThought",
        "compute the answer by code that the model writes",
        {"tries": Option("int", 3, low=1, high=1000), "sandbox": SANDBOX},
        asks=programmed,
    ),
    "codeact": Entry(
        "sigc.strategies.codeact:CodeAct",
        "code that the model writes uses tools, step by step",
        {
            "tools": Option("tools", required=True),
            "steps": Option("int", 5, low=1, high=1000),
            "calls": Option("int", 50, low=1, high=100_000),
            "sandbox": SANDBOX,
        },
        asks=coded,
    ),
    "rlm": Entry(
        "sigc.strategies.rlm:Rlm",
        "long inputs are variables of a session, looked at by code that asks a sub-model",
        {
            "steps": Option("int", 20, low=1, high=1000),
            "calls": Option("int", 50, low=0, high=100_000),
            "depth": Option("int", 1, low=1, high=10),
            "tokens": Option("int", 2_000_000, low=1),
            "usd": Option("float", 10.0, low=0),
            "seconds": Option("float", 3600.0, low=0),
            "sub": Option("model"),
            "sandbox": SANDBOX,
        },
        asks=recursive,
    ),
    "tree": Entry(
        "sigc.strategies.tree:Tree",
        "several lines of thought, the best few kept at each step",
        {
            "width": Option("int", 3, low=1, high=100),
            "depth": Option("int", 2, low=1, high=100),
            "score": Option("metric", required=True),
            "search": Option("name", "beam", among=("beam", "mcts")),
            "budget": Option("int", 24, low=1, high=100_000),
            "value": Option("name", "answer", among=("answer", "model")),
        },
        asks=branched,
    ),
}
INNER_STRATEGIES = ("predict", "cot")
"""What `of` may name: strategies that ask one question and take no options."""

ADAPTERS: dict[str, Entry] = {
    "chat": Entry("sigc.adapters.chat:Chat", "marked fields in plain text"),
    "json": Entry("sigc.adapters.json_text:JsonText", "one JSON object as text"),
    "json_schema": Entry("sigc.adapters.json_schema:JsonSchema", "one JSON object in the provider's structured output"),
    "tool_call": Entry("sigc.adapters.tool_call:ToolCall", "a native tool call with the outputs as arguments"),
    "xml": Entry("sigc.adapters.xml:Xml", "each output in an XML element"),
    "yaml": Entry("sigc.adapters.yaml:Yaml", "one YAML document"),
    "csv": Entry("sigc.adapters.csv_marks:Csv", "marked fields, lists of flat records as CSV"),
    "toon": Entry("sigc.adapters.toon:Toon", "TOON: tables with their length and columns announced"),
    "plain": Entry("sigc.adapters.plain:Plain", "the text of one output, nothing else"),
}
DEFAULT_ADAPTERS = ("chat", "json")
"""What the pass `adapter` chooses from when its options name none."""

PASSES: dict[str, Entry] = {
    "tidy": Entry("sigc.passes.tidy:Tidy", "drop nodes nobody reads, merge equal ones"),
    "adapter": Entry(
        "sigc.passes.adapter:ChooseAdapter",
        "choose each node's wire format by score, then tokens",
        {"of": Option("names"), "rows": Option("int", 40)},
        positional="of",
    ),
    "strategy": Entry(
        "sigc.passes.strategy:ChooseStrategy",
        "choose each node's inference strategy by score, then tokens",
        {"of": Option("names"), "rows": Option("int", 40)},
        positional="of",
    ),
    "bootstrap": Entry(
        "sigc.passes.bootstrap:Bootstrap",
        "search over sets of worked examples",
        {"demos": Option("int", 4), "sets": Option("int", 12), "tokens": Option("int", 2000)},
    ),
    "instruct": Entry(
        "sigc.passes.instruct:Instruct",
        "learn notes and instructions from labelled rows and failures",
        {"calls": Option("int", 20000), "rounds": Option("int", 3), "rows": Option("int", 400)},
    ),
}

BACKENDS: dict[str, Entry] = {
    "python": Entry("sigc.backends.python:emit_python", "a Python package"),
    "bundle": Entry("sigc.backends.bundle:emit_bundle", "bundle.json with its schema"),
}
