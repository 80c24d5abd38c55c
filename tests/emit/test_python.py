"""Emitted packages: whole trees as expected, formatted, typed, and running as their bundles do."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from runtime.models import Answer, Scripted
from runtime.packages import format_problems, imported, type_problems, written
from runtime.programs import ALL, PIXEL, awkward, desk, triage
from support import same_text

from sigc.backends.base import About
from sigc.backends.python import emit_python
from sigc.lm.base import LMError, Message, Request
from sigc.runtime.bundle import read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.tools import PythonTools

CASES = Path(__file__).parent / "python"
TOOLS = PythonTools((str(Path(__file__).parent.parent / "runtime"),))


@pytest.mark.parametrize("name", ALL)
def test_the_tree_is_as_expected(name: str) -> None:
    files = emit_python(ALL[name](), About(name, provenance={"seed": 0}))
    for path, content in files.items():
        same_text(CASES / name / path, content.decode())
    there = {str(p.relative_to(CASES / name)) for p in (CASES / name).rglob("*") if p.is_file()}
    assert {path for path in there if "cache" not in path} == set(files)


def test_the_text_is_formatted_as_ruff_would() -> None:
    assert format_problems(CASES) == ""


def test_the_text_is_typed() -> None:
    assert type_problems([f"{name}/{name}" for name in ALL], CASES) == ""


# ---- the package and its bundle send the same


def answers(request: Request) -> Answer:
    """Something for every node of every program, different for different prompts."""
    said = request.messages[-1].content
    size = len(str([m.content for m in request.messages]))
    match request.node.split(".")[-1].split("#")[0]:
        case "triage" | "Triage":
            team = ("billing", "shipping", "technical", "none_of_these")[len(said) % 4]
            return f"[[team]] {team}\n[[urgency]] {1 + len(said) % 5}\n[[order]] null"
        case "seen":
            return f"[[caption]] {size}"
        case "useful":
            return json.dumps({"relevant": "page 1" in said})
        case "answer":
            return f"[[reasoning]] hm\n[[reply]] Dear {size}" if len(said) % 7 else LMError("SIG0808", "down")
        case "Echo":
            reply = {"import": {"class": "c", "json": "j"}, "validate": ["2024-02-29"], "self": {"size": size}}
            return json.dumps(reply)
    return (
        f"[[query]] {said.removeprefix('[[claim]] ')}+{request.node[-6:]}" if size % 5 else LMError("SIG0808", "down")
    )


INPUTS: dict[str, list[dict[str, Any]]] = {
    "triage": [{"mail": "x" * n} for n in range(1, 5)],
    "desk": [{"mail": "broken" + "!" * n} for n in range(1, 16)],
    "awkward": [{"mail": "m"}, {"mail": "m", "class": "k", "from": "f", "model_config": "mc", "dict": "d"}],
    "album": [
        {"photos": [PIXEL.spelled], "talk": []},
        {
            "photos": ["https://example.org/a.jpg", PIXEL.bytes],
            "page": {"scan": b"%PDF-1.7", "sound": None},
            "talk": [{"role": "user", "text": "[[photos]] hm"}, {"role": "tool", "text": "3", "name": "count"}],
        },
    ],
    "hops": [{"claim": "c" * n, "others": ["a", "", "b" * n]} for n in range(1, 12)],
}


def sent(lm: Scripted) -> list[tuple[str, int, tuple[Message, ...]]]:
    """What was asked, by node and sample; the order of what runs together is no promise."""
    return sorted(((r.node, r.sample, r.messages) for r in lm.asked), key=lambda r: (r[0], r[1], str(r[2])))


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except CallFailed as failure:
        return failure.code, failure.node, failure.reason


@pytest.mark.parametrize("name", ALL)
def test_package_and_bundle_send_the_same_and_answer_the_same(name: str) -> None:
    from sigc.values.wire import to_json

    bundle = read_bundle(json.loads((CASES / name / name / "bundle.json").read_bytes()))
    main = bundle.program.main
    with imported(name, CASES / name) as package:
        module = sys.modules[f"{name}.program"]
        graph = next(getattr(module, n) for n in dir(module) if n == f"{main.name.lower()}_graph")
        failed = 0
        for inputs in INPUTS[name]:
            ours, theirs = Scripted(answers), Scripted(answers)
            package.PACKAGE.use(Engine(bundle, ours.for_any, tools=TOOLS))
            engine = Engine(bundle, theirs.for_any, tools=TOOLS)
            got = outcome(lambda inputs=inputs: asyncio.run(package.PACKAGE.call(graph, inputs)))
            want = outcome(lambda inputs=inputs, engine=engine: to_json(
                asyncio.run(engine.run(inputs)), main.result, bundle.program.types
            ))  # fmt: skip
            assert got == want
            assert sent(ours) == sent(theirs)
            failed += isinstance(got, tuple)
        assert failed < len(INPUTS[name])


# ---- for its users


def test_typed_answers_sync_and_async_also_inside_a_running_loop() -> None:
    with imported("triage", CASES / "triage") as package:
        package.configure(offline=True)
        answer = package.main("Where is my parcel AB-123456?")
        assert answer.team is package.Team.shipping
        assert answer.order == "AB-123456"

        async def inside() -> list[Any]:
            return [
                await package.main_async("Where is my parcel AB-123456?"),
                package.main("Where is my parcel AB-123456?"),
            ]

        assert asyncio.run(inside()) == [answer, answer]


def test_awkward_names_have_aliases() -> None:
    with imported("awkward", CASES / "awkward") as package:
        lm = Scripted(answers)
        package.PACKAGE.use(Engine(awkward(), lm.for_any))
        answer = package.main(class_="k", model_config_="mc", mail="m")
        assert answer.import_.class_ == "c"
        assert str(answer.validate_[0]) == "2024-02-29"
        assert answer.model_dump(mode="json", by_alias=True)["import"]["json"] == "j"
        assert lm.asked[0].messages[-1].content.startswith("[[class]] k\n")


def test_inputs_that_do_not_fit_are_named() -> None:
    with imported("triage", CASES / "triage") as package, pytest.raises(CallFailed, match=r"SIG0823.*mail"):
        package.main(7)


def test_tools_can_be_shipped_inside(tmp_path: Path) -> None:
    source = (
        (Path(__file__).parent.parent / "runtime" / "desk_tools.py").read_bytes().replace(b"page {n}", b"own page {n}")
    )
    written(desk(), "desk", tmp_path, tools={"own_tools.py": source})
    program = (tmp_path / "desk" / "bundle.json").read_text().replace("desk_tools:search", "own_tools:search")
    (tmp_path / "desk" / "bundle.json").write_text(program)
    with imported("desk", tmp_path) as package:
        package.configure(offline=True)
        assert {d.title.rsplit(" ", 1)[0] for d in package.support("own page, please").useful} <= {"own page"}
        assert asyncio.run(package.PACKAGE.engine.tool("search", {"query": "x"}))["docs"][0]["title"] == "own page 0"
    sys.modules.pop("own_tools", None)


def test_a_build_s_own_model_is_the_default(tmp_path: Path) -> None:
    written(desk(), "desk", tmp_path, model="strong")
    with imported("desk", tmp_path) as package:
        package.configure(env={})
        with pytest.raises(CallFailed, match="cannot reach http://localhost:1/v1"):
            asyncio.run(package.PACKAGE.engine.node("Support.triage", {"mail": "x"}))


# ---- the command line


def command(*arguments: str, folder: str = "triage", stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", folder, *arguments],
        cwd=CASES / folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )


def test_the_command_prints_json() -> None:
    expected = {"team": "shipping", "urgency": 3, "order": "AB-123456"}
    mail = "Where is my parcel AB-123456?"
    for ran in (
        command(json.dumps({"mail": mail})),
        command("--mail", mail, "--offline"),
        command("-", stdin=json.dumps({"mail": mail})),
    ):
        assert (ran.returncode, ran.stderr) == (0, "")
        assert json.loads(ran.stdout) | {"urgency": 3} == expected


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["{"], 2, "not JSON"),
        (["[]"], 2, "not a JSON object"),
        (["--male", "x"], 2, "unrecognized arguments"),
        ([], 1, "SIG0823"),
        (["--mail", "x", "--calls", "0"], 3, "budget"),
        (["--mail", "x", "--model", "openai/gpt-5"], 4, "OPENAI_API_KEY"),
        (["--mail", "x", "--model", "nowhere"], 4, "SIG0803"),
    ],
)
def test_the_command_s_exit_codes(arguments: list[str], code: int, words: str) -> None:
    ran = command(*arguments)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_emitted_package_loads_no_compiler(tmp_path: Path) -> None:
    written(triage(), "triage", tmp_path)
    code = 'import sys, triage; triage.main("parcel"); print(" ".join(sorted(sys.modules)))'
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    heavy = {"lark", "litellm", "typer", "rich", "dspy", "jsonschema", "aiohttp", "sqlite3"}
    assert not heavy & {name.split(".")[0] for name in ran.stdout.split()}
    assert not [
        m for m in ran.stdout.split() if m.startswith(("sigc.check", "sigc.syntax", "sigc.passes", "sigc.backends"))
    ]


def test_classes_are_made_when_they_are_needed(tmp_path: Path) -> None:
    """By a call, by their names, or by whoever evaluates an annotation."""
    written(awkward(), "awkward", tmp_path)
    firsts = (
        "awkward.Model(json=None)",
        "from awkward import Main; Main",
        "import typing; typing.get_type_hints(awkward.main)['return'].model_fields['import_']",
        "awkward.program._types.Main",
    )
    for first in firsts:
        code = f"import sys, awkward; print('pydantic' in sys.modules)\n{first}\nprint('pydantic' in sys.modules)"
        ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.stdout.split() == ["False", "True"], ran.stderr
    with imported("awkward", tmp_path) as package:
        assert package.Model is sys.modules["awkward.types"].Model
        with pytest.raises(AttributeError, match="module 'awkward' has no attribute 'Modell'"):
            assert package.Modell
