"""Kept results of a check: used when nothing changed, never when something did, never different from a fresh one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.base.diagnostic import Diagnostic, Fix, Label
from sigc.base.source import Disk, Files, Memory, Span
from sigc.build import store
from sigc.build.findings import data, finding
from sigc.build.report import check_all
from sigc.build.store import Memo

TOML = '[project]\nname = "desk"\nsource = "main.sig"\npython = ["tools", "."]\n'
PROJECT = {
    "sig.toml": TOML,
    "main.sig": """import lib { Team }
signature Sort {
  input  mail: str
  output team: Team
}
data mails: Sort from "mails.jsonl" { split train 0.5, dev 0.25, test 0.25 }
tool find {
  input  word: str
  output lines: [str]
  from python "search:find"
}
module Desk {
  input  mail: str
  output team: Team
  found = find(mail).lines
  team  = Sort(join(found, " ")).team
}
""",
    "lib.sig": "enum Team { billing, shipping }\n",
    "other.sig": "import lib { Team }\nsignature Other { input mail: str  output team: Team }\n",
    "search.py": "def find(word: str) -> list[str]:\n    return []\n",
    "mails.jsonl": '{"mail": "a", "team": "billing"}\n',
}
KEPT = ".sigc/check.jsonl"


def project(**changes: str) -> Memory:
    return Memory.of({**PROJECT, **changes})


def fresh(files: Memory) -> object:
    """What a check without any memory says."""
    return check_all(".", Memory({path: text for path, text in files.texts.items() if not path.startswith(".sigc")}))


def redone(files: Memory) -> set[str]:
    """Which units a check does again; looking for marks through all files is no unit."""
    before = units(files)
    check_all(".", files)
    return {name for name, unit in units(files).items() if before.get(name) != unit} - {"marks"}


def units(files: Memory) -> dict[str, object]:
    if KEPT not in files.texts:
        return {}
    found: dict[str, object] = json.loads(files.texts[KEPT].split(b"\n")[1])["units"]
    return found


class Unwritten:
    """Files that cannot be written, such as a project that someone else owns."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def __getattr__(self, name: str) -> object:
        return getattr(self._files, name)

    def write(self, path: str, data: bytes) -> None:
        raise PermissionError(13, "Permission denied", path)


def test_the_project_is_fine_and_its_result_is_kept() -> None:
    files = project()
    report = check_all(".", files)
    assert [d["code"] for d in report["found"] if d["severity"] != "note"] == []
    assert set(units(files)) == {"project", "marks", "main.sig", "other.sig"}
    assert files.texts[".sigc/.gitignore"] == b"*\n"
    kept = files.texts[KEPT]
    assert check_all(".", files) == report
    assert files.texts[KEPT] is kept, "nothing changed, so nothing is written"


@pytest.mark.parametrize(
    ("path", "text", "units_"),
    [
        pytest.param("main.sig", PROJECT["main.sig"].replace("team:", "tean:"), {"main.sig"}, id="edited source"),
        pytest.param("other.sig", "signature Other {", {"other.sig"}, id="a file of its own"),
        pytest.param("lib.sig", "enum Teams { billing }\n", {"main.sig", "other.sig"}, id="edited import"),
        pytest.param("lib.sig", None, {"project", "main.sig", "other.sig"}, id="import removed"),
        pytest.param("tools/search.py", "def seek(word: str) -> str: ...\n", {"project", "main.sig"}, id="shadows"),
        pytest.param("search.py", "def find(a: str, b: str) -> list[str]: ...\n", {"main.sig"}, id="edited tool"),
        pytest.param("search.py", None, {"project", "main.sig"}, id="tool removed"),
        pytest.param("mails.jsonl", None, {"project", "main.sig"}, id="data removed"),
        pytest.param("mails.jsonl", '{"mail": "a", "box": "b"}\n', {"main.sig"}, id="other columns"),
        pytest.param("new.sig", "signature New {", {"project", "new.sig"}, id="new file"),
        pytest.param("sig.toml", TOML.replace("main", "other"), {"project", "main.sig"}, id="another entry"),
        pytest.param("sig.toml", TOML.replace('"."', '"lib"'), {"project", "main.sig", "other.sig"}, id="python"),
        pytest.param("sig.toml", "[project", {"project"}, id="broken sig.toml"),
    ],
)
def test_what_changed_is_done_again(path: str, text: str | None, units_: set[str]) -> None:
    files = project()
    before = check_all(".", files)
    if text is None:
        files.remove(path)
    else:
        files.write(path, text.encode())
    assert check_all(".", project_of(files)) != before or path == "sig.toml", "the change is one that is told"
    assert redone(files) - units_ == set()
    assert check_all(".", files) == fresh(files)


