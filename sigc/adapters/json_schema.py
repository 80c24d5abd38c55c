"""The JSON adapter with the provider's structured output: the template also carries the outputs' JSON Schema.

Promise: as `base.Adapter`. The schema is canonical; whoever sends the request lowers it into the provider's dialect
(sigc/adapters/dialects). The prompt says types, descriptions and refinements, so a provider that enforces nothing is
served as well; the schema says no description again. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

from dataclasses import replace

from sigc.adapters.base import Template
from sigc.adapters.frame import HEADING_SCHEMA, Style, frame, unannounced
from sigc.adapters.framed import Framed
from sigc.adapters.growing_json import JsonReply
from sigc.adapters.json_text import FINDERS, NOTHING, read_object, write_object
from sigc.ir.program import Task
from sigc.values.schema import json_schema


class JsonSchema(Framed):
    """One JSON object, enforced by the provider."""

    style = Style("json_schema", HEADING_SCHEMA, "- {}: ".format, "  ", unannounced, write_object, read_object)
    finders = FINDERS
    nothing = NOTHING
    reader = staticmethod(JsonReply)

    def template(self, task: Task) -> Template:
        return replace(frame(task, self.style), response_format=json_schema(task.outputs, task.types, inner=True))
