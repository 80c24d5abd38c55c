"""A small project on disk, the compiler as a process on it, and a model that is the offline one behind loopback HTTP.

The server runs in this process, the compiler in another: what they share is HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from loopback import Answer, Loopback, Seen
from support import ROOT

from sigc.offline.model import OfflineLM
from sigc.offline.server import completion

SIGC = [sys.executable, "-m", "sigc"]
TRIAGE = ROOT / "examples" / "triage"
BUILD = """
model house = "openai/reader" {{ base_url = "{url}"{settings} }}

build desk for Triage {{
  data   = mails
  metric = routing
  model  = house
  passes = [{passes}]
  {lines}
}}
"""
PASSES = "tidy, adapter, bootstrap, instruct"


class Reader(Loopback):
    """The offline model as a server that is `delay` seconds slow; `hold` runs `then` when that many requests came."""

    def __init__(self, delay: float = 0.003) -> None:
        super().__init__(self._answered)
        self.model, self.delay = OfflineLM(), delay
        self.at, self.reached = 0, threading.Event()

    def expect(self, more: int) -> threading.Event:
        """An event that is set when so many further requests have arrived."""
        self.at, self.reached = self.calls + more, threading.Event()
        return self.reached

    def _answered(self, seen: Seen) -> Answer:
        if self.calls == self.at:
            self.reached.set()
        return Answer(body=json.dumps(completion(self.model, seen.json)).encode(), delay=self.delay)


def project(
    folder: Path, url: str, *, rows: int = 44, passes: str = PASSES, lines: str = "", settings: str = ""
) -> Path:
    """A copy of the triage example with `rows` rows and a build called `desk` on the model at `url`."""
    folder.mkdir(parents=True)
    source = (TRIAGE / "triage.sig").read_text(encoding="utf-8").partition("build triage for")[0]
    source = source.replace("train 0.5, dev 0.25, test 0.25", f"train {rows - 20}, dev 12, test 8")
    build = BUILD.format(url=url, settings=settings, passes=passes, lines=lines)
    (folder / "triage.sig").write_text(source + build, encoding="utf-8")
    shutil.copy(TRIAGE / "sig.toml", folder)
    mails = (TRIAGE / "mails.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "mails.jsonl").write_text("".join(mails[:rows]), encoding="utf-8")
    return folder


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    """`sigc compile` on a project, running."""
    env = {k: v for k, v in os.environ.items() if not k.endswith("_API_KEY")}
    return subprocess.Popen(
        [*SIGC, "compile", str(folder), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
        start_new_session=True,
    )


def compiled(folder: Path, *more: str) -> tuple[int, str, str]:
    """`sigc compile` to its end: exit code, stdout, stderr. No failure may show a traceback."""
    process = start(folder, *more)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in out + err, err
    return process.returncode, out, err


def contents(folder: Path) -> dict[str, bytes]:
    """What a compile leaves for others: sig.lock and everything under out."""
    found = [folder / "sig.lock", *(p for p in sorted((folder / "out").rglob("*")) if p.is_file())]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
