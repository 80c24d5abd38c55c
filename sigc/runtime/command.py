"""`python -m NAME` of an emitted package: one call from the command line, its answer as JSON.

Promise: exit codes 0 answered, 1 no answer, 2 usage, 3 budget spent, 4 model or network; never a traceback for what a
user can mend. May import: sigc.ir, sigc.lm, sigc.runtime."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from sigc.ir.types import Field, Optional, Record, Str
from sigc.lm.base import BudgetSpent, LMError
from sigc.runtime.errors import CallFailed
from sigc.runtime.package import Graph, Package
from sigc.runtime.sync import wait_for
from sigc.values.files import below, with_files
from sigc.values.media import LARGEST
from sigc.values.reader import Misfit

OPTIONS = ("model", "offline", "cache", "usd", "calls", "help")


def main(package: Package, graph: Graph, arguments: Sequence[str]) -> int:
    """Answer one call and print it; the exit code."""
    fields = package.program.main.inputs
    parser = _parser(package, fields)
    given = parser.parse_args(arguments)
    try:
        inputs = _with_files(_inputs(given, fields), package, piped=given.json == "-")
    except (ValueError, Misfit) as problem:
        parser.print_usage(sys.stderr)
        print(f"{parser.prog}: {problem}", file=sys.stderr)
        return 2
    package.configure(
        model=given.sigc_model,
        offline=given.sigc_offline,
        cache=given.sigc_cache,
        usd=given.sigc_usd,
        calls=given.sigc_calls,
    )
    return _answer(package, graph, inputs)


def _answer(package: Package, graph: Graph, inputs: dict[str, Any]) -> int:
    async def once() -> dict[str, Any]:
        try:
            return await package.call(graph, inputs)
        finally:
            await package.close()

    try:
        outputs = wait_for(once())
    except CallFailed as failure:
        print(failure, file=sys.stderr)
        return 4 if failure.code < "SIG0820" else 1
    except LMError as error:
        print(f"[{error.code}] {error.message}", file=sys.stderr)
        return 4
    except BudgetSpent as spent:
        print(f"[{spent.code}] {spent}", file=sys.stderr)
        return 3
    print(json.dumps(outputs, ensure_ascii=False, indent=2))
    return 0


def _parser(package: Package, fields: tuple[Field, ...]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m {package.name}",
        description=package.program.main.description or None,
        epilog="Inputs come as one JSON object, as options, or both; `-` reads the object from standard input.",
    )
    parser.add_argument("json", nargs="?", metavar="JSON", help="the inputs, as in " + _example(fields))
    for field in fields:
        if field.name not in OPTIONS:
            dest = f"input_{field.name}"
            parser.add_argument(f"--{field.name}", dest=dest, metavar="VALUE", help=field.description or None)
    options = parser.add_argument_group("how to call models")
    options.add_argument("--model", dest="sigc_model", metavar="ID", help="such as openai/gpt-5")
    options.add_argument("--offline", dest="sigc_offline", action="store_true", help="the embedded model everywhere")
    options.add_argument("--cache", dest="sigc_cache", metavar="FILE", help="keep replies in this SQLite file")
    options.add_argument("--usd", dest="sigc_usd", metavar="USD", type=float, help="spend at most this much")
    options.add_argument("--calls", dest="sigc_calls", metavar="N", type=int, help="make at most this many calls")
    return parser


def _inputs(given: argparse.Namespace, fields: tuple[Field, ...]) -> dict[str, Any]:
    """The inputs as JSON data. Raises ValueError in words for the user."""
    text = sys.stdin.read() if given.json == "-" else given.json
    inputs: dict[str, Any] = {}
    if text is not None:
        try:
            found = json.loads(text)
        except ValueError as error:
            raise ValueError(f"the inputs are not JSON: {error}") from error
        if not isinstance(found, dict):
            raise ValueError("the inputs are not a JSON object")
        inputs = found
    for field in fields:
        word = getattr(given, f"input_{field.name}", None)
        if word is not None:
            inputs[field.name] = _value(field, word)
    return inputs


def _with_files(inputs: dict[str, Any], package: Package, piped: bool) -> dict[str, Any]:
    """The inputs with what the paths among them hold: any path that was typed, but of what came in by a pipe only those
    below the working folder. Raises Misfit."""
    main = package.program.main

    def read(name: str) -> bytes:
        with open(below(name) if piped else name, "rb") as file:
            return file.read(LARGEST + 1)

    found: dict[str, Any] = with_files(inputs, Record(main.inputs), package.types, read)
    return found


def _value(field: Field, word: str) -> Any:
    """An option's word as JSON data: a text as it is, anything else as JSON if it is that."""
    inner = field.type.item if isinstance(field.type, Optional) else field.type
    if isinstance(inner, Str):
        return word
    try:
        return json.loads(word)
    except ValueError:
        return word


def _example(fields: tuple[Field, ...]) -> str:
    return "{" + ", ".join(f'"{field.name}": …' for field in fields[:2]) + "}"
