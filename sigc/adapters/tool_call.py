"""The adapter of native tool calling: a reply is the call of a tool whose arguments are the outputs.

Promise: as `base.Adapter`. The template carries the schema of the arguments, which the runtime offers as the tool
`answer` and demands to be called; the prompt says types, descriptions and refinements, and the schema does not say
descriptions again. A model that answers in text all the same is read like one that was asked for JSON.
May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

from sigc.adapters.base import ANSWER
from sigc.adapters.frame import HEADING_TOOL, Style, unannounced
from sigc.adapters.growing_json import JsonReply
from sigc.adapters.json_schema import JsonSchema
from sigc.adapters.json_text import read_object, write_object


class ToolCall(JsonSchema):
    """One call of the tool `answer`."""

    style = Style("tool_call", HEADING_TOOL, "- {}: ".format, "  ", unannounced, write_object, read_object)
    nothing = f"neither `{ANSWER}` was called nor does the reply hold a JSON object with the keys {{}}"
    reader = staticmethod(JsonReply)
