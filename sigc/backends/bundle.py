"""The JSON bundle as a backend: the bundle and the schema that it keeps.

Promise: equal programs give equal bytes. May import: sigc.ir, sigc.runtime."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigc.ir.program import Program
from sigc.runtime import bundle
from sigc.runtime.bundle import bundle_of, bundle_text


def emit_bundle(
    program: Program, *, name: str, provenance: Mapping[str, Any], model: str | None = None
) -> dict[str, bytes]:
    """Relative path -> content. `model`: for places that name none; None: sigc/offline."""
    data = bundle_of(program, name=name, provenance=provenance, model=model)
    return {"bundle.json": bundle_text(data).encode(), "bundle.schema.json": schema_text().encode()}


def schema_text() -> str:
    """The JSON Schema of bundles, a file beside the code that writes them."""
    return Path(bundle.__file__).with_name("bundle.schema.json").read_text(encoding="utf-8")
