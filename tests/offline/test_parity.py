"""The same request through our adapters and through the peers' own: equal answers, equal lines."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, Literal

import pytest
from support import ROOT, data_folder, needs

from sigc.adapters.base import Turn
from sigc.adapters.registry import adapter_named
from sigc.adapters.template import fill
from sigc.ir.program import Demo, Task
from sigc.ir.types import Field, Int, List, Lit, Optional, RecordDef, Ref, Str, Union
from sigc.offline.model import OfflineLM

INSTRUCTION = "Decide what the speaker wants the assistant to do."
LABELS = (
    "AddToPlaylist",
    "BookRestaurant",
    "GetWeather",
    "PlayMusic",
    "RateBook",
    "SearchCreativeWork",
    "SearchScreeningEvent",
)


def snips(split: str) -> list[dict[str, Any]]:
    path = data_folder() / "snips" / f"{split}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def few(rows: list[dict[str, Any]], per_class: int) -> list[dict[str, Any]]:
    by_class: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_class[row["intent"]].append(row)
    return [row for label in LABELS for row in by_class[label][:per_class]]


def ours(rows: list[dict[str, Any]], shown: list[dict[str, Any]], adapter: str) -> list[str]:
    task = Task(
        name="Intent",
        instruction=INSTRUCTION,
        inputs=(Field("text", Str()),),
        outputs=(Field("intent", Union(tuple(Lit(label) for label in LABELS))),),
        types={},
        demos=tuple(Demo({"text": row["text"]}, {"intent": row["intent"]}) for row in shown),
    )
    model, used = OfflineLM(), adapter_named(adapter)
    template = used.template(task)
    replies = [model.reply(fill(template, {"text": row["text"]}, {})).text for row in rows]
    return [used.read(reply, task).values["intent"] for reply in replies]


def theirs(rows: list[dict[str, Any]], shown: list[dict[str, Any]], adapter: str) -> list[str]:
    import dspy

    fields = {
        "text": (str, dspy.InputField()),
        "intent": (Literal[LABELS], dspy.OutputField()),
    }
    signature = dspy.Signature(fields, INSTRUCTION)
    used = getattr(dspy, adapter)()
    demos = [dspy.Example(text=row["text"], intent=row["intent"]) for row in shown]
    model, answers = OfflineLM(), []
    for row in rows:
        messages = used.format(signature, demos, {"text": row["text"]})
        reply = model.reply(tuple(Turn(m["role"], m["content"]) for m in messages)).text
        answers.append(used.parse(signature, reply)["intent"])
    return answers


@pytest.mark.parametrize(("our_name", "their_name"), [("chat", "ChatAdapter"), ("json", "JSONAdapter")])
@pytest.mark.parametrize("per_class", [0, 2])
def test_the_same_request_in_dspys_format_gets_the_same_answer(our_name: str, their_name: str, per_class: int) -> None:
    needs("dspy")
    train = snips("train")
    rows, shown = train[-200:] + snips("dev")[:100], few(train, per_class)
    pairs = list(zip(ours(rows, shown, our_name), theirs(rows, shown, their_name), strict=True))
    assert sum(a == b for a, b in pairs) >= 0.99 * 300


def test_several_outputs_of_other_types_get_the_same_answers_too() -> None:
    """The triage example's own rows: an enum, a small range, an optional text."""
    needs("dspy")
    import dspy

    path = ROOT / "examples" / "triage" / "mails.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    teams = tuple(sorted({row["team"] for row in rows}))
    said = "Decide which team owns a mail and how urgent it is."
    kinds: dict[str, tuple[Any, Any]] = {
        "team": (Union(tuple(Lit(team) for team in teams)), Literal[teams]),
        "urgency": (Int(1, 3), int),
        "order": (Optional(Str()), str | None),
    }
    outputs = tuple(Field(name, ours_) for name, (ours_, _) in kinds.items())
    shown = rows[:12]
    demos = tuple(Demo({"mail": row["mail"]}, {name: row[name] for name in kinds}) for row in shown)
    task = Task("", said, (Field("mail", Str()),), outputs, {}, demos=demos)
    fields: dict[str, Any] = {"mail": (str, dspy.InputField())}
    for name, (_, their_type) in kinds.items():
        bounds = {"ge": 1, "le": 3} if name == "urgency" else {}
        fields[name] = (their_type, dspy.OutputField(**bounds))
    signature, adapter, model = dspy.Signature(fields, said), dspy.ChatAdapter(), OfflineLM()
    used = adapter_named("chat")
    same = 0
    for row in rows[12:]:
        messages = adapter.format(
            signature, [dspy.Example(**r).with_inputs("mail") for r in shown], {"mail": row["mail"]}
        )
        theirs_ = adapter.parse(signature, model.reply(tuple(Turn(m["role"], m["content"]) for m in messages)).text)
        ours_ = used.read(model.reply(fill(used.template(task), {"mail": row["mail"]}, {})).text, task).values
        if ours_["order"] is None:  # DSPy reads an optional text back as text, its own `None` too
            ours_ = {**ours_, "order": "None"}
        same += theirs_ == ours_
    assert same >= 0.99 * len(rows[12:])


