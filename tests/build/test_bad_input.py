"""What goes wrong around a compile: each time a code, an exit code, nothing lost, no traceback (`compiled` looks)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from compiling import Reader, compiled, contents, project
from loopback import Answer, Loopback, failure

from sigc.base.source import Disk

NOWHERE = "http://127.0.0.1:9/v1"


def test_a_missing_key_names_its_variable(tmp_path: Path) -> None:
    folder = project(tmp_path / "desk", NOWHERE, settings='  key_env = "DESK_API_KEY"')
    code, _, err = compiled(folder)
    assert code == 4
    assert "error[SIG0801]" in err
    assert "DESK_API_KEY" in err


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"<html>It works!</html>"),
        Answer(body=b"{}"),
        Answer(body=b"\xff\xfe\x00"),
        Answer(body=b'{"choices": []}'),
        failure(401, "no such key"),
        failure(404, "no such model"),
    ],
    ids=["html", "empty", "bytes", "no choice", "401", "404"],
)
def test_a_server_of_nonsense(tmp_path: Path, answer: Answer) -> None:
    with Loopback(answer) as server:
        folder = project(tmp_path / "desk", server.url, settings="  retries = 0")
        code, _, err = compiled(folder)
    assert code == 4, err
    assert re.search(r"error\[SIG08\d\d\]", err)
    assert not (folder / "sig.lock").exists()


def test_no_server(tmp_path: Path) -> None:
    code, _, err = compiled(project(tmp_path / "desk", NOWHERE, settings="  retries = 0"))
    assert code == 4, err
    assert re.search(r"error\[SIG08\d\d\]", err)


def test_a_model_of_nonsense_scores_nothing(tmp_path: Path) -> None:
    """Replies that cannot be read are rows that failed, not the end of the build."""
    with Loopback(Answer(text="I would rather not say.")) as server:
        folder = project(tmp_path / "desk", server.url, passes="adapter")
        code, out, err = compiled(folder)
    assert code == 0, err
    assert re.search(r"as compiled +0\.000", out)


def test_bad_rows_are_counted_and_ten_are_shown(tmp_path: Path) -> None:
    folder = project(tmp_path / "desk", NOWHERE)
    rows = [json.loads(line) for line in (folder / "mails.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows[5:30]:
        row["urgency"] = 9
    (folder / "mails.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    code, _, err = compiled(folder)
    assert code == 1
    assert len(re.findall(r"row \d+ of `mails.jsonl`: `urgency` does not fit", err)) == 10
    assert "25 of 44 rows of `mails.jsonl` do not fit, the first 10 are shown" in err
    assert "row 6 of" in err
    assert "int(1..3)" in err


@pytest.mark.parametrize("where", ["out", ".sigc"])
def test_a_folder_that_is_a_file(tmp_path: Path, where: str) -> None:
    """Nothing can be written below it, whoever runs the test."""
    with Reader() as reader:
        folder = project(tmp_path / "desk", reader.url)
        (folder / where).write_text("mine", encoding="utf-8")
        code, _, err = compiled(folder)
        assert reader.calls == 0, "found before money is spent"
    assert code == 1, err
    assert "error[SIG0711]" in err
    assert (folder / where).read_text(encoding="utf-8") == "mine"
    assert not (folder / "sig.lock").exists()


def test_an_output_folder_that_cannot_be_made(tmp_path: Path) -> None:
    with Reader() as reader:
        code, _, err = compiled(project(tmp_path / "desk", reader.url), "--out", "/proc/sigc/out")
        assert reader.calls == 0
    assert code == 1, err
    assert "error[SIG0711]" in err


def test_files_of_others_in_the_output_folder(tmp_path: Path) -> None:
    with Reader() as reader:
        folder = project(tmp_path / "desk", reader.url, passes="")
        assert compiled(folder)[0] == 0
        package = folder / "out" / "desk" / "python"
        for cache in (".mypy_cache/3.11/x.json", ".ruff_cache/x", ".pytest_cache/x", "desk/__pycache__/x.pyc"):
            Disk().write(str(package / cache), b"left by a tool")
        assert compiled(folder)[0] == 0
        (package / "notes.txt").write_text("mine", encoding="utf-8")
        before = contents(folder)
        code, _, err = compiled(folder)
    assert code == 1
    assert "error[SIG0712]" in err
    assert "notes.txt" in err
    assert contents(folder) == before


def test_a_corrupt_lock_is_told_and_kept(tmp_path: Path) -> None:
    folder = project(tmp_path / "desk", NOWHERE)
    (folder / "sig.lock").write_bytes(b'{"version": 1, "builds": {"desk"')
    code, _, err = compiled(folder)
    assert code == 1
    assert "error[SIG0721]" in err
    assert (folder / "sig.lock").read_bytes() == b'{"version": 1, "builds": {"desk"'
