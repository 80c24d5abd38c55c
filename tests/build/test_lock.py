"""A compile's bytes: the same with the model in this process and behind HTTP, the same again from sig.lock alone."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from compiling import Reader, compiled, contents, project

from sigc.base.source import Disk
from sigc.build.compile import compile_build
from sigc.build.load import load
from sigc.build.optimize import Options
from sigc.offline.model import OfflineLM
from sigc.runtime import models


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    server = Reader()
    with server:
        yield server


@pytest.fixture(scope="module")
def over_http(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("http") / "desk", reader.url)
    code, _, err = compiled(folder)
    assert code == 0, err
    return folder


def test_no_side_channel(reader: Reader, over_http: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sources, so the same declared model; only here its client is the offline model itself, in the compiler's
    own process, where a side channel would be possible, and no request leaves it."""
    folder = project(tmp_path / "desk", reader.url)
    monkeypatch.setattr(models, "connect", lambda *_: OfflineLM())
    before = reader.calls
    loaded = load(str(folder), Disk())
    assert loaded.project is not None
    build = loaded.project.builds["desk"]
    asyncio.run(compile_build(loaded, build, Options(), Disk(), lambda event: None))
    assert reader.calls == before
    assert contents(folder) == contents(over_http)


def test_locked(reader: Reader, over_http: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(over_http, folder)
    shutil.rmtree(folder / "out")
    shutil.rmtree(folder / ".sigc")
    before = reader.calls
    code, _, err = compiled(folder, "--locked")
    assert code == 0, err
    assert reader.calls == before
    assert contents(folder) == contents(over_http)
    assert not (folder / ".sigc").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("triage.sig", "parcels, delivery dates", "parcels and dates", "enum `Team` has changed"),
        ("triage.sig", "0.6 * right_team", "0.5 * right_team", "metric `routing` has changed"),
        ("triage.sig", "passes = [tidy", "seed = 9  passes = [tidy", "build `desk` has changed"),
        ("mails.jsonl", "the", "thy", "rows `mails.jsonl` has changed"),
    ],
)
def test_drift_is_named(over_http: Path, tmp_path: Path, file: str, old: str, new: str, named: str) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(over_http, folder)
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    before = contents(folder)
    code, _, err = compiled(folder, "--locked")
    assert code == 1, err
    assert "error[SIG0724]" in err
    assert named in err
    assert contents(folder) == before


def test_an_edited_lock_is_told(over_http: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(over_http, folder)
    lock = folder / "sig.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace('"adapter": "json"', '"adapter": "chat"', 1))
    code, _, err = compiled(folder, "--locked")
    assert code == 1, err
    assert "error[SIG0726]" in err
