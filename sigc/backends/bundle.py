"""The JSON bundle as a backend: the bundle and the schema that it keeps.

Promise: equal programs give equal bytes. May import: sigc.ir, sigc.runtime."""

from __future__ import annotations

from pathlib import Path

from sigc.backends.base import About
from sigc.ir.program import Program
from sigc.runtime import bundle
from sigc.runtime.bundle import bundle_of, bundle_text


def emit_bundle(program: Program, about: About) -> dict[str, bytes]:
    """Relative path -> content."""
    data = bundle_of(program, name=about.name, provenance=about.provenance, model=about.model)
    return {"bundle.json": bundle_text(data).encode(), "bundle.schema.json": schema_text().encode()}


def schema_text() -> str:
    """The JSON Schema of bundles, a file beside the code that writes them."""
    return Path(bundle.__file__).with_name("bundle.schema.json").read_text(encoding="utf-8")
