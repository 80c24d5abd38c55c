"""`sig.lock`: what the passes learnt, why, and what it depends on; JSON, sorted, made for review.

Promise: writing what was read gives the same bytes; a lock that cannot be read is reported and never changed.
The format is version 1; docs/lock.md describes it. May import: sigc.base, sigc.ir, sigc.values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Files
from sigc.ir.program import Demo, Note, Program, Sampling, Signature, Slots, Strategy, Values
from sigc.ir.types import Types
from sigc.values.convert import Misfit, from_json, to_json

VERSION = 1


@dataclass(frozen=True, slots=True)
class LockedBuild:
    """One build. `depends`: what -> fingerprint. `slots`: node -> slots as JSON. `evidence`: one object a pass.
    `report`: the test table. `outputs`: path -> SHA-256 of what was emitted."""

    depends: Mapping[str, str]
    pipeline: str
    seed: int
    slots: Mapping[str, Any]
    evidence: tuple[Mapping[str, Any], ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)


Lock = Mapping[str, LockedBuild]


def read_lock(path: str, files: Files) -> tuple[Lock, tuple[Diagnostic, ...]]:
    """The builds of a lock, {} when there is no such file."""
    if not files.exists(path):
        return {}, ()
    try:
        data = json.loads(files.read(path))
        if data["version"] != VERSION:
            title = f"`{path}` has version {data['version']}; this sigc reads version {VERSION}"
            return {}, (error("SIG0722", title, help="compile again with this sigc, or use the one that wrote it"),)
        return {name: _build(table) for name, table in data["builds"].items()}, ()
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as problem:
        title = f"`{path}` cannot be read: {_reason(problem)}"
        note = "sigc changes nothing in a lock that it cannot read"
        return {}, (error("SIG0721", title, note=note, help="restore it from version control, or move it away"),)


def lock_bytes(lock: Lock) -> bytes:
    """The file's bytes: sorted keys, one space a level, so that a diff shows what changed."""
    builds = {name: _table(lock[name]) for name in sorted(lock)}
    data = {"version": VERSION, "builds": builds}
    return (json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_back(build: LockedBuild) -> LockedBuild:
    """The build as a reader of the file will see it. What is emitted is made from this, so that the lock alone gives
    the same bytes."""
    return _build(json.loads(json.dumps(_table(build), sort_keys=True)))


def slots_to_json(program: Program, node: str) -> dict[str, Any]:
    """The slots of a node, values in the spelling of the model."""
    slots, signature = program.nodes[node].slots, program.signature_of(node)
    return {
        "adapter": slots.adapter,
        "strategy": {"name": slots.strategy.name, "options": dict(slots.strategy.options)},
        "instruction": slots.instruction,
        "notes": [{"field": n.field, "member": n.member, "text": n.text} for n in slots.notes],
        "demos": [_demo_to_json(demo, signature, program.types) for demo in slots.demos],
        "model": slots.model,
        "sampling": {"temperature": slots.sampling.temperature, "max_tokens": slots.sampling.max_tokens},
    }


def slots_from_json(data: Mapping[str, Any], program: Program, node: str) -> Slots:
    """The inverse. Raises Misfit, KeyError, TypeError or ValueError when the lock does not fit the program."""
    signature, now = program.signature_of(node), program.nodes[node].slots
    return Slots(
        instruction=data["instruction"],
        notes=tuple(Note(n["field"], n["text"], n["member"]) for n in data["notes"]),
        demos=tuple(_demo_from_json(d, signature, program.types) for d in data["demos"]),
        adapter=data["adapter"],
        strategy=Strategy(data["strategy"]["name"], tuple(data["strategy"]["options"].items())),
        model=data["model"],
        sampling=Sampling(data["sampling"]["temperature"], data["sampling"]["max_tokens"]),
        pinned=now.pinned,
    )


def fill_slots(program: Program, locked: LockedBuild, path: str) -> tuple[Program, tuple[Diagnostic, ...]]:
    """The program with the slots of a lock."""
    for node in sorted(program.nodes):
        try:
            program = program.with_slots(node, slots_from_json(locked.slots[node], program, node))
        except (Misfit, KeyError, TypeError, ValueError) as problem:
            title = f"`{path}` does not fit `{node}`: {_reason(problem)}"
            return program, (error("SIG0723", title, help="compile again without `--locked`"),)
    return program, ()


def _demo_to_json(demo: Demo, signature: Signature, types: Types) -> dict[str, Any]:
    return {
        "inputs": _values_to_json(demo.inputs, signature, types),
        "outputs": _values_to_json(demo.outputs, signature, types),
        "source": demo.source,
    }


def _demo_from_json(data: Mapping[str, Any], signature: Signature, types: Types) -> Demo:
    inputs = _values_from_json(data["inputs"], signature, types)
    return Demo(inputs, _values_from_json(data["outputs"], signature, types), data["source"])


def _values_to_json(values: Values, signature: Signature, types: Types) -> dict[str, Any]:
    """Fields that a strategy derives (such as `reasoning`) are text and stay as they are."""
    kinds = {f.name: f.type for f in (*signature.inputs, *signature.outputs)}
    return {k: to_json(v, kinds[k], types) if k in kinds else v for k, v in values.items()}


def _values_from_json(data: Mapping[str, Any], signature: Signature, types: Types) -> dict[str, Any]:
    kinds = {f.name: f.type for f in (*signature.inputs, *signature.outputs)}
    return {k: from_json(v, kinds[k], types) if k in kinds else v for k, v in data.items()}


def _build(table: Mapping[str, Any]) -> LockedBuild:
    return LockedBuild(
        depends=dict(table["depends"]),
        pipeline=table["pipeline"],
        seed=table["seed"],
        slots=dict(table["slots"]),
        evidence=tuple(table["evidence"]),
        report=dict(table["report"]),
        outputs=dict(table["outputs"]),
    )


def _table(build: LockedBuild) -> dict[str, Any]:
    return {
        "depends": dict(build.depends),
        "pipeline": build.pipeline,
        "seed": build.seed,
        "slots": dict(build.slots),
        "evidence": list(build.evidence),
        "report": dict(build.report),
        "outputs": dict(build.outputs),
    }


def _reason(problem: Exception) -> str:
    return f"{problem.args[0]!r} is missing" if isinstance(problem, KeyError) else str(problem)