def project_of(files: Memory) -> Memory:
    return Memory({path: text for path, text in files.texts.items() if not path.startswith(".sigc")})


def test_what_is_undone_is_done_again_too() -> None:
    files = project()
    before = check_all(".", files)
    files.write("lib.sig", b"enum Team { billing")
    assert check_all(".", files) != before
    files.write("lib.sig", PROJECT["lib.sig"].encode())
    assert check_all(".", files) == before


def test_what_nobody_asked_for_changes_nothing() -> None:
    files = project()
    check_all(".", files)
    files.write("other.py", b"x = 1\n")
    files.write(".git/index", b"")
    assert redone(files) == {"project"}, "names in the project's folder are asked for, but hidden ones"


LEAKING = """signature Answer { input mail: str @pii  output reply: str }
model cloud = "openai/gpt-5"
module Desk { input mail: str @pii  output reply: str  reply = (Answer(mail) on cloud).reply }
"""


def codes(files: Memory) -> set[str]:
    return {d["code"] for d in check_all(".", files)["found"] if d["severity"] == "error"}


def test_marks_hold_in_the_whole_project() -> None:
    """Labels, zones and policies of a file that nothing imports, wherever it lies; as soon as it is there."""
    files = Memory.of({"sig.toml": "", "main.sig": LEAKING, "rules/labels.sig": "label pii\n"})
    assert codes(files) == set()
    files.write("rules/privacy.sig", b'zone onprem\npolicy "privacy" { pii stays in onprem }\n')
    assert codes(files) == {"SIG0401"}
    files.write("rules/privacy.sig", b'zone onprem\npolicy "privacy" { pii stays in onprem, process }\n')
    assert codes(files) == {"SIG0401"}
    files.remove("rules/privacy.sig")
    assert codes(files) == set()
    files.remove("rules/labels.sig")
    assert codes(files) == {"SIG0201"}


def test_what_is_read_by_one_entry_is_read() -> None:
    """A name that one entry file reads is no unused one because another does not; nor is an allow."""
    lib = """signature Sort {
  input mail: str
  output team: "a" | "b"
  # allow SIG1002: for the other desk
  output why: str
  output urgency: int
}
"""
    desk = 'import lib {{ Sort }}\nmodule {0} {{ input mail: str  output x: str  s = Sort(mail)  x = f"{1}" }}\n'
    texts = {"sig.toml": "", "lib.sig": lib, "main.sig": desk.format("M", "{s.team}")}
    one = Memory.of(texts)
    two = Memory.of({**texts, "other.sig": desk.format("O", "{s.urgency} {s.why}")})

    def told(files: Memory) -> list[tuple[str, str]]:
        return [(d["code"], d["title"]) for d in check_all(".", files)["found"]]

    assert told(one) == [("SIG1002", "the output `urgency` of `Sort` is never read")]
    assert told(two) == []


def test_another_sigc_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    files = project()
    report = check_all(".", files)
    kept = files.texts[KEPT]
    monkeypatch.setattr(store, "__version__", "0.0.0")
    assert check_all(".", files) == report
    assert files.texts[KEPT] != kept


def test_the_stamp_sees_an_edit_of_sigc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "sigc" / "build" / "store.py"
    grammar = tmp_path / "grammar" / "sig.lark"
    for path in (home, grammar):
        path.parent.mkdir(parents=True)
        path.write_text("a")
    monkeypatch.setattr(store, "__file__", str(home))
    seen = {store.stamp()}
    assert store.stamp() in seen
    for path in (home, grammar):
        path.write_text("ab")
        assert store.stamp() not in seen
        seen.add(store.stamp())
    (home.parent / "__pycache__").mkdir()
    (home.parent / "__pycache__" / "store.pyc").write_text("a")
    assert store.stamp() in seen


