"""Before anything is sent, the zone of what is really used is looked at."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program
from sigc.lm.base import LM, LMError, Reply, Request
from sigc.lm.cache import Cached
from sigc.lm.store import Store
from sigc.runtime.bundle import bundle_of, read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.models import Models

SOURCE = """
label pii
zone onprem { holds = [journal] }
zone vendor
model local = "ollama/llama3.3" { zone = onprem }
signature Ask { input text: str  output answer: str }
policy "privacy" { pii stays in onprem }
module Main {
  input mail: str @pii
  input note: str
  output out: str
  a = Ask(mail) on local otherwise { answer = "caught" }
  b = Ask(note)
  out = a.answer + b.answer
}
"""


class Answering:
    """Answers, and says where it is."""

    def __init__(self, zone: str | None) -> None:
        self.zone = zone
        self.asked: list[Request] = []

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        return Reply("[[ ## answer ## ]]\nyes")

    async def close(self) -> None:
        pass


def program() -> Program:
    project, found = check_project("main.sig", Memory.of({"main.sig": SOURCE}), root=".")
    assert not found
    return project.programs["Main"]


def run(program: Program, lm: LM) -> dict[str, object]:
    return asyncio.run(Engine(program, lambda name: lm).run({"mail": "m", "note": "n"}))


def test_each_node_knows_where_it_may_send() -> None:
    nodes = program().nodes
    assert nodes["Main.a"].reach == ("journal", "onprem", "process")
    assert nodes["Main.b"].reach is None


@pytest.mark.parametrize("zone", ["vendor", None])
def test_a_model_of_another_zone_is_sent_nothing(zone: str | None) -> None:
    lm = Answering(zone)
    with pytest.raises(LMError) as refused:
        run(program(), lm)
    assert refused.value.code == "SIG0406"
    assert [request.node for request in lm.asked] == ["Main.b"]


def test_a_bundle_keeps_what_a_node_may_reach() -> None:
    loaded = read_bundle(bundle_of(program(), name="main", provenance={}))
    assert loaded.program == program()
    with pytest.raises(LMError):
        asyncio.run(Engine(loaded, lambda name: Answering("vendor")).run({"mail": "m", "note": "n"}))


@pytest.mark.parametrize("zone", ["onprem", "process"])
def test_a_model_of_the_zone_or_in_the_process_is_asked(zone: str) -> None:
    lm = Answering(zone)
    run(program(), lm)
    assert len(lm.asked) == 2


def test_models_know_their_zones() -> None:
    main = program()
    models = Models(main.models, default="openai/gpt-5", env={"OPENAI_API_KEY": "k"})
    offline = Models(main.models, offline=True)
    from sigc.runtime.reach import zone_of

    assert zone_of(offline.lm("local")) == "process"
    assert zone_of(models.lm(None)) is None


def test_a_tool_of_another_zone_is_given_nothing() -> None:
    source = SOURCE.replace("b = Ask(note)", "b = find(mail)").replace(
        "module", 'tool find @onprem { input q: str  output answer: str  from python "t:find" }\nmodule', 1
    )
    files = Memory.of({"main.sig": source, "t.py": "def find(q): ..."})
    main = check_project("main.sig", files, root=".")[0].programs["Main"]
    moved = replace(main, tools={"find": replace(main.tools["find"], zone="vendor")})
    with pytest.raises(LMError) as refused:
        run(moved, Answering("onprem"))
    assert refused.value.code == "SIG0406"


def test_a_cache_leaves_out_what_it_may_not_hold() -> None:
    inner = Answering("onprem")
    with_cache = Cached(inner, Store(":memory:"), "here")
    for _ in range(2):
        run(program(), with_cache)
    assert [request.node for request in inner.asked] == ["Main.a", "Main.b", "Main.a"]
