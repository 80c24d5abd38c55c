"""Pipelines as text, the levels, and running one with the verifier after each pass.

Promise: `read_pipeline(show_pipeline(calls)) == calls`; a pass that leaves a broken program is named. May import:
sigc.base, sigc.ir, sigc.catalog, sigc.passes.base."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sigc.base.diagnostic import Diagnostic, UserError, error
from sigc.base.names import closest
from sigc.catalog.tables import PASSES, Entry, Option
from sigc.ir.program import Program
from sigc.ir.project import PassCall
from sigc.passes.base import Bench, Pass
from sigc.values.verify import check_program

LEVELS: dict[str, str] = {
    "O0": "",
    "O1": "tidy, adapter",
    "O2": "tidy, strategy(predict, cot), adapter, bootstrap, instruct",
}

_TOKEN = re.compile(r"\s*(?:([A-Za-z_]\w*)|(-?\d+\.\d+|-?\d+)|(\"(?:[^\"\\]|\\.)*\")|([(),=\[\]]))")


def level(name: str) -> tuple[PassCall, ...]:
    """The pipeline of `O0`, `O1` or `O2`; KeyError for another name."""
    return read_pipeline(LEVELS[name])


def show_pipeline(calls: Sequence[PassCall]) -> str:
    """`tidy, strategy(predict, cot), bootstrap(demos = 4)`."""
    return ", ".join(_show_call(call) for call in calls)


def read_pipeline(text: str) -> tuple[PassCall, ...]:
    """The passes that a text names. Raises UserError SIG0620 when it does not read."""
    reader = _Reader(list(_tokens(text)), text)
    calls: list[PassCall] = []
    while reader.more():
        calls.append(reader.call())
        if reader.more():
            reader.take(",")
    return tuple(calls)


def passes_of(calls: Sequence[PassCall]) -> tuple[Pass, ...]:
    """The passes themselves, options checked. Raises UserError SIG0601 (no such pass) or SIG0621 (option)."""
    return tuple(_made(call) for call in calls)


async def run_passes(
    program: Program, passes: Sequence[Pass], bench: Bench, held: Callable[[Program], Program] | None = None
) -> Program:
    """The program after all passes. Raises InvalidProgram when one leaves a broken program, and what a pass raises:
    BudgetSpent, LMError, CallFailed; the bench then holds the evidence of what was done before. `held`: asked after
    each pass whether what it learnt may stay; raises when not."""
    for each in passes:
        bench.say(each.name, "", "starts")
        program = await each.run(program, bench)
        check_program(program, each.name)
        program = held(program) if held is not None else program
    return program


def problems_of(calls: Sequence[PassCall]) -> tuple[Diagnostic, ...]:
    """What is wrong with pass calls, without a place: names, options and their values."""
    found: list[Diagnostic] = []
    for call in calls:
        try:
            _made(call)
        except UserError as failure:
            found.extend(failure.diagnostics)
    return tuple(found)


def _show_call(call: PassCall) -> str:
    parts = [_show_value(a) for a in call.args] + [f"{name} = {_show_value(v)}" for name, v in call.options]
    return f"{call.name}({', '.join(parts)})" if parts else call.name


def _show_value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_show_value(item) for item in value)}]"
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z_]\w*", value) and value not in ("true", "false", "none"):
        return value
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    return json.dumps(value, ensure_ascii=False)


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found:
            raise _unreadable(text, f"`{text[at:].strip()[0]}` has no meaning in a pipeline")
        yield found.group().strip()
        at = found.end()


class _Reader:
    def __init__(self, tokens: list[str], text: str) -> None:
        self.tokens, self.text, self.at = tokens, text, 0

    def more(self) -> bool:
        return self.at < len(self.tokens)

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def take(self, wanted: str) -> None:
        if self.peek() != wanted:
            raise _unreadable(self.text, f"expected `{wanted}`, found `{self.peek() or 'the end'}`")
        self.at += 1

    def word(self) -> str:
        token = self.peek()
        if not re.fullmatch(r"[A-Za-z_]\w*", token):
            raise _unreadable(self.text, f"expected a name, found `{token or 'the end'}`")
        self.at += 1
        return token

    def call(self) -> PassCall:
        name = self.word()
        args: list[Any] = []
        options: list[tuple[str, Any]] = []
        if self.peek() != "(":
            return PassCall(name)
        self.take("(")
        while self.peek() != ")":
            if self.peek(1) == "=":
                option = self.word()
                self.take("=")
                options.append((option, self.value()))
            else:
                args.append(self.value())
            if self.peek() != ")":
                self.take(",")
        self.take(")")
        return PassCall(name, tuple(args), tuple(options))

    def value(self) -> Any:
        token = self.peek()
        if token == "[":
            return self.items()
        constants = {"true": True, "false": False, "none": None}
        if token in constants:
            self.at += 1
            return constants[token]
        if token.startswith('"') or re.fullmatch(r"-?\d+(\.\d+)?", token):
            self.at += 1
            return json.loads(token)
        return self.word()

    def items(self) -> tuple[Any, ...]:
        self.take("[")
        found: list[Any] = []
        while self.peek() != "]":
            found.append(self.value())
            if self.peek() != "]":
                self.take(",")
        self.take("]")
        return tuple(found)


def _unreadable(text: str, why: str) -> UserError:
    return UserError(
        error("SIG0620", f"a pipeline does not read: {why}", note=f"in `{text}`",
              help="write passes as `tidy, adapter, bootstrap(demos = 4)`")
    )  # fmt: skip


def _made(call: PassCall) -> Pass:
    entry = PASSES.get(call.name)
    if entry is None:
        near = closest(call.name, PASSES)
        raise UserError(
            error("SIG0601", f"there is no pass `{call.name}`",
                  help=f"did you mean `{near}`?" if near else f"the passes are {', '.join(PASSES)}")
        )  # fmt: skip
    options = _checked(call, entry)
    made: Pass = entry.load()(**options)
    return made


def _checked(call: PassCall, entry: Entry) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if call.args:
        if entry.positional is None:
            raise _wrong(call, f"`{call.name}` takes options by name only", entry)
        given[entry.positional] = tuple(call.args)
    for name, value in call.options:
        if name not in entry.options or name in given:
            near = closest(name, entry.options)
            why = f"`{call.name}` is given `{name}` twice" if name in given else f"`{call.name}` has no option `{name}`"
            raise _wrong(call, why, entry, f"did you mean `{near}`?" if near else None)
        given[name] = value
    for name, value in given.items():
        if not _fits(value, entry.options[name]):
            raise _wrong(call, f"`{name}` of `{call.name}` takes {_KINDS[entry.options[name].kind]}", entry)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


_KINDS = {
    "int": "a whole number from 0", "float": "a number", "str": "a text", "bool": "true or false", "name": "a name",
    "names": "names", "expr": "an expression",
}  # fmt: skip


def _fits(value: Any, option: Option) -> bool:
    if option.kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if option.kind == "float":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if option.kind == "names":
        return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    return isinstance(value, bool if option.kind == "bool" else str)


def _wrong(call: PassCall, why: str, entry: Entry, help_: str | None = None) -> UserError:
    options = ", ".join(entry.options) or "none"
    return UserError(error("SIG0621", why, note=f"options of `{call.name}`: {options}", help=help_))
