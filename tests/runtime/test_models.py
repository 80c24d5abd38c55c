"""Models by name: which one is meant, what each request carries, and what is shared."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from runtime.models import Scripted

from sigc.ir.program import Model
from sigc.lm.base import LM, BudgetSpent, LMError, Message, Request, keep
from sigc.lm.budget import Budget
from sigc.lm.store import Store
from sigc.runtime.models import Limits, Models

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
