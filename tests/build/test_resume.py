"""A compile that is killed goes on: same bytes, no answered call asked again, the lost ones named, the budget kept."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from compiling import Reader, compiled, contents, project, start

from sigc.lm.journal import Journal
from sigc.runtime.resumed import spent_before

IN_FLIGHT = 16
"""What the executor has in flight at most."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    server = Reader()
    with server:
        yield server


@pytest.fixture(scope="module")
def whole(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], int]:
    """An uninterrupted compile: what it left, and how many requests it took."""
    folder = project(tmp_path_factory.mktemp("whole") / "desk", reader.url)
    before = reader.calls
    code, _, err = compiled(folder)
    assert code == 0, err
    assert not (folder / ".sigc" / "desk.journal").exists()
    return contents(folder), reader.calls - before


def stopped_after(folder: Path, reader: Reader, calls: int, how: signal.Signals) -> tuple[int, str]:
    """Compile until the server has seen so many requests; the process gets the signal then."""
    reached = reader.expect(calls)
    process = start(folder)
    assert reached.wait(60), process.communicate()
    os.kill(process.pid, how)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


@pytest.mark.parametrize("after", [1, 150, 300])
def test_killed_and_resumed(reader: Reader, whole: tuple[dict[str, bytes], int], tmp_path: Path, after: int) -> None:
    wanted, calls = whole
    folder = project(tmp_path / "desk", reader.url)
    before = reader.calls
    code, _ = stopped_after(folder, reader, after, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert not (folder / "sig.lock").exists()
    assert not (folder / "out").exists()
    journal = Journal(folder / ".sigc" / "desk.journal")
    lost, known = journal.in_flight(), journal.spent().calls
    gone = spent_before(journal, {})
    assert gone.calls == known + len(lost)
    assert gone.possibly_tokens == sum(i.most.input + i.most.output for i in lost) >= 1000 * len(lost)
    journal.close()
    assert len(lost) <= IN_FLIGHT
    assert all(intent.node and intent.purpose for intent in lost)
    code, _, err = compiled(folder)
    assert code == 0, err
    told = re.search(r"goes on where it stopped: (\d+) calls? answered before(?:; (\d+) calls? in flight)?", err)
    assert told, err
    assert (int(told[1]), int(told[2] or 0)) == (known, len(lost))
    assert all(intent.node in err for intent in lost)
    assert contents(folder) == wanted
    assert calls <= reader.calls - before <= calls + len(lost)


def test_killed_again_and_again(reader: Reader, whole: tuple[dict[str, bytes], int], tmp_path: Path) -> None:
    wanted, calls = whole
    folder = project(tmp_path / "desk", reader.url)
    before = reader.calls
    for after in (40, 90):
        stopped_after(folder, reader, after, signal.SIGKILL)
    assert compiled(folder)[0] == 0
    assert contents(folder) == wanted
    assert reader.calls - before <= calls + 2 * IN_FLIGHT


def test_interrupted(reader: Reader, whole: tuple[dict[str, bytes], int], tmp_path: Path) -> None:
    wanted, _ = whole
    folder = project(tmp_path / "desk", reader.url)
    code, err = stopped_after(folder, reader, 100, signal.SIGINT)
    assert code == 130, err
    assert err.rstrip().endswith(
        f"stopped. `sigc compile {folder}` goes on where it stopped; answered calls are in the journal"
    )
    assert "Traceback" not in err
    assert "Error" not in err
    assert compiled(folder)[0] == 0
    assert contents(folder) == wanted


def test_a_budget_spans_both_runs(reader: Reader, tmp_path: Path) -> None:
    folder = project(tmp_path / "desk", reader.url, lines="budget = { calls = 60 }")
    before = reader.calls
    stopped_after(folder, reader, 30, signal.SIGKILL)
    code, _, err = compiled(folder)
    assert code == 3
    assert "error[SIG0815]" in err
    assert reader.calls - before <= 60


def test_a_spent_budget_keeps_the_journal(reader: Reader, tmp_path: Path) -> None:
    folder = project(tmp_path / "desk", reader.url, lines="budget = { calls = 10 }")
    before = reader.calls
    code, _, err = compiled(folder)
    assert code == 3
    assert "error[SIG0815]" in err
    assert "= help: " in err
    assert reader.calls - before == 10
    journal = Journal(folder / ".sigc" / "desk.journal")
    assert journal.spent().calls == 10
    assert not journal.in_flight()
    journal.close()
    source = folder / "triage.sig"
    source.write_text(source.read_text(encoding="utf-8").replace("calls = 10", "calls = 5000"), encoding="utf-8")
    code, _, err = compiled(folder)
    assert code == 0
    assert "10 calls answered before" in err


DAMAGE = {
    "table": "drop table calls",
    "version": "pragma user_version = 99",
}


@pytest.mark.parametrize("damage", ["garbage", *DAMAGE])
def test_a_corrupt_journal_is_told_and_kept(reader: Reader, tmp_path: Path, damage: str) -> None:
    folder = project(tmp_path / "desk", reader.url)
    path = folder / ".sigc" / "desk.journal"
    path.parent.mkdir()
    if damage == "garbage":
        path.write_bytes(b"not a journal " * 1000)
    else:
        Journal(path).close()
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(DAMAGE[damage])
    held, before = path.read_bytes(), reader.calls
    code, _, err = compiled(folder)
    assert code == 1, err
    assert "error[SIG0760]" in err
    assert "desk.journal" in err
    assert path.read_bytes() == held
    assert reader.calls == before
