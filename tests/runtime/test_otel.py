"""OpenTelemetry spans, by the real SDK's in-memory exporter, over a real HTTP server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from loopback import Answer, Loopback, Seen, failure
from runtime.programs import desk, triage
from support import needs

from sigc.ir.program import Model, Program
from sigc.runtime.errors import CallFailed
from sigc.runtime.models import Models
from sigc.runtime.otel import OtelSpans
from sigc.runtime.spans import Tracer
from sigc.runtime.tools import PythonTools
from sigc.runtime.traced import TracedEngine

TOOLS = PythonTools((str(Path(__file__).parent),))
GOOD = "[[team]] other\n[[urgency]] 3\n[[order]] null"


def exported(program: Program, answer: Any, content: bool, **inputs: Any) -> dict[str, Any]:
    """Name -> finished span, the last of a name; the whole run stands under a span of the caller's."""
    needs("opentelemetry.sdk")
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = Tracer(OtelSpans(provider, content))

    async def run(url: str) -> None:
        model = Model("far", "openai/gpt-5", {"base_url": url}, "desk")
        models = Models({"far": model, "strong": model}, "far", tracer=tracer)
        try:
            with provider.get_tracer("app").start_as_current_span("caller"):
                await TracedEngine(program, models.lm, tracer=tracer, tools=TOOLS).run(inputs)
        finally:
            await models.close()

    with Loopback(answer) as server, contextlib.suppress(CallFailed):
        asyncio.run(run(server.url))
    return {span.name: span for span in exporter.get_finished_spans()}


def flaky(seen: Seen) -> Answer:
    if seen.number == 0:
        return failure(500, "down", retry_after="0")
    return Answer('{"relevant": true}' if "relevant" in seen.raw.decode() else GOOD)


def test_a_run_as_spans_without_content() -> None:
    spans = exported(desk(), flaky, False, mail="a secret mail")
    chat, run, tool = spans["chat gpt-5"], spans["invoke_workflow Support"], spans["execute_tool search"]
    assert chat.kind.name == "CLIENT"
    attributes = dict(chat.attributes)
    assert attributes["gen_ai.operation.name"] == "chat"
    assert attributes["gen_ai.provider.name"] == "openai"
    assert attributes["gen_ai.request.model"] == "gpt-5"
    assert attributes["gen_ai.response.model"] == "loopback"
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert (attributes["gen_ai.usage.input_tokens"], attributes["gen_ai.usage.output_tokens"]) == (10, 2)
    assert run.attributes["gen_ai.workflow.name"] == "Support"
    assert run.parent.span_id == spans["caller"].context.span_id
    assert tool.parent.span_id == run.context.span_id
    assert spans["node Support.triage"].attributes["sig.strategy"] == "predict"
    assert all("secret" not in span.to_json() for span in spans.values())
    for span in spans.values():
        around = next((s for s in spans.values() if span.parent and s.context.span_id == span.parent.span_id), None)
        if around is not None and around.name != "caller":
            assert around.start_time <= span.start_time <= span.end_time <= around.end_time


def test_attempts_are_events_and_failures_have_a_code() -> None:
    chat = exported(triage(), flaky, False, mail="x")["chat gpt-5"]
    assert [dict(event.attributes).get("error.type") for event in chat.events] == ["SIG0808", None]
    refused = exported(triage(), lambda _: failure(400, "mail me"), False, mail="x")["chat gpt-5"]
    assert refused.status.status_code.name == "ERROR"
    assert refused.attributes["error.type"] == "SIG0804"
    assert "mail me" not in refused.to_json()


def test_content_where_it_is_asked_for_and_no_policy_withholds_it() -> None:
    spans = exported(desk(), flaky, True, mail="a secret mail")
    attributes = dict(spans["chat gpt-5"].attributes)
    messages = json.loads(attributes["gen_ai.input.messages"])
    assert {message["role"] for message in messages} <= {"user", "assistant"}
    assert "a secret mail" in messages[-1]["parts"][0]["content"]
    (output,) = json.loads(attributes["gen_ai.output.messages"])
    assert output["finish_reason"] == "stop"
    assert json.loads(attributes["gen_ai.system_instructions"])[0]["type"] == "text"
    assert json.loads(spans["execute_tool search"].attributes["gen_ai.tool.call.arguments"])["k"] == 8

    program = triage()
    nodes = {"Triage": replace(program.nodes["Triage"], reach=("desk",))}
    closed = exported(replace(program, nodes=nodes), flaky, True, mail="a secret mail")
    assert all("secret" not in span.to_json() for span in closed.values())


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from sigc.runtime.otel import OtelSpans\n"
        "from sigc.lm.base import LMError\n"
        "try: OtelSpans()\n"
        "except LMError as error: print(error.code, error.message)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == 'SIG0855 OpenTelemetry is not installed: pip install "sigc[otel]"\n'
