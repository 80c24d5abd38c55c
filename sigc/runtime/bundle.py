"""The bundle: a compiled program as versioned JSON data, out and in.

Promise: `read_bundle(bundle_of(p)).program == p` but for spans; equal programs give equal data; the message templates
in it are those that the compiler rendered, so a later sigc sends the same prompts. Format: bundle.schema.json beside
this file, docs/bundle.md for people. May import: sigc.ir, sigc.values, sigc.adapters,
sigc.runtime."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sigc.adapters.base import Template, TemplateMessage
from sigc.adapters.registry import adapter_named
from sigc.ir.program import Program, Task
from sigc.runtime.codec import decode, encode
from sigc.runtime.errors import BadBundle
from sigc.runtime.loaded import Loaded
from sigc.runtime.prepared import prepared
from sigc.values.schema import json_schema

FORMAT = "sigc.bundle"
VERSION = 1
SECTIONS = {
    "types": "types",
    "signatures": "signatures",
    "tools": "tools",
    "graph": "modules",
    "nodes": "nodes",
    "models": "models",
    "zones": "zones",
    "policies": "policies",
}
"""Section of a bundle -> field of a Program."""
OPTIONAL = frozenset({"zones", "policies"})
"""Sections that a bundle without any has not."""


def bundle_of(
    program: Program, *, name: str, provenance: Mapping[str, Any], model: str | None = None
) -> dict[str, Any]:
    """The bundle of a program as JSON data. `provenance`: JSON data on what it was made from and with; `model`: the
    name or id of the model for places that name none, None for sigc/offline."""
    main = program.main
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "entry": program.entry,
        "model": model,
        "interface": {
            "inputs": json_schema(main.inputs, program.types),
            "outputs": json_schema(main.outputs, program.types),
        },
        **{
            section: encode(getattr(program, field))
            for section, field in SECTIONS.items()
            if getattr(program, field) or section not in OPTIONAL
        },
        "prompts": {node.name: _prompts(program, node.name) for node in program.each_node()},
        "provenance": json.loads(json.dumps(provenance, sort_keys=True)),
    }


def read_bundle(data: Any) -> Loaded:
    """What the data of a bundle stand for. Raises BadBundle."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadBundle(
            "format", f"expected {FORMAT!r}, found {data.get('format') if isinstance(data, dict) else data!r}"
        )
    if data.get("version") != VERSION:
        raise BadBundle("version", f"expected {VERSION}, found {data.get('version')!r}")
    hints = {"entry": data.get("entry"), **{field: data.get(section, {}) for section, field in SECTIONS.items()}}
    program: Program = decode(Program, hints)
    _check_references(program)
    prompts = decode(Mapping[str, Mapping[str, Any]], data.get("prompts", {}), "prompts")
    templates = {
        node: {task: _template(node, task, prompt) for task, prompt in tasks.items()} for node, tasks in prompts.items()
    }
    model = decode(str | None, data.get("model"), "model")
    return Loaded(program, templates, str(data.get("name", "")), model, data.get("provenance", {}))


def bundle_text(bundle: Mapping[str, Any]) -> str:
    """The file of a bundle, the same bytes for the same data."""
    return json.dumps(bundle, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _prompts(program: Program, node: str) -> dict[str, Any]:
    """Task -> its messages with all slots filled but the inputs, its reply's schema, and how the reply is read."""
    adapter = program.nodes[node].slots.adapter
    return {key: _prompt(task, adapter) for key, task in sorted(prepared(program, node).tasks.items())}


def _prompt(task: Task, adapter: str) -> dict[str, Any]:
    template = adapter_named(adapter).template(task)
    return {
        "messages": encode(template.messages),
        **({"response_format": template.response_format} if template.response_format is not None else {}),
        "reply": {"adapter": template.adapter, "fields": [f.name for f in task.outputs]},
        "outputs": json_schema(task.outputs, task.types),
    }


def _template(node: str, task: str, prompt: Any) -> Template:
    place = f"prompts.{node}.{task}"
    messages = decode(tuple[TemplateMessage, ...], prompt.get("messages"), f"{place}.messages")
    reply = decode(Mapping[str, Any], prompt.get("reply"), f"{place}.reply")
    return Template(str(reply.get("adapter")), messages, prompt.get("response_format"))


def _check_references(program: Program) -> None:
    """Names that one section reads in another."""
    if program.entry not in program.modules:
        raise BadBundle("entry", f"there is no module {program.entry!r} in `graph`")
    for node in program.nodes.values():
        if node.signature not in program.signatures:
            raise BadBundle(f"nodes.{node.name}", f"there is no signature {node.signature!r}")
