"""The wire formats of providers, one file each: a Request as their JSON, their JSON or event stream as a Reply.

Promise: pure functions of data; nothing is sent from here. May import: sigc.lm."""

from __future__ import annotations

from importlib import import_module

from sigc.lm.wire.base import Wire

WIRES = ("chat", "responses", "anthropic", "gemini")


def wire_named(name: str) -> Wire:
    """The format of a name in WIRES; loaded when it is first needed."""
    found: Wire = import_module(f"sigc.lm.wire.{name}").WIRE
    return found
