"""What the passes learn on public data with the embedded model, and that nothing reaches it but the prompt.

    python bench/learn.py            # everything, some minutes; prints, and writes bench/results/learn.md
    python bench/learn.py snips      # one data set, printed only

The data folder is SIGC_DATA (default ../shared/data beside the repository). Train rows are learnt from, dev rows
chosen by; test rows are read once per compile, for the table. Losses are printed like gains."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from sigc.base.diagnostic import UserError
from sigc.base.source import Disk
from sigc.build.evidence import evidence_json, scores_json
from sigc.build.load import load
from sigc.build.lock import slots_to_json
from sigc.build.optimize import Made, Options, optimize
from sigc.evaluate.stats import Interval

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SIGC_DATA", ROOT.parent / "shared" / "data"))
RESULTS = ROOT / "bench" / "results" / "learn.md"
PIPELINES = {
    "bootstrap": "[bootstrap(tokens = 20000)]",
    "instruct": "[instruct(rows = 1600, calls = 40000)]",
    "both": "[bootstrap(tokens = 20000), instruct(rows = 1600, calls = 40000)]",
}
SEEDS = 20
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Task:
    """One data set as a program: `source` up to its data block, and the rows of each split."""

    name: str
    source: str
    rows: Rows


def main(names: Sequence[str]) -> int:
    if not DATA.is_dir():
        print(f"no data at {DATA}; set SIGC_DATA")
        return 2
    lines: list[str] = []

    def say(line: str = "") -> None:
        print(line, flush=True)
        lines.append(line)

    say("# bench/learn.py: what the passes learn with sigc/offline\n")
    tasks = {name: make() for name, make in TASKS.items() if not names or name in names}
    kept = {name: report(task, say) for name, task in tasks.items()}
    if not names:
        same_over_http(tasks["snips"], say)
        opaque_labels(say)
        shuffled_labels(say)
    for name, made in kept.items():
        say(f"\n## What was learnt for {name}, in full\n")
        for pipeline, one in made.items():
            say(f"### {pipeline}\n\n```text")
            for line in learnt(one):
                say(line)
            say("```\n")
    if not names:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def report(task: Task, say: Callable[[str], None]) -> dict[str, Made]:
    """The table of one data set."""
    sizes = ", ".join(f"{len(rows)} {split}" for split, rows in task.rows.items())
    say(f"## {task.name} ({sizes} rows)\n")
    say("| passes | test score | 95 % interval | gain over -O0 | its interval | calls | prompt and reply tokens a row "
        "| seconds |")  # fmt: skip
    say("| --- | --- | --- | --- | --- | --- | --- | --- |")
    made: dict[str, Made] = {}
    for name, passes in PIPELINES.items():
        began = time.monotonic()
        one = made[name] = compile_(task, passes)
        seconds, found = time.monotonic() - began, one.report
        assert found is not None
        if name == "bootstrap":
            say(f"| -O0 | {found.before.mean:.3f} | {ends(found.before)} | | | 0 | {found.tokens_before:.0f} | |")
        clear = "" if found.gain.clear else " (not clear)"
        say(f"| {name} | {found.after.mean:.3f} | {ends(found.after)} | {found.gain.mean:+.3f}{clear} "
            f"| {ends(found.gain)} | {one.spent.calls} | {found.tokens_after:.0f} | {seconds:.0f} |")  # fmt: skip
    say("")
    return made


def ends(interval: Interval) -> str:
    return f"{interval.low:.3f} to {interval.high:.3f}"


def learnt(made: Made) -> Iterator[str]:
    """Instructions and notes of every node, and how many demos of which kind."""
    for node in made.program.each_node():
        slots = node.slots
        if slots.instruction is not None:
            yield f"{node.name}: instruction"
            yield from (f"    {line}" for line in slots.instruction.splitlines())
        for note in slots.notes:
            place = f"{note.field} of {note.member}" if note.member else note.field
            yield f"{node.name}: note {place}: {note.text}"
        kinds = sorted({demo.source for demo in slots.demos})
        counts = ", ".join(f"{sum(d.source == kind for d in slots.demos)} {kind}" for kind in kinds)
        yield f"{node.name}: demos: {counts or 'none'}"


# ---- checks that nothing but the prompt reaches the model ----------------------------------------------------------


def same_over_http(task: Task, say: Callable[[str], None]) -> None:
    """The same compile with the model in this process, and behind HTTP in another."""
    small = smaller(task, 280, 140, 140)
    here = fingerprint(compile_(small, PIPELINES["both"]))
    serve = f"from sigc.offline.server import listening, serve; serve(listening({PORT}))"
    with subprocess.Popen([sys.executable, "-c", serve], stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(PORT)
            far = Task(small.name, READER + small.source, small.rows)
            there = fingerprint(compile_(far, PIPELINES["both"], "reader"))
        finally:
            server.terminate()
    say("## Side channels\n")
    verdict = "equal, byte for byte" if here == there else "DIFFERENT"
    say(f"- Slots, evidence and scores with the model in this process and behind loopback HTTP: {verdict} "
        f"(sha256 {sha256(here.encode()).hexdigest()[:16]}, {len(here)} bytes).")  # fmt: skip


PORT = 18765
READER = f'model reader = "openai/offline" {{ base_url = "http://127.0.0.1:{PORT}/v1" }}\n'


def wait_for(port: int) -> None:
    import socket

    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"no server on port {port}")


def fingerprint(made: Made) -> str:
    """All that a lock holds but the name of the model and its price."""
    data = {
        "slots": {name: slots_to_json(made.program, name) for name in sorted(made.program.nodes)},
        "evidence": [{**evidence_json(one), "usd": None} for one in made.evidence],
        "report": scores_json(made.report) if made.report else {},
    }
    return json.dumps(data, sort_keys=True, ensure_ascii=False, indent=1)


def opaque_labels(say: Callable[[str], None]) -> None:
    """Labels that say nothing: what is gained now comes from examples alone."""
    for name, label in (("snips", "intent"), ("banking77", "label")):
        task = TASKS[name]()
        names = {word: f"c{at:02}" for at, word in enumerate(sorted({r[label] for r in task.rows["train"]}))}
        rows = {
            split: [{**row, label: names[row[label]]} for row in rows if row[label] in names]
            for split, rows in task.rows.items()
        }
        made = compile_(classification(name, label, INTENTS[name], rows), PIPELINES["bootstrap"])
        found = made.report
        assert found is not None
        say(f"- {name} with labels renamed to c00, c01, …: bootstrap {found.before.mean:.3f} -> "
            f"{found.after.mean:.3f}, gain {found.gain.mean:+.3f} ({ends(found.gain)}).")  # fmt: skip


def shuffled_labels(say: Callable[[str], None]) -> None:
    """With train and dev labels permuted there is nothing to learn."""
    task, reported, best = TASKS["snips"](), 0, -1.0
    for seed in range(SEEDS):
        small = smaller(task, 280, 140, 350)
        rows = {
            split: shuffled(part, "intent", seed) if split != "test" else part for split, part in small.rows.items()
        }
        made = compile_(Task(small.name, small.source, rows), PIPELINES["both"], seed=seed)
        assert made.report is not None
        reported += made.report.gain.low > 0
        best = max(best, made.report.gain.mean)
    say(f"- snips with labels shuffled in train and dev, {SEEDS} seeds: a gain on test is reported {reported} times "
        f"(largest mean change {best:+.3f}).")  # fmt: skip


def shuffled(rows: list[dict[str, Any]], label: str, seed: int) -> list[dict[str, Any]]:
    labels = [row[label] for row in rows]
    Random(seed).shuffle(labels)
    return [{**row, label: other} for row, other in zip(rows, labels, strict=True)]


def smaller(task: Task, train: int, dev: int, test: int) -> Task:
    sizes = {"train": train, "dev": dev, "test": test}
    return Task(task.name, task.source, {split: rows[: sizes[split]] for split, rows in task.rows.items()})


# ---- compiling -----------------------------------------------------------------------------------------------------


def compile_(task: Task, passes: str, model: str | None = None, seed: int = 0) -> Made:
    """One build in a folder of its own, through the same code as `sigc compile`."""
    with tempfile.TemporaryDirectory() as folder:
        for split, rows in task.rows.items():
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            Path(folder, f"{split}.jsonl").write_text(text, encoding="utf-8")
        on = f"model = {model} " if model else ""
        build = f"build it for Read {{ {on}data = rows metric = right passes = {passes} seed = {seed} }}\n"
        Path(folder, "it.sig").write_text(f"{task.source}\n{build}", encoding="utf-8")
        loaded = load(str(Path(folder, "it.sig")), Disk())
        if not loaded.ok or loaded.place is None or loaded.project is None:
            raise UserError(*loaded.diagnostics)
        project = loaded.project
        return asyncio.run(optimize(loaded.place, project, project.builds["it"], Options(), Disk(), lambda event: None))


# ---- data sets -----------------------------------------------------------------------------------------------------

INTENTS = {
    "snips": "Say what the speaker of a voice command wants.",
    "banking77": "Say what a customer asks their online bank about.",
}


def splits(name: str) -> Rows:
    return {
        split: [json.loads(line) for line in (DATA / name / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]
        for split in ("train", "dev", "test")
    }


def enum(name: str, words: Sequence[str]) -> str:
    members = [
        word if re.fullmatch(r"[A-Za-z_]\w*", word) else f"{ident(word)} as {json.dumps(word)}" for word in words
    ]
    return f"enum {name} {{ {' '.join(members)} }}\n"


def ident(word: str) -> str:
    return re.sub(r"\W+", "_", word).strip("_")


def classification(name: str, label: str, intent: str, rows: Rows) -> Task:
    words = sorted({row[label] for row in rows["train"]})
    source = (
        enum("Label", words)
        + f'signature Read {{ """{intent}""" input text: str output answer: Label }}\n'
        + f"data rows: Read from {FILES} {{ answer = row.{label} }}\n"
        + "metric right for Read { score = got.answer == want.answer }\n"
    )
    return Task(name, source, rows)


FILES = '{ train = "train.jsonl", dev = "dev.jsonl", test = "test.jsonl" }'


def snips() -> Task:
    return classification("snips", "intent", INTENTS["snips"], splits("snips"))


def banking77() -> Task:
    """20 train rows of each of the 77 classes."""
    rows, counts, some = splits("banking77"), dict[str, int](), []
    for row in sorted(rows["train"], key=lambda r: sha256(r["id"].encode()).hexdigest()):
        counts[row["label"]] = counts.get(row["label"], 0) + 1
        if counts[row["label"]] <= 20:
            some.append(row)
    return classification("banking77", "label", INTENTS["banking77"], {**rows, "train": some})


def facility_support() -> Task:
    rows = splits("facility_support")
    named = json.loads((DATA / "facility_support" / "categories.json").read_text(encoding="utf-8"))
    every = ", ".join(f"Category.{word}" for word in named)
    source = (
        enum("Urgency", ("low", "medium", "high"))
        + enum("Sentiment", ("negative", "neutral", "positive"))
        + enum("Category", named)
        + 'signature Read { """Read a mail to the desk of a facility service: how urgent it is, its tone, what it is '
        'about.""" input message: str output urgency: Urgency output sentiment: Sentiment '
        "output categories: [Category] }\n"
        + f"data rows: Read from {FILES} {{ }}\n"
        + "metric right for Read {\n"
        + f"  shares = mean([(c in got.categories) == (c in want.categories) for c in [{every}]])\n"
        + "  score = ((got.urgency == want.urgency) + (got.sentiment == want.sentiment) + shares) / 3\n}\n"
    )
    return Task("facility_support", source, rows)


TASKS: dict[str, Callable[[], Task]] = {"snips": snips, "banking77": banking77, "facility_support": facility_support}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
