"""Temperature: none gives one answer, some gives draws that depend on the request alone."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from sigc.adapters.base import Turn
from sigc.adapters.registry import adapter_named
from sigc.adapters.template import fill
from sigc.adapters.turns import ask_again
from sigc.ir.program import Task
from sigc.ir.types import Field, Lit, Str, Union
from sigc.lm.base import Message, Request
from sigc.offline.model import MODEL, OfflineLM
from sigc.offline.noise import Noise, draw_key

TASK = Task(
    name="",
    instruction="Sort the message.",
    inputs=(Field("message", Str()),),
    outputs=(Field("about", Union((Lit("engine"), Lit("weather"), Lit("food")))),),
    types={},
)


def asked(message: str) -> tuple[Turn, ...]:
    return fill(adapter_named("chat").template(TASK), {"message": message}, {})


CLEAR, OPEN = asked("the weather is fine"), asked("nothing of the kind")


def test_without_temperature_there_is_one_answer() -> None:
    model = OfflineLM()
    assert {model.reply(CLEAR, seed=seed, draw=seed).text for seed in range(20)} == {"[[about]] weather"}


def test_noise_finds_other_answers_but_mostly_the_best() -> None:
    model = OfflineLM()
    clear = Counter(model.reply(CLEAR, 1.0).text for _ in range(200))
    unclear = Counter(model.reply(OPEN, 1.0).text for _ in range(200))
    assert clear.most_common(1)[0][0] == "[[about]] weather"
    assert 120 < clear["[[about]] weather"] < 200
    assert len(unclear) == 3
    assert max(unclear.values()) < 120


def test_a_seed_fixes_the_draw_and_the_number_of_the_choice_tells_draws_apart() -> None:
    assert OfflineLM().reply(OPEN, 1.0, seed=7) == OfflineLM().reply(OPEN, 1.0, seed=7)
    several = {OfflineLM().reply(OPEN, 1.0, seed=7, draw=draw).text for draw in range(30)}
    assert len(several) == 3
    assert len({OfflineLM().reply(OPEN, 1.0, seed=seed).text for seed in range(30)}) == 3


def test_without_a_seed_equal_requests_are_counted_whatever_comes_between() -> None:
    requests = [CLEAR, OPEN] * 20
    alone = {turns: [OfflineLM().reply(turns, 1.0).text for _ in range(1)] for turns in (CLEAR, OPEN)}
    replies: dict[int, dict[tuple[Turn, ...], list[str]]] = {}
    for order in range(3):
        model, seen = OfflineLM(), {CLEAR: list[str](), OPEN: list[str]()}
        for turns in random.Random(order).sample(requests, len(requests)):
            seen[turns].append(model.reply(turns, 1.0).text)
        replies[order] = seen
    assert replies[0] == replies[1] == replies[2]
    assert all(replies[0][turns][0] == first for turns, [first] in alone.items())


def test_noise_has_the_spread_of_its_temperature() -> None:
    draws = [Noise(0.5, b"key").of(str(i)) for i in range(4000)]
    mean = sum(draws) / len(draws)
    assert abs(mean - 0.5 * 0.5772) < 0.03
    assert Noise(0.0, b"key").of("x") == 0.0
    assert draw_key(CLEAR, 1.0, None, 0) != draw_key(CLEAR, 1.0, None, 1) != draw_key(CLEAR, 1.0, 1, 1)


def test_only_messages_temperature_and_seed_of_a_request_are_read() -> None:
    messages = tuple(Message(turn.role, turn.text) for turn in CLEAR)  # type: ignore[arg-type]
    plain = asyncio.run(OfflineLM().ask(Request(MODEL, messages)))
    other = Request(MODEL, messages, max_tokens=1, sample=9, stop=("w",), response_format={"type": "object"}, node="x")
    assert asyncio.run(OfflineLM().ask(other)) == plain
    assert plain.cost == 0.0
    assert plain.usage.input > plain.usage.output > 0


def test_asked_again_with_a_reason_it_gives_the_next_best() -> None:
    model = OfflineLM()
    both = asked("the weather is fine, the engine hums, the weather")
    first = model.reply(both).text
    again = (*both, *ask_again(first, "`about` must be something else"))
    other = (*both, *ask_again(first, "the reply is too long"))
    assert (first, model.reply(again).text) == ("[[about]] weather", "[[about]] engine")
    assert model.reply(other).text == first
    assert model.reply(both).text == first
