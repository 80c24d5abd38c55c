"""How long reading replies takes: 2,000 objects (about 200 KB), valid and damaged, beside json.loads + pydantic.

Run: `python bench/salvage.py`. Every figure is the best of 5 in CPU time of this process, so that a loaded machine
says the same; the peer validates the same text into the same types. Damage: trailing commas, keys without quotes,
single quotes, comments, Python's words, one kind after the other through the list, the whole in a fence in prose."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from enum import Enum
from time import process_time
from typing import Any

from pydantic import BaseModel

from sigc.adapters.base import Reading
from sigc.adapters.registry import adapter_named
from sigc.ir import types as t
from sigc.ir.program import Task
from sigc.runtime.streaming import STEPS_PER_CHARACTER

REPEATS = 5
COUNT = 2_000


class Team(Enum):
    billing = "billing"
    shipping = "shipping"
    other = "other"


class Item(BaseModel):
    id: int
    name: str
    team: Team
    price: float
    ok: bool
    tags: list[str]


class Items(BaseModel):
    items: list[Item]


TASK = Task(
    "T",
    "",
    (),
    (t.Field("items", t.List(t.Ref("Item"))),),
    {
        "Team": t.EnumDef("Team", tuple(map(t.Member, Team.__members__))),
        "Item": t.RecordDef(
            "Item",
            (
                t.Field("id", t.Int()),
                t.Field("name", t.Str()),
                t.Field("team", t.Ref("Team")),
                t.Field("price", t.Float()),
                t.Field("ok", t.Bool()),
                t.Field("tags", t.List(t.Str())),
            ),
        ),
    },
)
DAMAGES: tuple[Callable[[str], str], ...] = (
    lambda text: text[:-1] + ",}",
    lambda text: text.replace('"id"', "id").replace('"team"', "team"),
    lambda text: text.replace('"', "'"),
    lambda text: text.replace('"ok"', '/* checked */ "ok"'),
    lambda text: text.replace("true", "True").replace("false", "False"),
)


def objects(count: int) -> list[dict[str, Any]]:
    teams = list(Team.__members__)
    return [
        {
            "id": i,
            "name": f"item number {i}",
            "team": teams[i % 3],
            "price": i / 4,
            "ok": i % 2 == 0,
            "tags": ["new", f"t{i}"],
        }
        for i in range(count)
    ]


def valid(count: int) -> str:
    return json.dumps({"items": objects(count)}, separators=(",", ":"))


def damaged(count: int) -> str:
    """The same values, each object damaged in one way."""
    made = (json.dumps(item, separators=(",", ":")) for item in objects(count))
    items = ",".join(DAMAGES[i % 5](text) for i, text in enumerate(made))
    return f'Here it is:\n```json\n{{"items":[{items}]}}\n```\nDone.'


def best(*runs: Callable[[], object]) -> list[float]:
    """Milliseconds of CPU time of each, taken in turns."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(REPEATS):
        for run, taken in zip(runs, times, strict=True):
            gc.collect()
            start = process_time()
            run()
            taken.append(process_time() - start)
    return [min(taken) * 1000 for taken in times]


def read(text: str) -> Reading:
    return adapter_named("json").read(text, TASK)


def watched(text: str) -> int:
    """The reply in pieces of four characters, looked at by the rule of a stream; how many looks that were."""
    reader, since, looks = adapter_named("json").growing(TASK), 0, 0
    for at in range(0, len(text), 4):
        reader.feed(text[at : at + 4])
        since += 4
        if since * STEPS_PER_CHARACTER >= reader.cost():
            reader.value()
            since, looks = 0, looks + 1
    return looks


def main() -> None:
    text, broken = valid(COUNT), damaged(COUNT)
    assert read(text).values == read(broken).values
    assert not read(text).repairs
    peer, ours, mended = best(lambda: Items.model_validate(json.loads(text)), lambda: read(text), lambda: read(broken))
    print(f"{COUNT} objects; CPU time, best of {REPEATS}")
    print(f"| {'text':24} | {'KB':>6} | {'ms':>8} | {'x peer':>6} | repairs |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, said, took, found in [
        ("peer: json.loads+pydantic", text, peer, 0),
        ("valid", text, ours, 0),
        ("damaged", broken, mended, len(read(broken).repairs)),
    ]:
        print(f"| {name:24} | {len(said) / 1000:6.0f} | {took:8.1f} | {took / peer:6.1f} | {found} |")
    for count in (2_000, 10_000, 50_000):
        for name, made in (("valid", valid(count)), ("damaged", damaged(count))):
            [took] = best(lambda made=made: read(made))
            each = f"{took * 1000 / len(made):.2f} µs/char"
            print(f"| {name}, {count} objects | {len(made) / 1000:6.0f} | {took:8.1f} | | {each} |")
    for count in (500, 2_000, 8_000):
        text = valid(count)
        [took] = best(lambda text=text: watched(text))
        each = f"{took * 1000 / len(text):.2f} µs/char, {watched(text)} looks"
        print(f"| partial values, {count} objects | {len(text) / 1000:6.0f} | {took:8.1f} | | {each} |")


if __name__ == "__main__":
    main()
