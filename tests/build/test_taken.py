"""Notes of `sigc compile -v`: what a model does not take of what the compiler chose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sigc.base.source import Memory
from sigc.build.taken import taken_notes
from sigc.check.project import check_project
from sigc.ir.program import Model, Strategy

SOURCE = '''
signature Sum {
  """Sum a mail up."""
  input  mail: str
  output summary: str(..280)
  output urgency: int(1..5)
}
'''


def notes(model: Model | None, adapter: str = "chat", **slots: object) -> list[str]:
    project, found = check_project("main.sig", Memory({"main.sig": SOURCE.encode()}))
    assert not found
    program = project.programs["Sum"]
    nodes = {n: replace(v, slots=replace(v.slots, adapter=adapter, **slots)) for n, v in program.nodes.items()}
    told = taken_notes(replace(program, nodes=nodes), model, None)
    assert {note.severity for note in told} <= {"note"}
    return [note.title for note in told]


def model(id_: str, **settings: object) -> Model:
    return Model("m", id_, settings)


VOTE = Strategy("vote", (("n", 3),))


def test_nothing_is_left_out_of_what_a_model_takes() -> None:
    assert notes(model("openai/gpt-4o"), strategy=VOTE) == []
    assert notes(None, "json_schema", strategy=VOTE) == []
    assert notes(model("vllm/x"), "json_schema") == []


@pytest.mark.parametrize(
    ("id_", "lacks"),
    [
        ("openai/gpt-5", ["takes no temperature"]),
        ("anthropic/claude-opus-4-7", ["takes no temperature", "takes no seed"]),
        ("anthropic/claude-sonnet-4-5", ["takes no seed"]),
    ],
)
def test_samples(id_: str, lacks: list[str]) -> None:
    assert notes(model(id_), strategy=VOTE) == [f"`Sum`: {id_} {what}" for what in lacks]
    assert notes(model(id_)) == []


def test_shapes() -> None:
    assert notes(model("openai/gpt-4o"), "json_schema") == [
        "`Sum`: openai/gpt-4o cannot be held to `summary`: maxLength 280"
    ]
    assert notes(model("openai/gpt-3.5-turbo"), "json_schema") == ["`Sum`: openai/gpt-3.5-turbo takes no schema"]
    assert notes(model("openai/gpt-3.5-turbo", can={"schema": "guided"}), "json_schema") == []


ALBUM = '''
type Page { scan: image  spoken: audio? }
signature Look {
  """Look."""
  input  pages: [Page]
  input  paper: pdf
  output title: str
}
'''


def test_media_that_every_call_would_fail_with_are_warned_of() -> None:
    project, found = check_project("main.sig", Memory({"main.sig": ALBUM.encode()}))
    assert not found
    told = taken_notes(project.programs["Look"], model("openai/gpt-4o"), None)
    assert [(d.code, d.severity, d.title) for d in told] == [
        ("SIG0836", "warning", "`Look`: openai/gpt-4o takes no audio")
    ]
    assert taken_notes(project.programs["Look"], model("gemini/gemini-2.5-pro"), None) == ()
    assert len(taken_notes(project.programs["Look"], model("deepseek/deepseek-chat"), None)) == 3
