"""Prompt tokens of each adapter for the five signatures that DSPy 3.4.1 was measured on, beside its figures.

Run: `python bench/tokens.py`. Counts with tiktoken's o200k_base where that can be loaded (litellm ships the file), else
with sigc's own estimate, and says which. The signatures are of the same shape and the same payload (instruction, input
and demo values without any framing) as those in the table; DSPy's figures are copied from that table."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

from sigc.adapters.registry import HOMES, adapter_named
from sigc.adapters.template import fill
from sigc.ir import types as t
from sigc.ir.program import Demo, Task, Values
from sigc.lm.tokens import count_tokens
from sigc.values.wire import show_value

STR = t.Str()
CONTEXT, QUESTION = t.Field("context", STR), t.Field("question", STR)
ANSWER = t.Field("answer", STR)

QA = Task("QA", "Answer the question from the context.", (CONTEXT, QUESTION), (ANSWER,), {})
QA_INPUTS = {"context": "Mount Kenya is 5,199 m high.", "question": "How high is it?"}
QA_DEMOS = tuple(
    Demo({"context": context, "question": question}, {"answer": answer})
    for context, question, answer in [
        (
            "The Nile flows north through Sudan and Egypt to the sea.",
            "Which way does the Nile flow?",
            "north",
        ),
        ("Ada Lovelace was born in London in December 1815.", "When was Ada Lovelace born?", "1815"),
        ("Pure copper melts at 1,085 degrees Celsius.", "At what temperature does it melt?", "1,085 °C"),
        ("On weekdays the museum opens at ten and closes at six.", "When does the museum close?", "at six"),
    ]
)
SENTIMENT = t.EnumDef("Sentiment", tuple(map(t.Member, ("positive", "negative", "neutral"))))
CLASSIFY = Task(
    "Classify",
    "Classify the customer's message.",
    (t.Field("message", STR),),
    (
        t.Field("sentiment", t.Ref("Sentiment")),
        t.Field("topic", t.Union((t.Lit("billing"), t.Lit("delivery"), t.Lit("product")))),
        t.Field("urgent", t.Bool()),
        t.Field("confidence", t.Float(0.0, 1.0)),
    ),
    {"Sentiment": SENTIMENT},
)
CLASSIFY_INPUTS = {"message": "My parcel was late again and nobody answers the phone. Fix it!"}


def record(name: str, *fields: tuple[str, t.Type, str]) -> t.RecordDef:
    return t.RecordDef(name, tuple(t.Field(*f) for f in fields))


EXTRACT = Task(
    "Extract",
    "Extract the invoice from the text.",
    (t.Field("text", STR),),
    (t.Field("invoice", t.Ref("Invoice")),),
    {
        "Invoice": record(
            "Invoice",
            ("number", STR, "as printed"),
            ("issued", t.Date(), ""),
            ("customer", t.Ref("Party"), ""),
            ("lines", t.List(t.Ref("Line")), "in the order of the document"),
            ("total", t.Float(lo=0.0), "with tax"),
        ),
        "Party": record("Party", ("name", STR, ""), ("city", t.Optional(STR), ""), ("vat_id", t.Optional(STR), "")),
        "Line": record("Line", ("item", STR, ""), ("quantity", t.Int(lo=1), ""), ("price", t.Float(), "of one")),
    },
)
EXTRACT_INPUTS = {
    "text": "Invoice 77 of 3 May 2024 for Ann Lee, Bath: 2 lamps at 20.00 and 1 desk at 80.00, total 120."
}
PEOPLE = Task(
    "People",
    "List everyone mentioned in the text.",
    (t.Field("text", STR),),
    (t.Field("people", t.List(t.Ref("Person"))),),
    {"Person": record("Person", ("name", STR, ""), ("age", t.Optional(t.Int()), ""), ("role", STR, ""))},
)
PEOPLE_INPUTS = {"text": "Ann, 34, drives the bus; Bo teaches maths in Rome."}

CASES: list[tuple[str, Task, Values, dict[str, int]]] = [
    ("simple QA (2 in, 1 out)", QA, QA_INPUTS, {"Chat": 175, "JSON": 172, "BAML": 167, "payload": 23}),
    (
        "classification: enum, literals, bool, float",
        CLASSIFY,
        CLASSIFY_INPUTS,
        {"Chat": 374, "JSON": 358, "BAML": 313, "payload": 23},
    ),
    (
        "nested extraction (3 records)",
        EXTRACT,
        EXTRACT_INPUTS,
        {"Chat": 552, "JSON": 595, "BAML": 270, "payload": 40},
    ),
    ("list of objects", PEOPLE, PEOPLE_INPUTS, {"Chat": 299, "JSON": 312, "BAML": 192, "payload": 23}),
    (
        "QA with 4 demos",
        Task("QA", QA.instruction, QA.inputs, QA.outputs, {}, demos=QA_DEMOS),
        QA_INPUTS,
        {"Chat": 379, "JSON": 360, "BAML": 355, "payload": 127},
    ),
]


def counter() -> tuple[str, Callable[[str], int]]:
    """The tokenizer's name, and how it counts."""
    found = importlib.util.find_spec("litellm")
    if found and found.origin:
        os.environ.setdefault(
            "TIKTOKEN_CACHE_DIR", str(Path(found.origin).parent / "litellm_core_utils" / "tokenizers")
        )
    try:
        import tiktoken

        encoding = tiktoken.get_encoding("o200k_base")
    except (ImportError, OSError):
        return "an estimate (o200k_base could not be loaded)", count_tokens
    return "o200k_base", lambda text: len(encoding.encode(text, disallowed_special=()))


def payload(task: Task, inputs: Values) -> list[str]:
    """All texts that a prompt has to hold, without framing."""
    said = [task.instruction]
    for given in (inputs, *(d.inputs for d in task.demos)):
        said += [show_value(given[f.name], f.type, task.types) for f in task.inputs]
    return said + [show_value(d.outputs[f.name], f.type, task.types) for d in task.demos for f in task.outputs]


def tokens_of(name: str, task: Task, inputs: Values, count: Callable[[str], int]) -> int | None:
    """The tokens of a whole prompt; None when the adapter does not fit the task."""
    adapter = adapter_named(name)
    if adapter.fits(task) is not None:
        return None
    return sum(count(text) for _, text in fill(adapter.template(task), inputs, task.types))


def main() -> None:
    name, count = counter()
    print(f"tokens of whole prompts, counted with {name}; payload: instruction and values alone")
    ours = sorted(HOMES)
    head = ["payload", *ours, "DSPy payload", "DSPy Chat", "DSPy JSON", "DSPy BAML", *(f"{n}/DSPy Chat" for n in ours)]
    print("| signature | " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * len(head))
    for title, task, inputs, dspy in CASES:
        found = {n: tokens_of(n, task, inputs, count) for n in ours}
        row: list[object] = [sum(map(count, payload(task, inputs))), *(n or "–" for n in found.values())]
        row += [dspy["payload"], dspy["Chat"], dspy["JSON"], dspy["BAML"]]
        shares = [f"{tokens / dspy['Chat']:.2f}" if tokens else "–" for tokens in found.values()]
        print(f"| {title} | " + " | ".join([*map(str, row), *shares]) + " |")


if __name__ == "__main__":
    main()