def _flipped(kept: bytes, at: int) -> bytes:
    at %= len(kept)
    return kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda kept: b"", id="empty"),
        pytest.param(lambda kept: kept[:-40], id="cut off"),
        pytest.param(lambda kept: kept[:100], id="cut off early"),
        pytest.param(lambda kept: b"\xff" + kept, id="no text"),
        pytest.param(lambda kept: b"[" * 100_000, id="deep"),
        pytest.param(lambda kept: b"[]\n" + kept, id="another shape"),
        pytest.param(lambda kept: kept.replace(b'"found": []', b'"found": [1]'), id="edited"),
        pytest.param(lambda kept: kept.replace(b'"stamp": "', b'"stamp": "0'), id="another stamp"),
        *(pytest.param(lambda kept, at=at: _flipped(kept, at), id=f"bit {at}") for at in (0, 30, 90, 200, 700, -3)),
    ],
)
def test_a_damaged_store_is_as_good_as_none(damage: Callable[[bytes], bytes]) -> None:
    files = project()
    report = check_all(".", files)
    kept = files.texts[KEPT]
    files.texts[KEPT] = damage(kept)
    assert files.texts[KEPT] != kept
    assert check_all(".", files) == report
    assert files.texts[KEPT] == kept, "and it is written again"


def test_where_nothing_can_be_written_nothing_is_kept() -> None:
    files = project()
    assert check_all(".", Unwritten(files)) == fresh(files)  # type: ignore[arg-type]
    assert KEPT not in files.texts


def test_a_store_that_is_a_folder_is_left_alone(tmp_path: Path) -> None:
    for name, text in PROJECT.items():
        (tmp_path / name).write_text(text)
    (tmp_path / KEPT).mkdir(parents=True)
    assert run(tmp_path) == run(tmp_path)
    assert (tmp_path / KEPT).is_dir()


def test_no_state_folder_beside_a_file_alone() -> None:
    files = project()
    files.remove("sig.toml")
    check_all("main.sig", files)
    check_all(".", files)
    assert not [path for path in files.texts if path.startswith(".sigc")]


def test_each_spelling_of_the_path_has_its_own_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {**PROJECT, "lib.sig": "enum Team {"}.items():
        Disk().write(f"desk/{name}", text.encode())
    kept = tmp_path / "desk" / KEPT
    for path in ("desk", "desk/", "desk/main.sig", "./desk", str(tmp_path / "desk"), "desk"):
        report = check_all(path, Disk())
        home = path.removesuffix("main.sig").rstrip("/")
        assert {d["at"]["span"]["path"] for d in report["found"] if d["severity"] == "error"} == {f"{home}/lib.sig"}
        before = kept.read_bytes()
        assert check_all(path, Disk()) == report
        assert kept.read_bytes() == before
    assert kept.read_bytes().count(b"\n") == 1 + store.MOST


TEXTS = {
    "main.sig": [PROJECT["main.sig"], "import lib { Team, Doc }\n" + PROJECT["main.sig"], "signature Sort {", ""],
    "lib.sig": [
        PROJECT["lib.sig"],
        "enum Team { billing, shipping, other }\n",
        "type Team = str\n",
        "import main { Sort }",
    ],
    "other.sig": [PROJECT["other.sig"], "import main { Sort }\nmodule M { input a: str  output b: str  b = a }\n"],
    "search.py": [PROJECT["search.py"], "def find(): ...", "def ("],
    "tools/search.py": ["find = 1\n", ""],
    "mails.jsonl": [PROJECT["mails.jsonl"], "{}\n", "nonsense"],
    "sig.toml": [TOML, '[project]\nname = "desk"\n', '[project]\nsource = "other.sig"\ntypo = 1\n'],
}
EDITS = st.sampled_from([(path, text) for path, texts in TEXTS.items() for text in [*texts, None]])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), max_size=5))
def test_after_any_edits_it_says_what_a_fresh_check_says(rounds: list[list[tuple[str, str | None]]]) -> None:
    files = project()
    for edits in rounds:
        for path, text in edits:
            if text is not None:
                files.write(path, text.encode())
            elif files.exists(path):
                files.remove(path)
        assert check_all(".", files) == fresh(files)


