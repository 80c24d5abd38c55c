"""Traces as OpenTelemetry spans, after the GenAI semantic conventions (open-telemetry/semantic-conventions-genai, in
development): a run is `invoke_workflow`, a request to a model `chat`, a tool `execute_tool`; the rest are internal
spans with attributes under `sig.`.

Promise: nothing that people or models said leaves unless `content` is asked for, and never what a policy withholds;
spans bear the times of the trace, and stand under the span of whoever called. Needs the extra `otel`. May import:
sigc.lm.base, sigc.runtime.spans."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sigc.lm.base import LMError
from sigc.runtime.spans import Span

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

ASKED = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
"""The variable by which instrumentations are asked for content."""
PROVIDERS = {
    "azure": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "gemini": "gcp.gemini",
    "mistral": "mistral_ai",
    "vertex_ai": "gcp.vertex_ai",
    "xai": "x_ai",
}
"""Prefixes of model ids whose name is another there."""


class OtelSpans:
    """A sink for a `Tracer`. `provider` None: the process's own; `content` None: what the environment asks for. Raises
    LMError SIG0855 without the extra."""

    def __init__(self, provider: TracerProvider | None = None, content: bool | None = None) -> None:
        try:
            from opentelemetry import trace
        except ImportError:
            said = 'OpenTelemetry is not installed: pip install "sigc[otel]"'
            raise LMError("SIG0855", said) from None
        self._trace = trace
        self._tracer = trace.get_tracer("sigc", tracer_provider=provider)
        self._content = os.environ.get(ASKED, "").lower() == "true" if content is None else content

    def __call__(self, run: Span) -> None:
        self._export(run, None, outermost=True)

    def _export(self, step: Span, around: Any, outermost: bool = False) -> None:
        trace = self._trace
        name, attributes = _described(step, outermost)
        if self._content:
            attributes |= dict(_content(step))
        kind = trace.SpanKind.CLIENT if step.kind == "model" else trace.SpanKind.INTERNAL
        context = None if around is None else trace.set_span_in_context(around)
        span = self._tracer.start_span(name, context, kind, attributes, start_time=_ns(step.start))
        for number, attempt in enumerate(step.attempts, 1):
            span.add_event("sig.attempt", _attempt(number, attempt), timestamp=_ns(attempt["start"]))
        if step.error is not None:
            span.set_status(trace.StatusCode.ERROR, step.error.get("reason") if self._content else step.error["code"])
        for inner in step.inside():
            self._export(inner, span)
        span.end(_ns(step.start + step.seconds))


def _described(step: Span, outermost: bool) -> tuple[str, dict[str, Any]]:
    """The name of a step's span, and its attributes without content."""
    attributes: dict[str, Any] = {"sig.kind": step.kind, "sig.sample": step.sample}
    if step.error is not None:
        attributes["error.type"] = step.error["code"]
    if step.kind == "model":
        return _chat(step, attributes)
    if step.kind == "tool":
        called = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": step.name,
            "gen_ai.tool.type": "function",
        }
        return f"execute_tool {step.name}", attributes | called
    if outermost and step.kind == "module":
        run = {"gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": step.name}
        return f"invoke_workflow {step.name}", attributes | run
    attributes[f"sig.{step.kind}"] = step.name
    if "strategy" in step.data:
        attributes["sig.strategy"] = step.data["strategy"]
    if "repairs" in step.data:
        attributes["sig.repairs"] = len(step.data["repairs"])
    return f"{step.kind} {step.name}", attributes


def _chat(step: Span, attributes: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A request to a model."""
    data, request = step.data, step.data.get("request", {})
    prefix, slash, model = step.name.partition("/")
    model = model if slash else prefix
    attributes["gen_ai.operation.name"] = "chat"
    attributes["gen_ai.provider.name"] = PROVIDERS.get(prefix, prefix) if slash else "unknown"
    facts: dict[str, Any] = {
        "request.model": model,
        "request.temperature": request.get("temperature"),
        "request.max_tokens": request.get("max_tokens"),
        "request.seed": request.get("seed"),
        "request.stop_sequences": request.get("stop"),
        "output.type": "json" if request.get("response_format") else None,
        "response.model": data.get("model"),
        "response.finish_reasons": [data["finish"]] if "finish" in data else None,
    }
    usage = data.get("usage", {})
    facts |= {
        "usage.input_tokens": usage.get("input"),
        "usage.output_tokens": usage.get("output"),
        "usage.cache_read.input_tokens": usage.get("cached"),
        "usage.cache_creation.input_tokens": usage.get("written"),
        "usage.reasoning.output_tokens": usage.get("reasoning"),
    }
    attributes |= {f"gen_ai.{name}": value for name, value in facts.items() if value is not None and value != ""}
    attributes |= {f"sig.{name}": data[name] for name in ("cached", "cost") if data.get(name) is not None}
    return f"chat {model}", attributes


def _attempt(number: int, attempt: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"sig.attempt": number, "sig.seconds": attempt.get("seconds", 0.0)}
    return told | ({"error.type": attempt["error"]["code"]} if "error" in attempt else {})


def _content(step: Span) -> Iterator[tuple[str, str]]:
    """What was said, as the JSON texts that the conventions have."""
    data = step.data
    if step.kind == "model" and "messages" in data:
        messages = data["messages"]
        system = [{"type": "text", "content": m["content"]} for m in messages if m["role"] == "system"]
        yield "gen_ai.system_instructions", _json(system)
        yield "gen_ai.input.messages", _json([_message(m) for m in messages if m["role"] != "system"])
    if step.kind == "model" and "reply" in data:
        told = {"role": "assistant", "content": data["reply"], "calls": data.get("calls", ())}
        yield "gen_ai.output.messages", _json([{**_message(told), "finish_reason": data["finish"]}])
    names = {"tool": ("gen_ai.tool.call.arguments", "gen_ai.tool.call.result")}
    if step.kind != "model":
        for name, key in zip(names.get(step.kind, ("sig.inputs", "sig.outputs")), ("inputs", "outputs"), strict=True):
            if key in data:
                yield name, _json(data[key])


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    if message["role"] == "tool":
        part = {"type": "tool_call_response", "id": message.get("answers", ""), "response": message["content"]}
        return {"role": "tool", "parts": [part]}
    parts: list[dict[str, Any]] = [{"type": "text", "content": message["content"]}] if message["content"] else []
    parts += [{"type": "tool_call", **call} for call in message.get("calls", ())]
    parts += [{"type": "generic", **part} for part in message.get("media", ())]
    return {"role": message["role"], "parts": parts}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ns(seconds: float) -> int:
    return round(seconds * 1e9)
