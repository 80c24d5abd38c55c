"""How many tokens a demo takes of a prompt, about.

Promise: an estimate that does not depend on the adapter; used to keep demo sets under a limit. May import: sigc.lm,
sigc.values."""

from __future__ import annotations

import json

from sigc.ir.program import Demo, Program
from sigc.lm.tokens import count_tokens
from sigc.values.wire import to_json, without_media

FRAME = 12
"""Tokens around the two messages of a demo and the marks of their fields."""


def demo_tokens(program: Program, node: str, demo: Demo) -> int:
    """Tokens of the demo's inputs and outputs as JSON, and of the frame around them."""
    signature = program.signature_of(node)
    total = FRAME
    for fields, values in ((signature.inputs, demo.inputs), (signature.outputs, demo.outputs)):
        plain = {
            f.name: to_json(without_media(values[f.name]), f.type, program.types) for f in fields if f.name in values
        }
        total += count_tokens(json.dumps(plain, ensure_ascii=False))
    return total
