"""Chats, media and schemas of a run over a real connection: what a server is sent, and what the offline model reads of
it there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from loopback import Answer, Loopback, Seen
from runtime.models import Scripted
from runtime.programs import PIXEL

from sigc.base.diagnostic import has_errors
from sigc.base.source import Disk
from sigc.check.project import check_project
from sigc.ir.program import Program, Slots
from sigc.offline.model import OfflineLM
from sigc.offline.server import completion, turns_of
from sigc.runtime.bundle import bundle_of, read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.models import Models

SOURCE = """
model house = "openai/reader" { base_url = "%s" }
signature Reply {
  \"\"\"Answer.\"\"\"
  input talk: chat
  input seen: [image]
  input sound: audio?
  input mail: str
  output reply: str
  example { talk = [{ role = "user", text = "Hi" }], seen = ["dot.png"], sound = none, mail = "?", reply = "A dot." }
}
module Talk {
  input talk: chat
  input seen: [image]
  input sound: audio?
  input mail: str
  output next: chat
  said = Reply(talk, seen, sound, mail) on house
  next = talk + [{ role = "user", text = mail }, { role = "assistant", text = said.reply }]
}
signature Fill {
  input text: str
  input form: json
  output row: json(matching form)
  output rows: [json(matching form)]?
}
"""
TALK = [
    {"role": "user", "text": "[[mail]] Hello.", "name": "Ann"},
    {"role": "assistant", "text": "[[reply]] Good day.", "name": None},
    {"role": "tool", "text": "21 °C", "name": "weather"},
]


def programs(folder: Path, url: str = "http://127.0.0.1:9") -> Mapping[str, Program]:
    (folder / "dot.png").write_bytes(PIXEL.bytes)
    (folder / "main.sig").write_text(SOURCE % url, "utf-8")
    project, found = check_project(str(folder / "main.sig"), Disk(), root=str(folder))
    assert not has_errors(found), [d.title for d in found]
    return project.programs


def loaded(program: Program) -> Any:
    """The program as its bundle gives it back."""
    return read_bundle(json.loads(json.dumps(bundle_of(program, name="x", provenance={}))))


def offline(seen: Seen) -> Answer:
    return Answer(body=json.dumps(completion(OfflineLM(), seen.json)).encode())


def test_a_server_is_sent_turns_and_media(tmp_path: Path) -> None:
    with Loopback(Answer(text="[[reply]] Sunny.")) as server:
        program = programs(tmp_path, server.url)["Talk"]
        models = Models(program.models, "house", env={"OPENAI_API_KEY": "k"})
        inputs = {"talk": TALK, "seen": [PIXEL, "https://example.org/b.jpg"], "sound": b"ID3", "mail": "And now?"}
        made = asyncio.run(run(loaded(program), models, inputs))
        sent = server.seen[0].json["messages"]
    assert made["next"] == [
        *TALK,
        {"role": "user", "text": "And now?", "name": None},
        {"role": "assistant", "text": "Sunny.", "name": None},
    ]
    assert [m["role"] for m in sent] == ["system", "user", "assistant", "user", "assistant", "user", "user"]
    assert sent[2:6] == [
        {"role": "assistant", "content": "[[reply]] A dot."},
        {"role": "user", "content": '("Ann" says)\n\\[[mail]] Hello.'},
        {"role": "assistant", "content": "\\[[reply]] Good day."},
        {"role": "user", "content": '(the tool "weather" says)\n21 °C'},
    ]
    assert sent[1]["content"][1] == {"type": "image_url", "image_url": {"url": PIXEL.spelled}}
    assert sent[6]["content"] == [
        {"type": "text", "text": '[[seen]] ["'},
        {"type": "image_url", "image_url": {"url": PIXEL.spelled}},
        {"type": "text", "text": '[image 1]","'},
        {"type": "image_url", "image_url": {"url": "https://example.org/b.jpg"}},
        {"type": "text", "text": '[image 2]"]\n\n[[sound]] '},
        {"type": "input_audio", "input_audio": {"data": "SUQz", "format": "mp3"}},
        {"type": "text", "text": "[audio 3]\n\n[[mail]] And now?"},
    ]


async def run(program: Any, models: Models, inputs: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return await Engine(program, models.lm).run(inputs)
    finally:
        await models.close()


def test_the_offline_model_reads_the_same_over_http_and_says_what_it_cannot_see(tmp_path: Path) -> None:
    with Loopback(offline) as server:
        program = programs(tmp_path, server.url)["Talk"]
        inputs = {"talk": [], "seen": [PIXEL], "sound": None, "mail": ""}
        there = asyncio.run(run(loaded(program), Models(program.models, "house", env={"OPENAI_API_KEY": "k"}), inputs))
        sent = server.seen[0].json["messages"]
    alone = OfflineLM()
    here = asyncio.run(Engine(loaded(program), lambda _: alone).run(inputs))
    assert here == there
    said = here["next"][-1]["text"]
    assert said == "A dot." or "cannot be seen" in said
    assert [len(turn.media) for turn in turns_of(sent)] == [0, 1, 0, 1]


FORM = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"$ref": "#/$defs/id"}},
    "$defs": {"id": {"type": "integer"}},
}


def filling(folder: Path, adapter: str) -> Program:
    program = programs(folder)["Fill"]
    [node] = program.nodes
    return program.with_slots(node, Slots(adapter=adapter))


@pytest.mark.parametrize("adapter", ["json_schema", "chat"])
def test_a_reply_has_to_match_the_schema_of_the_inputs(tmp_path: Path, adapter: str) -> None:
    wrong, right = {"row": {"id": "7"}, "rows": None}, {"row": {"id": 7}, "rows": [{"id": 8}]}
    lm = Scripted([json.dumps(wrong), json.dumps(right)])
    made = asyncio.run(Engine(loaded(filling(tmp_path, adapter)), lm.for_any).run({"text": "7", "form": FORM}))
    assert made == right
    first, second = lm.asked
    assert "- `row` matches the JSON Schema in `form`" in first.messages[0].content
    assert "(`id`: '7' is not of type 'integer')" in second.messages[-1].content
    if adapter == "chat":
        assert first.response_format is None
        return
    assert first.response_format is not None
    properties = first.response_format["properties"]
    assert properties["row"] == {**FORM, "properties": {"id": {"$ref": "#/properties/row/$defs/id"}}}
    assert (
        properties["rows"]["anyOf"][0]["items"]["properties"]["id"]["$ref"]
        == "#/properties/rows/anyOf/0/items/$defs/id"
    )


@pytest.mark.parametrize("form", [7, {"type": "strin"}, {"pattern": "(a"}, {"$ref": "https://example.org"}])
def test_what_is_no_schema_is_told_before_anything_is_sent(tmp_path: Path, form: Any) -> None:
    lm = Scripted([])
    with pytest.raises(CallFailed) as caught:
        asyncio.run(Engine(filling(tmp_path, "chat"), lm.for_any).run({"text": "x", "form": form}))
    assert caught.value.code == "SIG0823"
    assert caught.value.reason.startswith("`form` is no JSON Schema: ")
    assert lm.asked == []
