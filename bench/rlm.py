"""The strategy rlm over texts of 32 thousand to 10 million tokens: answers, calls, wall time and memory by length.

    python bench/rlm.py                          # all lengths, some minutes; keeps bench/results/rlm.md
    python bench/rlm.py 32000 320000             # these lengths, printed only
    python bench/rlm.py --sandbox wasm 100000    # the code runs in CPython in WebAssembly

The program is examples/longdoc. Two kinds of record are composed by seed: a log of requests (oolong_snips, rows of the
test split, with fresh dates and users) and a transcript (crd3_turns, blocks of turns in a fresh order, with fresh
numbers and speakers). No two chunks of a record are equal. Gold is counted by this script while it composes, and stands
in no prompt; nothing is cached.

The root model is a script that writes the code a sensible model would write; it reads its prompt and nothing else. The
sub-model is sigc/offline, which is told of the kinds of requests by labelled examples from the train split: it names
the kind of the example that is most like the request. So a mechanical question has one right answer, and a semantic
count is as good as the sub-model: the table shows the count, the gold, and in how many of the same lines the sub-model
alone is wrong. Each length and record runs in a process of its own. The data folder is SIGC_DATA."""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program
from sigc.lm.base import LM, Reply, Request, Usage
from sigc.lm.tokens import count_tokens
from sigc.offline.model import OfflineLM
from sigc.runtime.bundle import bundle_of, read_bundle
from sigc.runtime.engine import Engine

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SIGC_DATA", ROOT.parent / "shared" / "data"))
RESULTS = ROOT / "bench" / "results" / "rlm.md"
LENGTHS = (32_000, 100_000, 320_000, 1_000_000, 3_200_000, 10_000_000)
USERS, EXAMPLES, SEED, CHUNK = 50, 10, 7, 20_000
NAMES = ("ADA", "BEN", "CLEO", "DANA", "EMIL", "FARAH", "GUS", "HANA", "IVO", "JUNE", "KAI", "LENA", "MILO", "NOOR")
KINDS = (
    "AddToPlaylist", "BookRestaurant", "GetWeather", "PlayMusic", "RateBook", "SearchCreativeWork",
    "SearchScreeningEvent",
)  # fmt: skip


# ---- records and gold ------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """A question, its answer, and for a semantic one the lines that it is about, with the kind of each."""

    question: str
    gold: str
    kinds: dict[str, str] = field(default_factory=dict)


@dataclass
class Record:
    text: str
    tokens: int
    guide: str
    questions: list[Asked]


