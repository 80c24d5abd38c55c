"""The final prompt of a signature, and what a run of a callable costs, for people.

The prompt is what `sigc render` prints, with each input's place shown as `{name}`; where sig.lock holds what a build
learnt for it and still fits, with that. Promise: nothing is sent; a lock that cannot be read or is out of date is as
good as none. May import: sigc.ir, adapters, analysis, build, runtime/prepared; lsp/workspace."""

from __future__ import annotations

from sigc.adapters.base import Hole, Part, Section
from sigc.adapters.registry import adapter_named
from sigc.analysis.bounds import Bounds, bounds_of
from sigc.analysis.bounds_cost import CALLS, TOKENS_IN, TOKENS_OUT, TOOLS, Range
from sigc.build.depends import drift_of_program
from sigc.build.lock import fill_slots, read_lock
from sigc.ir.program import Program
from sigc.ir.project import Project
from sigc.lsp.workspace import Workspace
from sigc.runtime.prepared import prepared

LONGEST = 6000
"""A prompt is cut beyond this many characters."""


def prompt(ws: Workspace, path: str, project: Project, key: str) -> tuple[str, bool] | None:
    """The messages of a signature's call and whether sig.lock filled its slots; None when it does not check."""
    program = project.programs.get(key)
    if program is None or not program.nodes:
        return None
    program, learnt = _with_lock(ws, path, project, program, key)
    node = next(name for name, n in sorted(program.nodes.items()) if n.signature == key)
    tasks = prepared(program, node).tasks
    task = tasks.get("main") or next(iter(tasks.values()))
    template = adapter_named(program.nodes[node].slots.adapter).template(task)
    text = "\n\n".join(f"--- {m.role}\n" + "".join(map(_shown, m.parts)).strip("\n") for m in template.messages)
    return (text if len(text) <= LONGEST else f"{text[:LONGEST]}\n…"), learnt


def _shown(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Hole):
        return f"{{{part.input}}}"
    if isinstance(part, Section):
        return "".join(map(_shown, part.parts))
    return "{…}"


def _with_lock(ws: Workspace, path: str, project: Project, program: Program, key: str) -> tuple[Program, bool]:
    """The program with the slots that a build of it learnt; else one that calls it, as a build of that learnt them."""
    where = ws.home(path).place.lock_path
    if not ws.files.exists(where):
        return program, False
    lock, problems = read_lock(where, ws.files)
    if problems:
        return program, False
    for build in project.builds.values():
        whole = project.programs.get(build.subject)
        locked = lock.get(build.name)
        if whole is None or locked is None or not any(n.signature == key for n in whole.nodes.values()):
            continue
        if drift_of_program(locked, whole, where):
            continue
        filled, problems = fill_slots(whole, locked, where)
        if not problems:
            return filled, True
    return program, False


def bounds(project: Project, key: str) -> Bounds | None:
    """What one run of a signature or module costs; None when it does not check."""
    program = project.programs.get(key)
    return bounds_of(program) if program is not None else None


def spelled(bounds_: Bounds) -> str:
    """`calls 1..2 · tool calls 1 · tokens in ≤ 340 · tokens out ≤ 120`."""
    cost = bounds_.cost
    parts = [
        f"{word} {span(cost[name])}" for name, word in ((CALLS, "calls"), (TOOLS, "tool calls")) if cost[name].most
    ]
    for name, word in ((TOKENS_IN, "tokens in"), (TOKENS_OUT, "tokens out")):
        mark = "~" if cost.assumed else ""
        parts += [f"{word} ≤ {mark}{cost[name].most}"] if cost[name].most else []
    return " · ".join(parts) if parts else "no calls"


def span(range_: Range) -> str:
    """`2`, or `1..2`."""
    least, most = str(range_.least) if range_.least else "0", str(range_.most)
    return least if least == most else f"{least}..{most}"
