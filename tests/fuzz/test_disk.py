"""What a disk can do to `sigc check`: links in a ring, strange names, mixed line ends, folders where files should be,
and a file that changes while it is read. Each in a process of its own, as a user would meet it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

GOOD = 'signature Triage { """Say who."""\n  input mail: str\n  output team: str\n}\n'


def check(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sigc", "check", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def project(folder: Path) -> Path:
    (folder / "sig.toml").write_text('[project]\nname = "desk"\nversion = "1"\nsource = "desk.sig"\n')
    return folder


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """Three gigabytes, and the whole run within a tenth of that."""
    folder = project(tmp_path)
    (folder / "desk.sig").write_text("import big { Doc }\n" + GOOD)
    with (folder / "big.sig").open("wb") as huge:
        huge.truncate(3 * 10**9)
    limited = "import resource as r, sys; r.setrlimit(r.RLIMIT_DATA, (3 * 10**8,) * 2)\n"
    command = [sys.executable, "-c", f"{limited}from sigc.cli.main import main; sys.argv[1:] = ['check', '.']; main()"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "error[SIG0108]: `big.sig` is too large" in done.stderr


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    text = "\ufeff" + GOOD.replace("\n", end).replace("mail", "mail", 1) + "\r\n# last\r# line\n"
    (tmp_path / "desk.sig").write_text(text, encoding="utf-8", newline="")
    assert check(tmp_path, "desk.sig").returncode == 0


def test_a_mistake_is_shown_on_its_line_with_mixed_ends(tmp_path: Path) -> None:
    text = "\ufeff# é\r\n# b\r" + GOOD.replace("team: str", "team: Teem")
    (tmp_path / "desk.sig").write_text(text, encoding="utf-8", newline="")
    assert "desk.sig:5:16" in check(tmp_path, "desk.sig").stderr


def test_a_ring_of_links_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.sig").symlink_to("b.sig")
    (tmp_path / "b.sig").symlink_to("a.sig")
    assert check(tmp_path, "a.sig").returncode == 1


def test_a_ring_of_folders_is_walked_once(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "desk.sig").write_text(GOOD)
    (folder / "parts").mkdir()
    (folder / "parts" / "up").symlink_to(folder, target_is_directory=True)
    assert check(folder).returncode == 0


def test_an_import_through_a_ring(tmp_path: Path) -> None:
    (tmp_path / "desk.sig").write_text("import parts.up.parts.up.other { Doc }\n" + GOOD)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert check(tmp_path, "desk.sig").returncode == 1


@pytest.mark.parametrize("name", ["Störung.sig", "日本語.sig", "a b.sig", "-v.sig", "'quoted'.sig", "\u202e.sig"])
def test_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(GOOD.replace("str", "Teem"), encoding="utf-8")
    done = check(tmp_path, "--", name)
    assert done.returncode == 1
    assert "SIG0" in done.stderr


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.sig"
    with open(path, "wb") as file:
        file.write(GOOD.replace("str", "Teem").encode())
    done = subprocess.run([sys.executable, "-m", "sigc", "check", path], capture_output=True, timeout=120)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 1


def test_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "desk.sig").mkdir()
    assert check(tmp_path, "desk.sig").returncode == 1


def test_a_pipe_and_a_device(tmp_path: Path) -> None:
    """Neither may be waited for."""
    os.mkfifo(tmp_path / "desk.sig")
    assert check(tmp_path, "desk.sig").returncode == 1
    assert check(tmp_path, "/dev/zero").returncode == 1


def test_a_file_nobody_may_read(tmp_path: Path) -> None:
    path = tmp_path / "desk.sig"
    path.write_text(GOOD)
    path.chmod(0)
    assert check(tmp_path, "desk.sig").returncode == (0 if os.access(path, os.R_OK) else 1)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    """Whatever version was read, the answer is one of a whole file: right or wrong, never torn."""
    path, other = tmp_path / "desk.sig", tmp_path / "other"
    versions = (GOOD, GOOD.replace("team: str", "team: Teem"), GOOD * 3, "")
    path.write_text(GOOD)
    done = threading.Event()

    def rewrite() -> None:
        number = 0
        while not done.is_set():
            other.write_text(versions[number % len(versions)])
            os.replace(other, path)
            number += 1

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(5):
            assert check(tmp_path, "desk.sig").returncode in (0, 1)
    finally:
        done.set()
        writer.join()
    path.write_text(GOOD)
    assert check(tmp_path, "desk.sig").returncode == 0, "what was kept of another version answers for this one"
