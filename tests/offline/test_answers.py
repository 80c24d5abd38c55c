"""What is answered by the shape of what is asked: one small task and its answer per line of the tables."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from datetime import date, datetime
from typing import Any

import pytest

import sigc.offline
from sigc.ir import types as t
from sigc.ir.program import Demo, Note, Task
from sigc.offline.answer import Answerer

TYPES: dict[str, t.TypeDef] = {
    "Team": t.EnumDef(
        "Team",
        (
            t.Member("billing", "invoices, refunds"),
            t.Member("shipping", "parcels and their delivery"),
            t.Member("other", alias="none_of_these"),
        ),
    ),
    "Line": t.RecordDef("Line", (t.Field("item", t.Str(pattern="[A-Z]{2}-[0-9]+")), t.Field("count", t.Int(1, 99)))),
    "Slot": t.RecordDef("Slot", (t.Field("name", t.Str()), t.Field("value", t.Str()))),
    "Node": t.RecordDef("Node", (t.Field("label", t.Str()), t.Field("next", t.Optional(t.Ref("Node"))))),
    "Refund": t.RecordDef("Refund", (t.Field("amount", t.Float()),), "money goes back"),
    "Visit": t.RecordDef("Visit", (t.Field("day", t.Date()),), "somebody comes to look"),
}

CLAIM = t.Union((t.Ref("Refund"), t.Ref("Visit")))


def line(item: str, count: int) -> dict[str, Any]:
    return {"item": item, "count": count}


def answer(type_: t.Type, text: str | dict[str, str], about: str = "", name: str = "it", said: str = "",
           demos: Any = (), notes: tuple[Note, ...] = ()) -> Any:  # fmt: skip
    inputs = {"text": text} if isinstance(text, str) else text
    task = Task(
        name="",
        instruction=said,
        inputs=tuple(t.Field(key, t.Str()) for key in inputs),
        outputs=(t.Field(name, type_, about),),
        types=TYPES,
        notes=notes,
        demos=tuple(Demo({"text": given}, {name: wanted}) for given, wanted in demos),
    )
    return Answerer(task).answer(inputs)[name]


@pytest.mark.parametrize(
    ("type_", "text", "about", "wanted"),
    [
        (t.Ref("Team"), "Where is my parcel?", "", "shipping"),
        (t.Ref("Team"), "Hello there!", "", "other"),
        (t.Optional(t.Ref("Team")), "Hello there!", "", None),
        (t.Union((t.Lit("red"), t.Lit("green"))), "a green door", "", "green"),
        (t.Union((t.Lit(1), t.Lit(2))), "room 2", "", 2),
        (t.List(t.Ref("Team")), "refunds for lost parcels", "", ["billing", "shipping"]),
        (t.Int(), "We are 12 people at 13:45 on 2026-05-04.", "", 12),
        (t.Int(), "Flat 7, rent 1,250 a month", "the rent", 1250),
        (t.Int(), "a table for four", "", 4),
        (t.Int(0, 10), "1200 or 3", "", 3),
        (t.Optional(t.Int()), "no figure at all", "", None),
        (t.Int(1, 3), "I cannot work", "3 = cannot work, 1 = can wait", 3),
        (t.Int(1, 3), "this can wait", "3 = cannot work, 1 = can wait", 1),
        (t.Float(), "It costs 12.50 euros", "", 12.5),
        (t.Float(0, 1), "nothing", "", 0.0),
        (t.Date(), "Come on 4 May 2026.", "", date(2026, 5, 4)),
        (t.Date(), "Come on May 4th, 2026.", "", date(2026, 5, 4)),
        (t.Date(), "signed 2026-01-02, due 2026-05-04", "when it is due", date(2026, 5, 4)),
        (t.DateTime(), "2026-05-04 at 6:30 pm", "", datetime(2026, 5, 4, 18, 30)),
        (t.Optional(t.Date()), "come soon", "", None),
        (t.Str(pattern="[A-Z]{2}-[0-9]{3}"), "(order AB-123, please)", "", "AB-123"),
        (t.Str(pattern="[A-Z]{2}-[0-9]{3}"), "orders AB-123 and, returned, CD-456", "what was returned", "CD-456"),
        (t.Optional(t.Str(pattern="[A-Z]{2}-[0-9]{3}")), "no order", "", None),
        (t.Str(max=12), "one. two three four five six", "", "one."),
        (t.List(t.Int()), "3 apples, 5 pears and 7 plums", "", [3, 5, 7]),
        (t.List(t.Ref("Line")), "2 of AB-1, 3 of CD-22", "", [line("AB-1", 2), line("CD-22", 3)]),
        (t.Map(t.Int()), "apples: 3\npears: 5", "", {"apples": 3, "pears": 5}),
        (t.Json(), 'see {"a": [1]} there', "", {"a": [1]}),
        (t.Lit("yes"), "", "", "yes"),
        (t.Bool(), "the engine smells of fuel", "fuel was smelled near the engine", True),
        (t.Bool(), "the weather is fine", "fuel was smelled near the engine", False),
        (CLAIM, "please send the money back: 20.5", "", {"is": "Refund", "amount": 20.5}),
        (CLAIM, "somebody must come and look", "", {"is": "Visit", "day": date(2000, 1, 1)}),
        (t.Union((t.Int(), t.Str())), "seven or 8", "", 7),
    ],
)  # fmt: skip
def test_an_answer_by_type(type_: t.Type, text: str, about: str, wanted: Any) -> None:
    assert answer(type_, text, about) == wanted


def test_a_bool_over_two_texts_asks_whether_they_speak_of_the_same() -> None:
    page = "Lunch is served in the canteen from noon."
    assert answer(t.Bool(), {"question": "When is lunch served?", "page": page}) is True
    assert answer(t.Bool(), {"question": "Who mows the lawn?", "page": page}) is False


def test_a_question_gets_the_sentence_that_fits() -> None:
    page = "The lamp burns all night. It was lit in 1880. Boats pass on the left."
    assert answer(t.Str(), {"question": "Where do boats pass?", "page": page}) == "Boats pass on the left."


def test_a_text_is_copied_like_in_the_demos() -> None:
    demos = [
        ("The train to Ghent is late.", "Ghent"),
        ("A ticket to Bruges please.", "Bruges"),
        ("I go to Namur.", "Namur"),
    ]
    assert answer(t.Str(), "Is the tram to Ostend full?", demos=demos) == "Ostend"
    assert answer(t.Optional(t.Str()), "Is the tram to Ostend full?", demos=demos) == "Ostend"


def test_a_text_that_demos_repeat_is_one_of_a_few() -> None:
    demos = [("my invoice is wrong", "money"), ("the bill is too high", "money"), ("where is the parcel", "post")]
    assert answer(t.Str(), "a parcel came late", demos=demos) == "post"
    assert answer(t.Str(), "my bill", demos=demos) == "money"


def test_labelled_spans_are_found_like_in_the_demos() -> None:
    demos = [
        (
            "play Yesterday by Beatles",
            [{"name": "track", "value": "Yesterday"}, {"name": "artist", "value": "Beatles"}],
        ),
        ("play Waterloo by Abba", [{"name": "track", "value": "Waterloo"}, {"name": "artist", "value": "Abba"}]),
        ("play something by Queen", [{"name": "artist", "value": "Queen"}]),
    ]
    found = answer(t.List(t.Ref("Slot")), "play Thriller by Jackson", demos=demos)
    assert {"name": "artist", "value": "Jackson"} in found
    assert {"name": "track", "value": "Thriller"} in found


def test_a_number_is_judged_by_likeness_when_the_demos_do_not_quote_it() -> None:
    demos = [("calm and quiet", 1), ("a little wind", 2), ("a heavy storm, danger", 5), ("storm and danger", 5)]
    assert answer(t.Int(1, 5), "the storm is heavy", demos=demos) == 5
    assert answer(t.Float(), "the storm is heavy", demos=demos) > 4


def test_notes_and_rules_decide() -> None:
    team = t.Ref("Team")
    assert answer(team, "the widget hums") == "other"
    assert answer(team, "the widget hums", notes=(Note("it", "widget, hums", "shipping"),)) == "shipping"
    assert answer(team, "the widget hums", notes=(Note("it", "billing: widget"),)) == "billing"
    assert answer(team, "the widget hums", said="If the text mentions widget and hums, answer billing.") == "billing"
    assert answer(team, "the widget sings", said="If the text mentions widget and hums, answer billing.") == "other"


def test_the_same_words_as_a_demo_get_its_answer() -> None:
    assert answer(t.Ref("Team"), "Refund my parcel", demos=[("refund my parcel!", "other")]) == "other"


def test_reasoning_names_the_evidence() -> None:
    outputs = (t.Field("reasoning", t.Str()), t.Field("team", t.Ref("Team")))
    task = Task("", "", (t.Field("text", t.Str()),), outputs, TYPES)
    assert Answerer(task).answer({"text": "Two parcels are lost"}) == {
        "reasoning": "The text mentions parcels.",
        "team": "shipping",
    }


def test_a_refused_output_gets_the_next_best_answer() -> None:
    task = Task("", "", (t.Field("text", t.Str()),), (t.Field("team", t.Ref("Team")),), TYPES)
    text = {"text": "delivery of a parcel with an invoice"}
    assert Answerer(task).answer(text)["team"] == "shipping"
    assert Answerer(task).answer(text, ["`team` must be billing or other"])["team"] == "billing"


def test_recursive_types_end() -> None:
    assert answer(t.Ref("Node"), "label: a")["label"] == "a"


def test_examples_in_the_docstrings_hold() -> None:
    for module in pkgutil.walk_packages(sigc.offline.__path__, "sigc.offline."):
        assert doctest.testmod(importlib.import_module(module.name)).failed == 0
