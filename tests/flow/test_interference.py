"""Non-interference: a program that the checker calls clean sends the same, whatever the labelled input says.

Two runs differ in labelled inputs alone; the sequence of requests to the zone that the label may not reach is equal,
byte for byte. A run that fails outside an `otherwise` may stop early, so of it a beginning is compared."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from random_flows import PRELUDE, Hashing, sources

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed

QUIET = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def checked(source: str) -> tuple[Program | None, list[str]]:
    project, found = check_project("main.sig", Memory.of({"main.sig": source}), root=".")
    errors = [d.code for d in found if d.severity == "error"]
    return project.programs.get("Main"), errors


def sent(program: Program, inputs: dict[str, Any]) -> tuple[list[str], bool]:
    """What the forbidden zone is sent, and whether the run came to its end."""
    model = Hashing(program=program)
    try:
        asyncio.run(Engine(program, model.named).run(inputs))
    except CallFailed:
        return model.sent.get("far", []), False
    return model.sent.get("far", []), True


def inputs(secret: str) -> dict[str, Any]:
    return {"mail": secret, "note": "a note", "pair": {"open": "o", "closed": f"c {secret}"}}


def same(first: tuple[list[str], bool], second: tuple[list[str], bool]) -> bool:
    """Equal as bags of requests; what a run that stopped sent is part of what the other sent."""
    one, two = sorted(first[0]), sorted(second[0])
    if first[1] and second[1]:
        return first[0] == second[0]
    shorter, longer = (one, two) if not first[1] else (two, one)
    return first[1] == second[1] or all(shorter.count(x) <= longer.count(x) for x in shorter)


@given(
    source=sources(), secrets=st.lists(st.text("abcde", min_size=0, max_size=6), min_size=3, max_size=3, unique=True)
)
@QUIET
def test_what_is_clean_does_not_interfere(source: str, secrets: list[str]) -> None:
    program, errors = checked(source)
    event("refused" if errors else "clean")
    if errors or program is None:
        assert set(errors) == {"SIG0401"}, (errors, source)
        return
    runs = [sent(program, inputs(secret)) for secret in secrets]
    event(f"clean, asks the zone {min(len(runs[0][0]), 3)} times or more")
    event(f"came to an end: {[ended for _, ended in runs].count(True)} of {len(runs)}")
    assert all(same(runs[0], run) for run in runs[1:]), (source, runs)


STEPS = ["upper(@)", 'f"<{@}>"', '@ + "!"', "{ a = @, b = note }.a", "[@, note][0]", "(Ask(@) on near).answer",
         'join([x for x in [@]], " ")', "Plain(@, note).x", "@ if len(note) > 1 else note",
         '"yes" if len(@) > 2 else "no"', "match len(@) > 2 { true -> note  false -> pair.open }",
         "((Ask(@) on near) otherwise { answer = note }).answer"]  # fmt: skip
"""Steps that carry a label on, by data or by what they decide: `@` is what carries it."""
ENDS = ["(Ask(@) on far).answer", "[(Ask(x) on far).answer for x in [@]][0]",
        "(Ask(note) on far).answer if len(@) > 2 else note",
        "(repeat 2 from (m = note, d = false) until d { m = (Ask(m) on far).answer  d = len(@) > 2 }).m"]  # fmt: skip


@given(steps=st.lists(st.sampled_from(STEPS), max_size=6), end=st.sampled_from(ENDS))
@QUIET
def test_a_planted_leak_is_reported(steps: list[str], end: str) -> None:
    last, lines = "mail", []
    for number, step in enumerate(steps):
        lines.append(f"  s{number} = {step.replace('@', last)}")
        last = f"s{number}"
    lines.append(f"  out = {end.replace('@', last)}")
    head = "module Main {\n  input mail: str @pii\n  input note: str\n  output out: str\n"
    head = head.replace("  output", "  input pair: Pair\n  output")
    _, errors = checked(PRELUDE + head + "\n".join(lines) + "\n}\n")
    assert set(errors) == {"SIG0401"}, (lines, errors)
