"""What a model takes: parameters, limits, thinking, tools, schemas, caches, media; from the dated table
`capabilities.json` beside this file, and from a model's own settings.

Promise: data decide, never a try; what no row knows is taken to be a plain server of chat completions. Read once, when
it is first asked. May import: sigc.base, sigc.lm.base."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from os.path import dirname, join
from typing import Any

from sigc.base.frozen import frozen
from sigc.base.names import closest


@frozen
class Can:
    """One model. A row of the table, and what `can = { … }` in a model's settings may say.

    `api`: the wire format. `temperature`: always, never, or `without thinking`; `temperature_most`: the highest.
    `seed`: the field's name, None where there is none. `stop`: whether stop texts are taken. `limit`: the field of the
    output limit; `limit_counts`: what it counts, `answer` or `thinking and answer`. `efforts`: the levels of thinking
    that can be asked for, `effort`: the one it has by itself; `thinking`: how a number of tokens for it is said:
    `none`, `budget`, `adaptive` or `level`, which take none. `forced_tools`: whether a call of a tool can be demanded:
    always, never, `without thinking`; `parallel_tools`: whether one turn may call several. `schema`: the dialect of
    structured output. `cache`: automatic, breakpoints or none; `cache_least`: tokens below which nothing is kept.
    `system`: the role of instructions, `user` where there is none for them. `media`: kinds; `media_urls`: whether
    their addresses are taken. `stream_usage`: whether a stream must be asked for its usage."""

    api: str = "chat"
    temperature: str = "always"
    temperature_most: float = 2.0
    seed: str | None = "seed"
    stop: bool = True
    limit: str = "max_tokens"
    limit_counts: str = "answer"
    efforts: tuple[str, ...] = ()
    effort: str | None = None
    thinking: str = "none"
    forced_tools: str = "always"
    parallel_tools: bool = True
    schema: str | None = None
    cache: str = "automatic"
    cache_least: int = 0
    system: str = "system"
    media: tuple[str, ...] = ("image", "audio", "video", "pdf")
    media_urls: bool = True
    stream_usage: bool = True

    def takes_temperature(self, effort: str | None = None, thinking: int | None = None) -> bool:
        """Whether a temperature may be sent when this much thinking is asked for."""
        if self.temperature == "without thinking":
            return (effort or self.effort) == "none"
        return self.temperature == "always" and not (self.api == "anthropic" and self.thinks(effort, thinking))

    def thinks(self, effort: str | None, thinking: int | None) -> bool:
        """Whether this much asks it to think before it answers."""
        by_effort = self.thinking in ("adaptive", "level") and effort not in (None, "none")
        return by_effort or (thinking is not None and thinking > 0)

    def takes_forced_tools(self, thinks: bool) -> bool:
        return self.forced_tools == "always" or (self.forced_tools == "without thinking" and not thinks)


FIELDS: Mapping[str, Any] = {name: getattr(Can(), name) for name in Can.__match_args__ if name != "api"}
"""The names in a row beside `api`, each with what is taken when nothing is known."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "temperature": ("always", "never", "without thinking"),
    "limit_counts": ("answer", "thinking and answer"),
    "thinking": ("none", "budget", "adaptive", "level"),
    "forced_tools": ("always", "never", "without thinking"),
    "schema": ("openai_strict", "anthropic", "gemini_openapi", "gemini_json", "guided"),
    "cache": ("automatic", "breakpoints", "none"),
    "system": ("system", "developer", "user"),
}
"""The words that a field may be, for fields that are not free."""
APIS = ("chat", "responses", "anthropic", "gemini")


def can_of(model: str, settings: Mapping[str, Any] | None = None) -> Can:
    """What the model of an id takes. With a `base_url` few rows count: another server is another model."""
    row = _row(model, settings or {})
    return Can(row["api"], **{name: _plain(row[name]) for name in FIELDS if name in row})


def refusals(model: str, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The settings that a model does not take, each with the reason; for errors, before anything is sent."""
    can, row = can_of(model, settings), _row(model, settings)
    effort, budget = settings.get("effort"), settings.get("thinking")
    if effort is not None and "efforts" in row and effort not in can.efforts:
        yield (
            "effort",
            f"takes an effort of {_listed(can.efforts)}" if can.efforts else "cannot be told how hard to think",
        )
    if budget is not None and can.thinking != "budget":
        yield "thinking", "takes no number of tokens for thinking" + ("; say `effort`" if can.efforts else "")
    temperature = settings.get("temperature")
    if temperature is not None and not can.takes_temperature(effort, budget):
        off = "none" in can.efforts and can.temperature == "without thinking"
        yield "temperature", "takes no temperature" + (' unless `effort = "none"`' if off else "")
    elif temperature is not None and temperature > can.temperature_most:
        yield "temperature", f"takes a temperature up to {can.temperature_most:g}"
    if settings.get("seed") is not None and can.seed is None:
        yield "seed", "takes no seed"


def _row(model: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The rows that match, laid over each other."""
    from fnmatch import fnmatchcase  # only models with such settings need it

    row: dict[str, Any] = {}
    place = "elsewhere" if given.get("base_url") is not None else "own"
    for family in _data()["families"]:
        if family.get("at", "own") in (place, "anywhere") and fnmatchcase(model, family["match"]):
            row |= family
    api = given.get("api") or row.get("api", "chat")
    of_api = _data()["apis"][api]
    row = {**of_api, **row, "api": api}
    if api != "chat":
        row["limit"] = of_api["limit"]
    return row | dict(given.get("can") or {})


def _listed(words: tuple[str, ...]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def can_problem(given: object) -> str | None:
    """Why a record is nothing that `can` may be; None when it fits."""
    if not isinstance(given, Mapping):
        return 'a record, such as { temperature = "never" }'
    for name, value in given.items():
        if name not in FIELDS:
            near = closest(name, FIELDS)
            return f"a record without `{name}`" + (
                f"; did you mean `{near}`?" if near else f": its fields are {', '.join(FIELDS)}"
            )
        if name in CHOICES and value not in CHOICES[name] and not (name == "schema" and value is None):
            return f"a record with `{name}` one of {', '.join(map(repr, CHOICES[name]))}"
        if name not in CHOICES and not _same_kind(value, FIELDS[name]):
            return f"a record with `{name}` as in {{ {name} = {_spelled(FIELDS[name])} }}"
    return None


def table_version() -> tuple[int, str]:
    """The table's version, and the day on which it was collected."""
    return _data()["version"], _data()["date"]


def families() -> list[Mapping[str, Any]]:
    """The rows of the table in their order, for whoever shows or checks them."""
    return list(_data()["families"])


@lru_cache(maxsize=1)
def _data() -> Any:
    with open(join(dirname(__file__), "capabilities.json"), encoding="utf-8") as file:  # pathlib takes 3 ms to load
        return json.load(file)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _same_kind(value: object, like: object) -> bool:
    if isinstance(like, bool):
        return isinstance(value, bool)
    if isinstance(like, tuple):
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if isinstance(like, int | float):
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return value is None or isinstance(value, str)


def _spelled(like: object) -> str:
    return json.dumps(list(like) if isinstance(like, tuple) else like)
