"""List prices, from the dated table `prices.json` beside this file, and from a model's own settings.

Promise: an unknown price is None and never 0; amounts are whole picodollars (10⁻¹² US dollars), so sums are exact.
May import: sigc.lm.base."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sigc.lm.base import Usage

PICO = 10**12
FREE = ("sigc/", "ollama/", "vllm/", "sglang/")
"""Models that run on the user's own machines."""


@dataclass(frozen=True, slots=True)
class Price:
    """Picodollars per token. `cached`: for input that the provider had already seen. `long`: input tokens above which
    `long_input` and `long_output` hold for the whole call. `writing`: what input costs beyond its price when the
    provider is told to keep it."""

    input: int
    output: int
    cached: int
    long: int | None = None
    long_input: int = 0
    long_output: int = 0
    writing: int = 0

    def cost(self, usage: Usage) -> int:
        """Picodollars for a call; never less for more tokens."""
        kept = usage.written * self.writing
        if self.long is not None and usage.input > self.long:
            return kept + usage.input * self.long_input + usage.output * self.long_output
        cached = min(usage.cached, usage.input)
        return kept + (usage.input - cached) * self.input + cached * self.cached + usage.output * self.output


PriceOf = Callable[[str], Price | None]


def price_of(model: str, settings: Mapping[str, Any] | None = None) -> Price | None:
    """The price of a model id: what its settings say (`usd_per_m_input`, `usd_per_m_output`, `usd_per_m_cached`), else
    the table's, else nothing to pay for models of one's own (Ollama, vLLM, SGLang, a `base_url` on this machine).
    None when it is unknown, also for a `base_url` elsewhere: another vendor has another price."""
    given = settings or {}
    if "usd_per_m_input" in given and "usd_per_m_output" in given:
        return _price(
            {
                "input": given["usd_per_m_input"],
                "output": given["usd_per_m_output"],
                "cached": given.get("usd_per_m_cached", given["usd_per_m_input"]),
            }
        )
    if model.startswith(FREE):
        return Price(0, 0, 0)
    base_url = given.get("base_url")
    if base_url is not None and not is_here(str(base_url)):
        return None
    listed = table().get(model)
    return Price(0, 0, 0) if listed is None and base_url is not None else listed


def is_here(url: str) -> bool:
    """Whether an address is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def table_date() -> str:
    """The day on which the table was collected."""
    return str(_data()["date"])


@lru_cache(maxsize=1)
def table() -> Mapping[str, Price]:
    """Model id -> list price."""
    return {model: _price(row, _surcharge(model)) for model, row in _data()["prices"].items()}


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))
    return found


def _surcharge(model: str) -> float:
    """What part of the price of input is added for keeping it: Anthropic takes a quarter for five minutes."""
    return 0.25 if model.startswith("anthropic/") else 0.0


def _price(row: Mapping[str, Any], surcharge: float = 0.0) -> Price:
    more = row.get("long", {})
    return Price(
        input=_pico(row["input"]),
        output=_pico(row["output"]),
        cached=_pico(row.get("cached", row["input"])),
        long=more.get("above"),
        long_input=_pico(more.get("input", 0)),
        long_output=_pico(more.get("output", 0)),
        writing=_pico(surcharge * max(row["input"], more.get("input", 0))),
    )


def _pico(usd_per_million: float) -> int:
    return round(usd_per_million * 1_000_000)
