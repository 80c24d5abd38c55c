"""The file of kept replies: what comes back, who may share it, and what happens to one that is broken."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sigc.lm.base import LMError, Reply, Usage
from sigc.lm.store import Store

REPLY = Reply("text \U0001f600\n", Usage(3, 4, 1, True, 2, 1), "m-1", "length", 0.5)


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    Store(tmp_path / "deep" / "er" / "c.db").put("k", REPLY)
    found = Store(tmp_path / "deep" / "er" / "c.db").get("k")
    assert found == Reply(REPLY.text, REPLY.usage, "m-1", "length", cost=0.0, cached=True)


def test_what_is_deleted_is_gone(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    store.put("k", REPLY)
    store.delete("k")
    assert store.get("k") is None


def test_a_closed_store_opens_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    store.put("k", REPLY)
    store.close()
    store.close()
    assert store.get("k") is not None


def test_nothing_is_made_before_it_is_used(tmp_path: Path) -> None:
    Store(tmp_path / "c.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [40, 5000])
def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path, size: int) -> None:
    path = tmp_path / "c.db"
    path.write_bytes(b"these are my notes, no database" * size)
    before = path.read_bytes()
    store = Store(path)
    for use in (lambda: store.get("k"), lambda: store.put("k", REPLY), lambda: store.delete("k")):
        with pytest.raises(LMError) as caught:
            use()
        assert caught.value.code == "SIG0816"
        assert str(path) in caught.value.message
    assert path.read_bytes() == before


def test_a_database_damaged_inside_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    store = Store(path)
    for i in range(300):
        store.put(f"key{i}", REPLY)
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    damaged = path.read_bytes()
    with pytest.raises(LMError) as caught:
        [Store(path).get(f"key{i}") for i in range(300)]
    assert caught.value.code == "SIG0816"
    assert path.read_bytes() == damaged


def test_a_reply_damaged_inside_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    store.put("k", REPLY)
    with sqlite3.connect(tmp_path / "c.db") as other:
        other.execute("UPDATE replies SET reply = '{}'")
    with pytest.raises(LMError) as caught:
        store.get("k")
    assert caught.value.code == "SIG0816"


def test_someone_elses_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "c.db") as other:
        other.execute("CREATE TABLE bills (amount)")
    with pytest.raises(LMError, match="something else"):
        Store(tmp_path / "c.db").put("k", REPLY)
    with sqlite3.connect(tmp_path / "c.db") as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bills",)]


def test_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path / "c.db").put("k", REPLY)
    with sqlite3.connect(tmp_path / "c.db") as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(LMError, match="newer sigc, format 99"):
        Store(tmp_path / "c.db").get("k")


def test_without_a_place_to_write_it_goes_on_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "c.db")
    store.put("k", REPLY)
    assert store.get("k") is None
    assert store.note is not None
    assert "SIG0817" in store.note


def test_a_file_that_cannot_be_written_goes_on_with_a_note(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    store.put("k", REPLY)
    assert store._open is not None
    store._open.execute("PRAGMA query_only = ON")
    store.put("other", REPLY)
    assert store.note is not None


def test_threads_share_a_store(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")

    def work(name: str) -> None:
        for i in range(50):
            store.put(f"{name}{i}", REPLY)
            assert store.get(f"{name}{i}") is not None

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(store.get(f"{name}{i}") for name in "abcd" for i in range(50))


def test_processes_share_a_file(tmp_path: Path) -> None:
    code = (
        "import sys; from sigc.lm.store import Store; from sigc.lm.base import Reply\n"
        "store = Store(sys.argv[1])\n"
        "for i in range(100): store.put(sys.argv[2] + str(i), Reply('x'))\n"
        "sys.exit(store.note)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "c.db")]
    processes = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    store = Store(tmp_path / "c.db")
    assert all(store.get(f"{name}{i}") for name in "abc" for i in range(100))