CASE = RecordDef(
    "Case",
    (Field("text", Str()), Field("expected", Str()), Field("got", Optional(Str())), Field("feedback", Optional(Str()))),
)


def propose(rows: list[dict[str, Any]], got: list[str], instruction: str) -> str:
    """Our own proposer's prompt and the instruction that comes back."""
    task = Task(
        name="Rewrite",
        instruction="Improve an instruction.",
        inputs=(Field("task", Str(), "the instruction as it stands"), Field("cases", List(Ref("Case")))),
        outputs=(Field("instruction", Str(), "the improved instruction, rules and advice, one a line"),),
        types={"Case": CASE},
    )
    cases = [
        {"text": row["text"], "expected": row["intent"], "got": given, "feedback": f"the intent is {row['intent']}"}
        for row, given in zip(rows, got, strict=True)
    ]
    used = adapter_named("json")
    turns = fill(used.template(task), {"task": instruction, "cases": cases}, task.types)
    answer: str = used.read(OfflineLM().reply(turns).text, task).values["instruction"]
    return answer


def records(rows: list[dict[str, Any]], got: list[str]) -> list[dict[str, Any]]:
    """The records as gepa's adapters make them."""
    return [
        {
            "Inputs": {"text": row["text"]},
            "Generated Outputs": {"intent": given},
            "Feedback": f"the intent is {row['intent']}",
        }
        for row, given in zip(rows, got, strict=True)
    ]


def test_gepas_reflection_prompt_gives_the_same_lines() -> None:
    needs("gepa")
    from gepa.strategies.instruction_proposal import InstructionProposalSignature as Reflection

    rows = snips("train")[:40]
    got = ours(rows, [], "chat")
    asked = {"current_instruction_doc": INSTRUCTION, "dataset_with_feedback": records(rows, got)}
    reply = OfflineLM().reply((Turn("user", str(Reflection.prompt_renderer({**asked, "prompt_template": None}))),)).text
    new = Reflection.output_extractor(reply)["new_instruction"]
    assert new == propose(rows, got, INSTRUCTION)
    assert new.startswith(INSTRUCTION)
    assert len(new.splitlines()) == 1 + len(LABELS)


def test_dspys_gepa_proposer_gives_the_same_lines() -> None:
    needs("dspy")
    needs("gepa")
    import dspy
    from dspy.teleprompt.gepa.instruction_proposal import ProposeInstruction

    rows = snips("train")[:40]
    got = ours(rows, [], "chat")
    asked = {"current_instruction": INSTRUCTION, "examples_with_feedback": records(rows, got)}
    messages = dspy.JSONAdapter().format(ProposeInstruction, [], asked)
    reply = OfflineLM().reply(tuple(Turn(m["role"], m["content"]) for m in messages)).text
    new = dspy.JSONAdapter().parse(ProposeInstruction, reply)["new_instruction"]
    assert new == propose(rows, got, INSTRUCTION)