def contexts(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name / "contexts.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def requests_of(split: str) -> list[tuple[str, str]]:
    """Distinct requests of a split, with their kinds, in order."""
    pairs = [
        (line.split("|| Request: ")[1], kind)
        for one in contexts("oolong_snips")
        if one["split"] == split
        for line, kind in zip(one["text"].split("\n"), one["labels"], strict=True)
    ]
    return list(dict(pairs).items())


def log(length: int, random: Random) -> Record:
    """Lines `Date: … || User: … || Request: …`, one day after the other, until there are so many tokens."""
    pool, train = requests_of("test"), requests_of("train")
    users = random.sample(range(10_000, 100_000), USERS)
    lines: list[str] = []
    made: list[tuple[date, int, str, str]] = []
    tokens, day = 0, date(2000 + random.randrange(10), 1, 1)
    while tokens < length:
        text, kind = random.choice(pool)
        day += timedelta(days=random.random() < 0.02)
        user = random.choice(users)
        lines.append(f"Date: {day:%b %d, %Y} || User: {user} || Request: {text}")
        made.append((day, user, text, kind))
        tokens += count_tokens(lines[-1]) + 1
    return Record("\n".join(lines), tokens, guide(train, random), log_questions(made, users, random))


def guide(train: list[tuple[str, str]], random: Random) -> str:
    """Examples of each kind, one a line."""
    shown = []
    for kind in KINDS:
        texts = [re.sub(r"[.?!]+", "", text).strip() for text, k in train if k == kind]
        shown += [f"{text} => {kind}" for text in random.sample(texts, EXAMPLES)]
    return "Which of these requests is of the same kind?\n" + "\n".join(shown)


def log_questions(made: list[tuple[date, int, str, str]], users: list[int], random: Random) -> list[Asked]:
    user, other = random.sample(users, 2)
    months = sorted({(day.year, day.month) for day, *_ in made})
    year, month = random.choice(months)
    named = date(year, month, 1).strftime("%b %Y")
    in_month = sum((day.year, day.month) == (year, month) for day, *_ in made)
    counts = Counter(u for _, u, *_ in made)
    top = max(counts, key=lambda u: (counts[u], -u))
    last = [day for day, u, *_ in made if u == other][-1]
    asked = [
        Asked(f"How many requests did user {user} make?", str(counts[user])),
        Asked("How many different users made requests?", str(len(counts))),
        Asked(f"How many requests were made in {named}?", str(in_month)),
        Asked(f"On which date did user {other} make the last request?", f"{last:%b %d, %Y}"),
        Asked("Which user made the most requests, the lowest number if there are several?", str(top)),
    ]
    for kind in random.sample(KINDS, 3):
        mine = {text: k for _, u, text, k in made if u == user}
        gold = sum(k == kind for _, u, _, k in made if u == user)
        asked.append(Asked(f"How many requests of user {user} are of the kind {kind}?", str(gold), mine))
    return asked


def transcript(length: int, random: Random) -> Record:
    """Turns `[n] NAME: words`: blocks of 25 turns of real episodes, with speakers renamed and turns numbered anew."""
    blocks = []
    for one in contexts("crd3_turns"):
        turns = [line.split("] ", 1)[1] for line in one["text"].split("\n") if line.startswith("[")]
        blocks += [turns[i : i + 25] for i in range(0, len(turns), 25)] if one["id"].endswith("-all") else []
        blocks += [turns] if not blocks else []
    cast: dict[str, str] = {}
    lines: list[str] = []
    said: list[tuple[str, str]] = []
    tokens = 0
    while tokens < length:
        for turn in random.choice(blocks):
            speaker, words = turn.split(": ", 1)
            name = cast.setdefault(speaker, f"{random.choice(NAMES)}{len(cast)}")
            said.append((name, words))
            lines.append(f"[{len(said)}] {name}: {words}")
            tokens += count_tokens(lines[-1]) + 1
    return Record("\n".join(lines), tokens, "", transcript_questions(said, random))


def transcript_questions(said: list[tuple[str, str]], random: Random) -> list[Asked]:
    counts = Counter(name for name, _ in said)
    first, second = random.sample([name for name, _ in counts.most_common(5)], 2)
    top = max(counts, key=lambda name: (counts[name], name))
    pairs = sum(a[0] == first and b[0] == second for a, b in pairwise(said))
    asking = sum(name == first and "?" in words for name, words in said)
    longest = max(range(len(said)), key=lambda n: (len(said[n][1]), -n)) + 1
    return [
        Asked(f"How many turns does {first} speak?", str(counts[first])),
        Asked("How many different speaker labels occur?", str(len(counts))),
        Asked("Who speaks the most turns, the last in the alphabet if there are several?", top),
        Asked(f"In how many turns does {first} use a question mark?", str(asking)),
        Asked(f"How often does {second} speak directly after {first}?", str(pairs)),
        Asked("What is the number of the turn with the most characters, the first if there are several?", str(longest)),
    ]


RECORDS: dict[str, Callable[[int, Random], Record]] = {"log": log, "transcript": transcript}


# ---- the models ------------------------------------------------------------------------------------------------------

LINES = {True: "lines = record", False: "lines = record.split('\\n')"}
"""How the lines are had of a handle, and of a text."""
OF_USER = "[line.split('|| Request: ')[1] for line in lines if 'User: {0} ||' in line]"
CODE = {
    r"How many requests did user (\d+) make": "submit(str(record.count('User: {0} ||')))",
    r"How many different users": "submit(str(len({{line.split(' || ')[1] for line in lines}})))",
    r"made in (\w+) (\d+)": "submit(str(sum(1 for line in lines if line[6:9] == '{0}' and line[14:18] == '{1}')))",
    r"did user (\d+) make the last": """for line in lines:
    if 'User: {0} ||' in line:
        last = line
submit(last[6:18])""",
    r"Which user made the most": """from collections import Counter
counts = Counter(line.split(' || ')[1][6:] for line in lines)
most = max(counts.values())
submit(str(min(int(user) for user in counts if counts[user] == most)))""",
    r"requests of user (\d+) are of the kind (\w+)": f"""mine = {OF_USER}
found = []
for start in range(0, len(mine), 400):
    found += ask_all(mine[start:start + 400], guide)
kinds = [reply.split('=> ')[-1].strip() if reply else '' for reply in found]
submit(str(sum(1 for kind in kinds if kind == '{{1}}')))""",
    r"How many turns does (\w+) speak": "submit(str(sum(1 for line in lines if line.split(' ')[1] == '{0}:')))",
    r"different speaker labels": "submit(str(len({{line.split('] ')[1].split(': ')[0] for line in lines}})))",
    r"Who speaks the most": """from collections import Counter
counts = Counter(line.split('] ')[1].split(': ')[0] for line in lines)
most = max(counts.values())
submit(max(name for name in counts if counts[name] == most))""",
    r"does (\w+) use a question": """found = 0
for line in lines:
    name, words = line.split('] ', 1)[1].split(': ', 1)
    if name == '{0}' and '?' in words:
        found += 1
submit(str(found))""",
    r"does (\w+) speak directly after (\w+)": """found, before = 0, ''
for line in lines:
    name = line.split('] ', 1)[1].split(': ', 1)[0]
    if name == '{0}' and before == '{1}':
        found += 1
    before = name
submit(str(found))""",
    r"turn with the most characters": """best, most = '', -1
for line in lines:
    number, words = line[1:].split('] ', 1)
    words = words.split(': ', 1)[1]
    if len(words) > most:
        best, most = number, len(words)
submit(best)""",
}
LOOK = "print(len(record))\nprint(record[:300])"


class Root:
    """Looks at the record first, then writes the code that the question asks for; `longest`: of its prompts."""

    def __init__(self) -> None:
        self.calls = self.longest = 0

    async def ask(self, request: Request) -> Reply:
        self.calls += 1
        prompt = request.messages[-1].content
        self.longest = max(self.longest, sum(len(message.content) for message in request.messages))
        if "[[steps]]" not in prompt:
            return Reply(f"[[thought]] see what the record looks like\n[[code]]\n{LOOK}", Usage(1, 1))
        [head] = re.findall(r"^question: str, \d+ characters.*?, begins (.*)$", prompt, re.MULTILINE)
        question = ast.literal_eval(head)
        for form, code in CODE.items():
            if found := re.search(form, question):
                lines = LINES["record: str" in prompt and ", a handle" in prompt]
                return Reply(f"[[thought]] now count\n[[code]]\n{lines}\n{code.format(*found.groups())}", Usage(1, 1))
        raise AssertionError(question)

    async def close(self) -> None:
        """Nothing is open."""


class Sub:
    """sigc/offline, with what it said of each text."""

    def __init__(self) -> None:
        self._model, self.said = OfflineLM(), list[tuple[str, str]]()

    async def ask(self, request: Request) -> Reply:
        reply = await self._model.ask(request)
        text = request.messages[-1].content.split("[[text]]")[1].strip()
        self.said.append((text, reply.text.split("=> ")[-1].strip()))
        return reply

    async def close(self) -> None:
        """Nothing is open."""


# ---- runs ------------------------------------------------------------------------------------------------------------


def program_in(sandbox: str) -> Program:
    """The program of the example, its code run in this interpreter."""
    source = (ROOT / "examples" / "longdoc" / "longdoc.sig").read_text(encoding="utf-8")
    source = source.replace("steps = 4,", f"steps = 4, sandbox = {sandbox},")
    project, found = check_project("longdoc.sig", Memory({"longdoc.sig": source.encode()}))
    assert not found, found
    return project.programs["Ask"]


def one(kind: str, length: int, sandbox: str) -> dict[str, Any]:
    """All questions about one record, and what they took."""
    record = RECORDS[kind](length, Random(f"{SEED} {kind} {length}"))
    chunks = [record.text[i : i + CHUNK] for i in range(0, len(record.text), CHUNK)]
    assert len(set(chunks)) == len(chunks), "two chunks are equal"
    loaded = read_bundle(bundle_of(program_in(sandbox), name="longdoc", provenance={}))
    root, rows = Root(), []
    began = time.perf_counter()
    for asked in record.questions:
        sub = Sub()

        def lm_for(name: str | None, sub: Sub = sub) -> LM:
            return root if name is None else sub

        inputs = {"question": asked.question, "guide": record.guide, "record": record.text}
        answer = asyncio.run(Engine(loaded, lm_for).run(inputs))["answer"]
        wrong = sum(asked.kinds[text] != said for text, said in sub.said)
        rows.append([asked.question, asked.gold, answer, len(sub.said), wrong])
    wall = time.perf_counter() - began
    peak = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "kind": kind, "tokens": record.tokens, "bytes": len(record.text.encode()), "root": root.calls,
        "longest": root.longest, "wall": wall, "peak": peak, "rows": rows,
    }  # fmt: skip


