"""Models by name: which one is meant, what each request carries, and what is shared."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from loopback import Answer, Loopback, failure
from runtime.models import Scripted

from sigc.ir.program import Model
from sigc.lm.base import LM, BudgetSpent, LMError, Message, Request, keep
from sigc.lm.budget import Budget
from sigc.lm.store import Store
from sigc.runtime.models import Limits, Models
from sigc.runtime.reach import zone_of

HELLO = (Message("user", "hello"),)
DECLARED = {
    "strong": Model("strong", "openai/gpt-5", {"base_url": "http://localhost:1/v1", "temperature": 0.3, "seed": 7}),
    "small": Model("small", "ollama/llama3.3", {"max_tokens": 64, "retries": 0}),
}


class Faked(Models):
    """Models whose clients are scripted; all else is as in use."""

    def __init__(self, script: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.client = Scripted(script)

    def _client(self, model: Model) -> LM:
        return self.client


def ask(models: Models, name: str | None = None, **request: Any) -> str:
    return asyncio.run(models.lm(name).ask(Request("", HELLO, **request))).text


def test_names_mean_declared_models_ids_mean_themselves() -> None:
    models = Models(DECLARED, default="small")
    assert models.model(None).id == "ollama/llama3.3"
    assert models.model("strong").id == "openai/gpt-5"
    assert models.model("openai/gpt-4o").id == "openai/gpt-4o"
    assert Models(DECLARED).model(None).id == "sigc/offline"


def test_an_unknown_name_is_an_error_with_one_suggestion() -> None:
    with pytest.raises(LMError, match="did you mean `strong`") as caught:
        Models(DECLARED).lm("stronk")
    assert caught.value.code == "SIG0803"


def test_offline_puts_the_embedded_model_everywhere() -> None:
    models = Models(DECLARED, default="strong", offline=True)
    assert {models.model(name).id for name in (None, "strong", "openai/gpt-5")} == {"sigc/offline"}
    assert models.lm("strong") is models.lm(None)
    assert ask(models, "strong")


def test_a_missing_key_is_an_error_when_the_model_is_asked_for() -> None:
    with pytest.raises(LMError, match="OPENAI_API_KEY") as caught:
        Models({}, default="openai/gpt-5", env={}).lm(None)
    assert caught.value.code == "SIG0801"


def test_requests_carry_the_id_and_the_settings_where_they_have_defaults() -> None:
    models = Faked(lambda request: "hi", DECLARED)
    ask(models, "strong", sample=2)
    ask(models, "strong", temperature=1.0)
    ask(models, "small", max_tokens=9)
    ask(models, "small")
    sent = [(r.model, r.temperature, r.seed, r.max_tokens) for r in models.client.asked]
    assert sent == [
        ("openai/gpt-5", 0.3, 9, 1024),
        ("openai/gpt-5", 1.0, 7, 1024),
        ("ollama/llama3.3", 0.0, None, 9),
        ("ollama/llama3.3", 0.0, None, 64),
    ]


def test_kept_replies_are_asked_for_once() -> None:
    models = Faked(lambda request: "hi", DECLARED, store=Store(":memory:"))
    request = Request("", HELLO)
    assert [ask(models, "strong"), keep(models.lm("strong"), request), ask(models, "strong")] == ["hi", None, "hi"]
    ask(models, "small")
    assert len(models.client.asked) == 2


def test_all_models_share_one_budget() -> None:
    models = Faked(lambda request: "hi", {**DECLARED}, budget=Budget(calls=2))
    ask(models, "strong")
    ask(models, "small")
    with pytest.raises(BudgetSpent):
        ask(models, "strong")


@pytest.mark.parametrize(("limits", "attempts"), [(Limits(), 1), (Limits(attempts=2), 2)])
def test_retries_come_from_the_settings_unless_limits_say_otherwise(limits: Limits, attempts: int) -> None:
    models = Faked(lambda request: LMError("SIG0808", "down", retryable=True, retry_after=0), DECLARED, limits=limits)
    with pytest.raises(LMError):
        ask(models, "small")
    assert len(models.client.asked) == attempts


def test_endpoints_tell_models_and_settings_apart() -> None:
    settings: list[Mapping[str, Any]] = [{}, {"temperature": 0.5}, {"base_url": "http://localhost:2/v1"}]
    models = Models({f"m{n}": Model(f"m{n}", "openai/gpt-5", s) for n, s in enumerate(settings)})
    ends = [models.endpoint(name) for name in ("m0", "m1", "m2", None, "openai/gpt-5")]
    assert len(set(ends)) == 4
    assert ends[0] == ends[4]


def declared(**models: Model) -> dict[str, Model]:
    return models


def test_a_fallback_is_asked_when_a_model_fails() -> None:
    with Loopback(failure(500, "boom")) as bad, Loopback(Answer(text="spare")) as good:
        settings = {"retries": 0}
        models = Models(
            declared(
                a=Model("a", "openai/a", {**settings, "base_url": bad.url, "fallback": ["b"]}, "house"),
                b=Model("b", "openai/b", {**settings, "base_url": good.url, "max_tokens": 7}, "house"),
            )
        )
        assert ask(models, "a") == "spare"
        assert zone_of(models.lm("a")) == "house"
    assert (bad.calls, good.calls) == (1, 1)
    assert good.seen[0].json["model"] == "b"
    assert good.seen[0].json["max_tokens"] == 7


def test_shared_calls_go_to_several_and_their_endpoint_names_all() -> None:
    with Loopback() as one, Loopback() as two:
        models = Models(
            declared(
                a=Model("a", "openai/a", {"base_url": one.url, "share": ["b"]}),
                b=Model("b", "openai/b", {"base_url": two.url}),
            )
        )

        async def all_of_them() -> None:
            lm = models.lm("a")
            await asyncio.gather(*(lm.ask(Request("", (Message("user", str(i)),))) for i in range(40)))
            await models.close()

        asyncio.run(all_of_them())
        assert models.endpoint("a") == f"openai/a {one.url} or openai/b {two.url}"
    assert one.calls + two.calls == 40
    assert min(one.calls, two.calls) > 10


def test_a_stand_in_of_another_zone_is_refused_before_anything_is_sent() -> None:
    models = Models(declared(a=Model("a", "vllm/a", {"fallback": ["b"]}, "house"), b=Model("b", "vllm/b")))
    with pytest.raises(LMError, match="another zone") as caught:
        models.lm("a")
    assert caught.value.code == "SIG0406"


def test_breakpoints_stand_where_the_constant_part_of_a_prompt_ends() -> None:
    said = {"content": [{"type": "text", "text": "ok"}], "usage": {"input_tokens": 3, "output_tokens": 1}}
    with Loopback(Answer(body=json.dumps(said).encode())) as server:
        models = Models(declared(a=Model("a", "anthropic/x", {"base_url": server.url, "api": "anthropic"})))
        asyncio.run(models.lm("a").ask(Request("", (Message("system", "constant"), *HELLO), stable=1)))
    assert server.seen[0].json["system"] == [
        {"type": "text", "text": "constant", "cache_control": {"type": "ephemeral"}}
    ]
    assert "cache_control" not in json.dumps(server.seen[0].json["messages"])


def test_a_schema_of_its_own_for_each_call_is_not_remembered_for_ever() -> None:
    with Loopback() as server:
        models = Models(declared(a=Model("a", "openai/a", {"base_url": server.url})))

        async def many() -> None:
            lm = models.lm("a")
            for i in range(600):
                await lm.ask(Request("", HELLO, response_format={"type": "object", "title": str(i)}))
            await models.close()

        asyncio.run(many())
        assert len(models.lm("a")._shapes) <= 256  # type: ignore[attr-defined]
