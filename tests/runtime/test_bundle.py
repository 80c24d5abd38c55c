"""The bundle: in and out without loss, against its schema, refused when it is not one, quick and light to load."""

from __future__ import annotations

import copy
import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from runtime.bundle_schema import bundle_schema
from runtime.programs import ALL, triage
from support import ROOT, needs, same_text

from sigc.backends.base import About
from sigc.backends.bundle import emit_bundle
from sigc.ir.program import Demo, Strategy
from sigc.runtime.bundle import bundle_of, bundle_text, read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.errors import BadBundle


def through_text(bundle: dict[str, Any]) -> Any:
    return json.loads(bundle_text(bundle))


@pytest.mark.parametrize("name", ALL)
def test_a_program_comes_back_equal(name: str) -> None:
    program = ALL[name]()
    loaded = read_bundle(through_text(bundle_of(program, name=name, provenance={"seed": 1}, model="strong")))
    assert loaded.program == program
    assert (loaded.name, loaded.model, loaded.provenance) == (name, "strong", {"seed": 1})


def test_values_and_options_of_every_kind_come_back_equal() -> None:
    program = triage()
    outputs = {
        "date": dt.date(2024, 2, 29),
        "time": dt.datetime(2024, 2, 29, 12, 30, tzinfo=dt.UTC),
        "deep": [{"$date": "a text"}, {"$record": None}, {"$other": 1.5}],
        "number": 1.0,
        "flag": True,
    }
    slots = replace(
        program.nodes["Triage"].slots,
        demos=(Demo({"mail": "x"}, outputs, "trace"),),
        strategy=Strategy("predict", (("n", 3), ("of", ("a", "b")), ("key", None))),
        pinned=frozenset({"model", "adapter"}),
    )
    demo = decoded_slots(program.with_slots("Triage", slots)).demos[0]
    assert demo.outputs == outputs
    assert [type(v) for v in demo.outputs.values()] == [type(v) for v in outputs.values()]
    assert decoded_slots(program.with_slots("Triage", slots)) == slots


def decoded_slots(program: Any) -> Any:
    from sigc.ir.program import Program
    from sigc.runtime.codec import decode, encode

    return decode(Program, json.loads(json.dumps(encode(program)))).nodes["Triage"].slots


def test_equal_programs_give_equal_bytes() -> None:
    program = triage()
    turned = replace(program, types=dict(reversed(program.types.items())), nodes=dict(reversed(program.nodes.items())))
    one = emit_bundle(program, About("triage", provenance={"a": 1, "b": 2}))
    other = emit_bundle(turned, About("triage", provenance={"b": 2, "a": 1}))
    assert one == other
    assert set(one) == {"bundle.json", "bundle.schema.json"}


def test_the_schema_says_what_is_written() -> None:
    same_text(ROOT / "sigc" / "runtime" / "bundle.schema.json", bundle_schema())


@pytest.mark.parametrize("name", ALL)
def test_a_bundle_keeps_its_schema(name: str) -> None:
    needs("jsonschema")
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(bundle_schema()))
    bundle = through_text(bundle_of(ALL[name](), name=name, provenance={}))
    assert not [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(bundle)]
    bundle["nodes"] = {"x": {"name": "x", "signature": "s", "slots": {"sampling": {"heat": 1}}}}
    assert list(validator.iter_errors(bundle))


def damaged(change: str) -> Any:
    bundle = through_text(bundle_of(triage(), name="t", provenance={}))
    match change:
        case "version":
            bundle["version"] = 7
        case "no kind":
            bundle["types"]["Team"]["is"] = "Enum"
        case "scalar":
            bundle["nodes"]["Triage"]["slots"]["sampling"] = {"temperature": "hot"}
        case "unknown field":
            bundle["signatures"]["Triage"]["intention"] = "x"
        case "missing field":
            del bundle["signatures"]["Triage"]["outputs"][0]["name"]
        case "entry":
            bundle["entry"] = "Elsewhere"
        case "signature":
            bundle["nodes"]["Triage"]["signature"] = "Other"
        case "messages":
            bundle["prompts"]["Triage"]["main"]["messages"] = "hello"
        case "list":
            return []
    return bundle


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("version", "version"),
        ("no kind", "types.Team"),
        ("scalar", "nodes.Triage.slots.sampling.temperature"),
        ("unknown field", "signatures.Triage.intention"),
        ("missing field", "signatures.Triage.outputs[0].name"),
        ("entry", "entry"),
        ("signature", "nodes.Triage"),
        ("messages", "prompts.Triage.main.messages"),
        ("list", "format"),
    ],
)
def test_damage_is_named(change: str, place: str) -> None:
    with pytest.raises(BadBundle) as caught:
        read_bundle(damaged(change))
    assert caught.value.path == place
    assert "SIG0751" in str(caught.value)


def test_prompts_are_those_of_the_bundle_not_of_this_version() -> None:
    bundle = through_text(bundle_of(triage(), name="t", provenance={}))
    older = copy.deepcopy(bundle)
    older["prompts"]["Triage"]["main"]["messages"][0]["parts"] = ["As it was worded once."]
    engine = Engine(read_bundle(older), lambda name: pytest.fail("no call"))
    assert engine.messages("Triage", {"mail": "x"})[0].content == "As it was worded once."


HEAVY = {"lark", "litellm", "typer", "rich", "dspy", "jsonschema", "aiohttp", "lm_never"}


def test_loading_a_bundle_imports_neither_compiler_nor_clients(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text(bundle_text(bundle_of(triage(), name="t", provenance={})))
    code = """
import json, sys
from sigc.runtime.bundle import read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.models import Models
from sigc.runtime.sync import wait_for
loaded = read_bundle(json.load(open("bundle.json")))
print(wait_for(Engine(loaded, Models(loaded.program.models).lm).run({"mail": "where is my parcel AB-123456"}))["team"])
print(" ".join(sorted(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    answer, modules = ran.stdout.splitlines()
    assert answer == "shipping"
    assert not HEAVY & {name.split(".")[0] for name in modules.split()}
    compiler = ("syntax", "check", "analysis", "passes", "evaluate", "backends", "report", "build", "cli", "catalog")
    assert not [m for m in modules.split() if m.startswith(tuple(f"sigc.{room}" for room in compiler))]