# ---- tables ----------------------------------------------------------------------------------------------------------

COLUMNS = (
    "record", "tokens", "MB", "mechanical", "semantic: answer (gold)", "sub-model wrong in", "calls root, sub",
    "longest root prompt", "wall s", "memory MB, and a worker's",
)  # fmt: skip


def row(found: dict[str, Any]) -> str:
    mechanical = [r for r in found["rows"] if not r[3]]
    semantic = [r for r in found["rows"] if r[3]]
    right = sum(gold == answer for _, gold, answer, *_ in mechanical)
    counts = ", ".join(f"{answer} ({gold})" for _, gold, answer, *_ in semantic) or "–"
    lines, wrong = sum(r[3] for r in semantic), sum(r[4] for r in semantic)
    share = f"{wrong} of {lines}: {wrong / lines:.1%}" if lines else "–"
    host, worker = found["peak"]
    cells = [
        found["kind"], f"{found['tokens']:,}", f"{found['bytes'] / 1e6:.1f}", f"{right} of {len(mechanical)}", counts,
        share, f"{found['root']}, {lines}", f"{found['longest']:,} chars", f"{found['wall']:.1f}",
        f"{host:.0f} + {worker:.0f}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def broken(found: list[dict[str, Any]]) -> list[str]:
    """The promises that a run broke."""
    said = []
    for one in found:
        name = f"{one['kind']} of {one['tokens']:,} tokens"
        said += [f"{name}: {q} gave {a}, not {g}" for q, g, a, calls, _ in one["rows"] if not calls and a != g]
        off = [calls and abs(int(a) - int(g)) > wrong for _, g, a, calls, wrong in one["rows"]]
        said += [f"{name}: a count is further off than the sub-model"] * sum(map(bool, off))
        said += [f"{name}: over 2 GB"] * (sum(one["peak"]) > 2048)
        said += [f"{name}: the root saw {one['longest']} characters"] * (one["longest"] > 20_000)
    return said


def main(words: list[str]) -> int:
    options = argparse.ArgumentParser()
    options.add_argument("lengths", nargs="*", type=int)
    options.add_argument("--sandbox", default="monty")
    options.add_argument("--one", choices=RECORDS)
    given = options.parse_args(words)
    if given.one:
        print(json.dumps(one(given.one, given.lengths[0], given.sandbox)))
        return 0
    title = f"# bench/rlm.py: the strategy rlm by length of the record (sandbox {given.sandbox})\n"
    lines = [title, f"| {' | '.join(COLUMNS)} |", "| --- " * len(COLUMNS) + "|"]
    print("\n".join(lines), flush=True)
    found = []
    for length in given.lengths or LENGTHS:
        for kind in RECORDS:
            words = [sys.executable, __file__, "--one", kind, str(length), "--sandbox", given.sandbox]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                print(done.stderr)
                return 1
            found.append(json.loads(done.stdout))
            lines.append(row(found[-1]))
            print(lines[-1], flush=True)
    bad = broken(found)
    kept = "Every promise holds: mechanical answers exact, no count further off than the sub-model, at most 2 GB."
    busy = f"{os.cpu_count()} cores, on average {os.getloadavg()[2]:.1f} processes at work in the last 15 minutes."
    lines += ["", *(bad or [kept]), busy]
    print("\n".join(lines[-max(1, len(bad)) - 2 :]))
    if not given.lengths:
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
