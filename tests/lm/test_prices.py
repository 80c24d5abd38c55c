"""Prices: where they come from, and that an unknown one is never 0."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sigc.lm.prices as prices
from sigc.lm.base import Usage
from sigc.lm.prices import PICO, Price, price_of, table

FREE = Price(0, 0, 0)


def test_the_table_is_dated_and_sound() -> None:
    data = json.loads(Path(prices.__file__).with_name("prices.json").read_text(encoding="utf-8"))
    assert date.fromisoformat(data["date"])
    assert "snapshot" in data["note"]
    assert list(data["prices"]) == sorted(data["prices"])
    assert len(data["prices"]) >= 25
    for price in table().values():
        assert 0 < price.cached <= price.input <= price.output
        assert price.long is None or (price.long_input >= price.input and price.long_output >= price.output)


def test_a_listed_price() -> None:
    price = price_of("openai/gpt-5")
    assert price is not None
    assert price.cost(Usage(1_000_000, 0)) == 1.25 * PICO
    assert price.cost(Usage(0, 1_000_000)) == 10 * PICO


@pytest.mark.parametrize(
    ("model", "settings", "expected"),
    [
        ("sigc/offline", {}, FREE),
        ("ollama/anything", {}, FREE),
        ("vllm/x", {"base_url": "http://gpu.internal:8000/v1"}, FREE),
        ("sglang/x", {}, FREE),
        ("openai/mine", {"base_url": "http://localhost:8000/v1"}, FREE),
        ("openai/mine", {"base_url": "http://127.0.0.1:8000/v1"}, FREE),
        ("openai/mine", {"base_url": "http://[::1]:8000/v1"}, FREE),
        ("openai/mine", {}, None),
        ("openai/mine", {"base_url": "https://models.example/v1"}, None),
        ("openai/mine", {"base_url": "https://localhost.example/v1"}, None),
        ("openai/gpt-5", {"base_url": "https://models.example/v1"}, None),
        ("openai/gpt-5-1999-01-01", {}, None),
        ("openai/mine", {"usd_per_m_input": 1, "usd_per_m_output": 2.5}, Price(1_000_000, 2_500_000, 1_000_000)),
        (
            "ollama/x",
            {"usd_per_m_input": 1, "usd_per_m_output": 2, "usd_per_m_cached": 0.5},
            Price(1_000_000, 2_000_000, 500_000),
        ),
    ],
)
def test_where_a_price_comes_from(model: str, settings: dict[str, Any], expected: Price | None) -> None:
    assert price_of(model, settings) == expected


def test_a_listed_model_behind_a_proxy_here_has_its_list_price() -> None:
    assert price_of("openai/gpt-5", {"base_url": "http://localhost:4000/v1"}) == price_of("openai/gpt-5")


COUNT = st.integers(0, 400_000)


@given(st.sampled_from(sorted(table())), COUNT, COUNT, COUNT, COUNT)
def test_more_tokens_never_cost_less(model: str, given: int, made: int, more_given: int, more_made: int) -> None:
    price = table()[model]
    assert price.cost(Usage(given, made)) <= price.cost(Usage(given + more_given, made + more_made))


@given(st.sampled_from(sorted(table())), COUNT, COUNT, COUNT)
def test_what_the_provider_had_seen_never_costs_more(model: str, given: int, made: int, cached: int) -> None:
    price = table()[model]
    assert 0 <= price.cost(Usage(given, made, cached)) <= price.cost(Usage(given, made))


def test_keeping_a_prompt_costs_a_quarter_more_at_anthropic() -> None:
    price = price_of("anthropic/claude-sonnet-4-5")
    assert price is not None
    assert price.cost(Usage(1_000_000, written=1_000_000)) == price.cost(Usage(1_000_000)) * 5 // 4
    other = price_of("openai/gpt-4o")
    assert other is not None
    assert other.writing == 0