@pytest.mark.parametrize(
    ("question", "path", "change"),
    [
        ("read", "a", lambda files: files.write("a", b"2")),
        ("read", "a", lambda files: files.remove("a")),
        ("read", "b", lambda files: files.write("b", b"")),
        ("exists", "b", lambda files: files.write("b", b"")),
        ("is_dir", "b", lambda files: files.write("b/c", b"")),
        ("list", ".", lambda files: files.write("b", b"")),
    ],
)
def test_every_question_is_put_again(question: str, path: str, change: Callable[[Memory], None]) -> None:
    files = Memory.of({"a": "1", "c": "1"})
    done = []

    def work(seen: Files) -> str:
        done.append(question)
        try:
            return repr(getattr(seen, question)(path))
        except OSError:
            return "none"

    def once(kept: dict[str, object], given: list[str]) -> Memo:
        memo = Memo(files, json.loads(json.dumps(kept)))
        memo.once("work", given, work)
        return memo

    kept = once({}, []).made
    assert once(kept, []).fresh
    files.write("c", b"2")
    assert once(kept, []).fresh
    assert len(done) == 1
    assert not once(kept, ["other"]).fresh
    change(files)
    assert not once(kept, []).fresh
    assert len(done) == 3


SPANS = st.builds(Span, st.text(max_size=3), st.integers(0, 9), st.integers(0, 9))
LABELS = st.builds(Label, SPANS, st.text(max_size=3))


@given(
    st.builds(
        Diagnostic,
        code=st.sampled_from(["SIG0101", "SIG0701"]),
        title=st.text(max_size=3),
        at=st.none() | LABELS,
        labels=st.lists(LABELS, max_size=2).map(tuple),
        note=st.none() | st.text(max_size=3),
        help=st.none() | st.text(max_size=3),
        severity=st.sampled_from(["error", "warning", "note"]),
        fix=st.none() | st.builds(Fix, SPANS, st.text(max_size=3)),
    )
)
def test_diagnostics_come_back_as_they_were(diagnostic: Diagnostic) -> None:
    assert finding(json.loads(json.dumps(data(diagnostic)))) == diagnostic


def run(folder: Path, *options: str, trace: bool = False) -> tuple[int, str, str]:
    command = [sys.executable, *(["-X", "importtime"] if trace else []), "-m", "sigc", "check", ".", *options]
    home = {**os.environ, "PYTHONPATH": str(Path(store.__file__).parents[2])}
    done = subprocess.run(command, cwd=folder, env=home, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def loaded(folder: Path) -> set[str]:
    """The modules that a check in a process of its own loads."""
    code, _, err = run(folder, trace=True)
    assert code == 0, err
    return {line.rsplit("|", 1)[1].strip() for line in err.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize("options", [(), ("-v",), ("--format", "json")])
def test_the_command_says_the_same_from_the_store(tmp_path: Path, options: tuple[str, ...]) -> None:
    for name, text in {**PROJECT, "lib.sig": "enum Team { billing, billing }\n", "mails.jsonl": "x"}.items():
        (tmp_path / name).write_text(text)
    cold = run(tmp_path, *options)
    assert (tmp_path / KEPT).exists()
    assert run(tmp_path, *options) == cold
    assert cold[0] == 1
    assert "SIG0" in cold[1] + cold[2]


def test_what_is_loaded(tmp_path: Path) -> None:
    """The reason for all this: an unchanged project needs next to nothing, a changed one no model and no engine."""
    for name, text in PROJECT.items():
        (tmp_path / name).write_text(text)
    cold, warm = loaded(tmp_path), loaded(tmp_path)
    heavy = {"typer", "rich", "click", "lark", "litellm", "aiohttp", "asyncio", "ssl", "pydantic", "pydantic_core"}
    assert "sigc.check.project" in cold
    assert cold & {*heavy, "tempfile", "pathlib", "statistics"} == set()
    assert {name for name in warm if name.startswith(("sigc.check", "sigc.syntax", "sigc.ir", "sigc.values"))} == set()
    assert warm & {*heavy, "dataclasses", "tomllib", "hashlib"} == set()
    (tmp_path / "lib.sig").write_text('enum Team { billing, shipping }\ntype Order { key: str(matching "[a-z]+") }\n')
    assert loaded(tmp_path) & heavy == set()
