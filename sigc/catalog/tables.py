"""The table of what a source can name: strategies, adapters, passes, backends, each with its options and its home.

Promise: adding one is a line here and a file there; nothing is imported before it is used. `check` reads names and
options from here, so it never imports the rooms themselves. May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from importlib import import_module
from typing import Any, Literal

from sigc.base.frozen import frozen


@frozen
class Option:
    """`kind`: what a literal must be. `default` None: no default, the option may be left out."""

    kind: Literal["int", "float", "str", "bool", "name", "names", "expr"]
    default: Any = None


@frozen
class Entry:
    """`home` is "module:object". `positional`: the option that collects positional arguments."""

    home: str
    summary: str
    options: Mapping[str, Option] = field(default_factory=dict)
    positional: str | None = None
    supported: bool = True

    def load(self) -> Any:
        """The object itself, imported now."""
        module, name = self.home.split(":")
        return getattr(import_module(module), name)


STRATEGIES: dict[str, Entry] = {
    "predict": Entry("sigc.strategies.predict:Predict", "ask once"),
    "cot": Entry("sigc.strategies.cot:Cot", "ask for the reasoning before the answer"),
}
LATER_STRATEGIES = frozenset(
    {"react", "program", "codeact", "best_of", "vote", "compare", "refine", "tree", "rlm"}
)  # parsed and known by name; "not supported yet" until they have a line above

ADAPTERS: dict[str, Entry] = {
    "chat": Entry("sigc.adapters.chat:Chat", "marked fields in plain text"),
    "json": Entry("sigc.adapters.json_text:JsonText", "one JSON object as text"),
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
