"""What Python programmers write by habit, and what says the same here: names and methods of Python's own.

Promise: hints only; what is wrong is told elsewhere, and this file is loaded only then. May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping

_TEXT = 'write it into a text: `f"{x}"`'
_MAP = "a comprehension does it: `[f(x) for x in xs if …]`"
_TYPED = "a value has the type of its place: declare the output with this type"
_NO_EFFECT = "bind what is wanted to an output; `sigc run --trace FILE` shows what happened"

NAMES: Mapping[str, str] = {
    "enumerate": "number the items: `for i, x in zip(range(len(xs)), xs)`",
    "sorted": "write `sort(xs)`",
    "reversed": "write `sort(xs)`, or `top(xs, len(xs))` for the greatest first",
    "map": _MAP,
    "filter": _MAP,
    "reduce": "fold by `repeat for x in xs from (…) { … }`",
    "str": _TEXT,
    "repr": _TEXT,
    "format": _TEXT,
    "int": _TYPED,
    "float": _TYPED,
    "bool": "compare the value: `x != 0`, `len(x) > 0`, `x != none`",
    "list": "write `[…]`; a comprehension makes a list of any other",
    "tuple": "write a list `[…]`, or a record `{ a = …, b = … }`",
    "dict": 'write a map `{ "key": … }`, or a record `{ field = … }`',
    "set": "write `unique(xs)`",
    "isinstance": "write `x is Variant`, or `match` on the variants",
    "type": "write `x is Variant`, or `match` on the variants",
    "print": _NO_EFFECT,
    "log": _NO_EFFECT,
    "open": "files are read by a tool: `tool load { … from python \"…\" }`",
    "self": "the names of a module are used as they are: `x`, not `self.x`",
    "pow": "write the product: `x * x`",
    "dspy": "nothing is imported from Python: declare `signature` and `module`, call them by name",
}  # fmt: skip

METHODS: Mapping[str, str] = {
    "items": "go over the keys: `for k in m`, and read `m[k]`, which may be none",
    "keys": "go over the map itself: `for k in m`",
    "values": "go over the keys: `[m[k] for k in m]`",
    "get": 'a missing key gives none: `m["key"]`',
    "append": "lists are joined: `xs + [x]`",
    "extend": "lists are joined: `xs + ys`",
    "format": _TEXT,
    "startswith": 'write `starts_with(text, "…")`',
    "endswith": 'write `text[-3:] == "…"`',
    "find": "write `part in text`",
    "index": "write `part in text`, or `x in xs`",
    "splitlines": 'write `split(text, "\\n")`',
    "model_dump": "a record in an f-string is its JSON: `f\"{r}\"`",
    "json": "a record in an f-string is its JSON: `f\"{r}\"`",
}  # fmt: skip
