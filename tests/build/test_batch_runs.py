"""`sigc run --rows --batch`: killed while a job is at the provider, it goes on with that job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from batching import BatchServer
from loopback import Answer

SOURCE = '''
model far = "openai/m" {{ base_url = "{url}" }}
signature Sort {{ """Sort it.""" input mail: str  output topic: str }}
signature Reply {{ """Answer it.""" input topic: str  output reply: str }}
module Desk {{
  input mail: str
  output reply: str
  topic = (Sort(mail) on far).topic
  reply = (Reply(topic) on far).reply
}}
'''
COMMAND = ["run", "desk.sig", "--call", "Desk", "--rows", "in.jsonl", "--out", "out.jsonl"]
BATCH = ["--batch", "--batch-poll", "0.05"]


def start(folder: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "sigc", *COMMAND, *BATCH]
    return subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True)


def reply(body: Any) -> Answer:
    said = body["messages"][-1]["content"]
    return Answer(f"[[topic]] T{said[-2:]}" if "[[mail]]" in said else f"[[reply]] R{said[-2:]}")


def test_a_run_by_batches_is_killed_and_goes_on(tmp_path: Path) -> None:
    with BatchServer(reply, looks=10**9) as server:
        (tmp_path / "desk.sig").write_text(SOURCE.format(url=server.url), encoding="utf-8")
        rows = "".join(json.dumps({"mail": f"mail {n}"}) + "\n" for n in range(10, 30))
        (tmp_path / "in.jsonl").write_text(rows, encoding="utf-8")
        process = start(tmp_path)
        deadline = time.monotonic() + 60
        while not server.jobs and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        server.looks = server.jobs["batch_1"]["left"] = 1
        process = start(tmp_path)
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
        assert "20 calls in flight when it ended" in told
        assert server.sizes == [20, 20], "a job for each level, none twice"
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [{"row": n - 9, "outputs": {"reply": f"R{n}"}} for n in range(10, 30)]
