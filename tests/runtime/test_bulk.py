"""Runs over many rows: every row once, in order, failures as data; stopped anywhere they go on, and what may not be
repeated is not."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Answer, Loopback, Seen, failure
from runtime.packages import imported

from sigc.ir.program import Model, Tool
from sigc.ir.types import Field, Int, Str
from sigc.lm.base import BudgetSpent, LMError
from sigc.runtime.bulk import UNREACHABLE, Bulk, Result, Shard, numbered, read_rows, shared_out
from sigc.runtime.errors import CallFailed
from sigc.runtime.ledger import JournaledTools, Ledger
from sigc.runtime.streaming import event_data

PACKAGES = Path(__file__).parent.parent / "emit" / "python"
GOOD = "[[team]] shipping\n[[urgency]] 3\n[[order]] null"


def rows(count: int) -> list[dict[str, Any]]:
    return [{"n": n} for n in range(1, count + 1)]


def run(bulk: Bulk, count: int) -> list[Result]:
    async def collected() -> list[Result]:
        return [result async for result in bulk.results(numbered(rows(count)))]

    return asyncio.run(collected())


async def doubled(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Later rows tend to be ready first."""
    await asyncio.sleep((inputs["n"] * 7919 % 13) / 2000)
    if inputs["n"] % 5 == 0:
        raise CallFailed("SIG0821", "node", 2, "no")
    return {"twice": 2 * inputs["n"]}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 60), st.integers(1, 20))
def test_every_row_once_and_in_order(count: int, concurrent: int) -> None:
    bulk = Bulk(doubled, ["n"], concurrent=concurrent)
    results = run(bulk, count)
    assert [result.row for result in results] == list(range(1, count + 1))
    for result in results:
        if result.row % 5:
            assert result.outputs == {"twice": 2 * result.row}
        else:
            assert result.error is not None
            assert result.error["code"] == "SIG0821"
    assert (bulk.done, bulk.failed) == (count, count // 5)


def test_without_a_journal_few_results_wait_in_memory() -> None:
    """The first row takes its time: the others do not run ahead without end."""
    begun: list[int] = []
    slow = asyncio.Event()

    async def answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
        begun.append(inputs["n"])
        if inputs["n"] == 1:
            await slow.wait()
        return {}

    async def main() -> int:
        results = Bulk(answer, ["n"], concurrent=2).results(numbered(rows(1000)))
        first = asyncio.ensure_future(anext(results))
        for _ in range(500):
            await asyncio.sleep(0)
        ahead = len(begun)
        slow.set()
        await first
        assert len([None async for _ in results]) == 999
        return ahead

    assert asyncio.run(main()) == 64


def test_a_spent_budget_gives_what_is_done_then_stops(tmp_path: Path) -> None:
    calls = 0

    async def answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal calls
        await asyncio.sleep((10 - inputs["n"]) / 500)
        if inputs["n"] == 4:
            raise BudgetSpent("calls", 1, 2)
        calls += 1
        return {}

    with closing(Ledger(tmp_path / "j")) as ledger:
        bulk, got = Bulk(answer, ["n"], concurrent=6, ledger=ledger), []

        async def main() -> None:
            async for result in bulk.results(numbered(rows(100))):
                got.append(result.row)

        with pytest.raises(BudgetSpent):
            asyncio.run(main())
        assert 4 not in got
        assert len(got) == calls < 15
        assert {1, 2, 3} <= set(got)


def test_models_that_cannot_be_reached_stop_the_run_and_the_rows_are_run_again(tmp_path: Path) -> None:
    up = False

    async def answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
        if not up:
            raise CallFailed("SIG0809", "node", 4, "not reached", retryable=True)
        return {}

    with closing(Ledger(tmp_path / "j")) as ledger:
        with pytest.raises(CallFailed):
            run(Bulk(answer, ["n"], concurrent=1, ledger=ledger), 100)
        assert ledger.rows_done() == UNREACHABLE
        up = True
        assert all(result.error is None for result in run(Bulk(answer, ["n"], ledger=ledger), 100))


def test_what_ended_is_not_run_again_unless_the_row_or_the_program_changed(tmp_path: Path) -> None:
    ran: list[int] = []

    async def answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
        ran.append(inputs["n"])
        return await doubled(inputs)

    with closing(Ledger(tmp_path / "j")) as ledger:
        first = run(Bulk(answer, ["n"], ledger=ledger), 20)
        bulk = Bulk(answer, ["n"], ledger=ledger)
        assert run(bulk, 25) == [*first, *run(Bulk(doubled, ["n"]), 25)[20:]]
        assert bulk.known == 20
        assert Counter(ran) == Counter(range(1, 26))
        run(Bulk(answer, ["n"], ledger=ledger, program="other"), 5)
        assert Counter(ran)[3] == 2


def test_where_a_policy_keeps_results_out_of_the_journal_rows_are_run_again(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "j")) as ledger:
        first = run(Bulk(doubled, ["n"], ledger=ledger, keeps=False), 20)
        assert ledger.rows_done() == 0
        again = Bulk(doubled, ["n"], ledger=ledger, keeps=False)
        assert run(again, 20) == first
        assert again.known == 0


def test_rows_that_do_not_read_are_results() -> None:
    lines = ['{"n": 1}\n', "\n", "oops\n", "[3]\n", '{"n": 4, "more": 1}']
    given = list(read_rows(lines))
    assert [row.number for row in given] == [1, 3, 4, 5]
    assert isinstance(given[1].inputs, str)

    async def main() -> list[Result]:
        return [result async for result in Bulk(doubled, ["n"]).results(iter(given))]

    results = asyncio.run(main())
    assert [r.error["code"] if r.error else r.outputs for r in results] == [
        {"twice": 2},
        "SIG0823",
        "SIG0823",
        {"twice": 8},
    ]


def test_a_byte_order_mark_is_no_part_of_a_row_and_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"n": 1}\r\n{"n": "caf\xe9"}\r\n{"n": "caf\xc3\xa9 \xe2\x80\xa8 x"}\r\n')
    with open(path, encoding="utf-8", errors="surrogateescape") as lines:
        given = [row.inputs for row in read_rows(lines)]
    assert given == [{"n": 1}, "the row is not UTF-8", {"n": "caf\u00e9 \u2028 x"}]


def test_half_a_surrogate_pair_in_a_row_is_written_down(tmp_path: Path) -> None:
    async def same(inputs: Mapping[str, Any]) -> dict[str, Any]:
        return dict(inputs)

    given = list(read_rows(['{"n": "x \\ud83d y"}']))

    async def main() -> list[Result]:
        with closing(Ledger(tmp_path / "run.journal")) as ledger:
            return [result async for result in Bulk(same, ["n"], ledger=ledger).results(iter(given))]

    for _ in range(2):
        assert asyncio.run(main()) == [Result(1, {"n": "x \ud83d y"})]


# ---- shards


@given(st.integers(1, 12), st.integers(0, 1000))
def test_shards_share_rows_and_limits_without_rest(of: int, total: int) -> None:
    shards = [Shard(number, of) for number in range(1, of + 1)]
    assert sum(shard.part(total) for shard in shards) == total
    assert all(sum(shard.has(row) for shard in shards) == 1 for row in range(1, 50))


def test_models_take_their_part_and_a_limit_too_small_is_told() -> None:
    models = {"m": Model("m", "openai/m", {"per_minute": 100})}
    parts = [shared_out(models, ("openai/other",), Shard(n, 3)) for n in (1, 2, 3)]
    assert [part["m"].settings["per_minute"] for part in parts] == [34, 33, 33]
    assert sum(part["openai/other"].settings["concurrent"] for part in parts) == 64
    with pytest.raises(LMError, match="cannot be shared among 200") as caught:
        shared_out(models, (), Shard(150, 200))
    assert caught.value.code == "SIG0854"


def test_journals_of_shards_come_together_and_duplicates_are_told(tmp_path: Path) -> None:
    for number in (1, 2):
        with closing(Ledger(tmp_path / f"{number}")) as part:
            run(Bulk(doubled, ["n"], ledger=part, shard=Shard(number, 2)), 11)
    with closing(Ledger(tmp_path / "3")) as other:
        other.end_row(3, "k", {"outputs": {"twice": 7}})
        other.end_row(4, "k", {"outputs": {"twice": 8}})
    with closing(Ledger(tmp_path / "all")) as whole:
        taken = [whole.take(tmp_path / str(number)) for number in (1, 2, 3)]
        assert [merged.rows for merged in taken] == [6, 5, 0]
        assert taken[2].rows_twice == (3, 4)
        assert taken[2].rows_differ == (3,)
        assert whole.numbers() == list(range(1, 12))
        assert whole.result(3) == {"outputs": {"twice": 6}}


# ---- tools

SEND = Tool("send", (Field("text", Str()),), (Field("number", Int()),), "mail:send", effect="acts")


class Sending:
    def __init__(self, die: bool = False) -> None:
        self.sent: list[str] = []
        self._die = die

    async def call(self, tool: Tool, inputs: Mapping[str, Any], types: Any) -> dict[str, Any]:
        self.sent.append(inputs["text"])
        if self._die:
            raise KeyboardInterrupt
        return {"number": len(self.sent)}


def sends(tools: JournaledTools, ledger: Ledger) -> Callable[[str], int]:
    def send(text: str) -> int:
        async def in_row() -> int:
            ledger.enter_row(17, "key")
            return int((await tools.call(SEND, {"text": text}, {}))["number"])

        return asyncio.run(in_row())

    return send


def test_what_acts_is_not_repeated(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "j")) as ledger:
        first = Sending()
        assert sends(JournaledTools(first, ledger), ledger)("a") == 1
        again = Sending()
        assert sends(JournaledTools(again, ledger), ledger)("a") == 1
        assert again.sent == []
        dying = Sending(die=True)
        with pytest.raises(KeyboardInterrupt):
            sends(JournaledTools(dying, ledger), ledger)("b")
        assert ledger.tools_in_flight() == (("send", "row 17"),)
        with pytest.raises(LMError, match="without --retry-tools") as caught:
            sends(JournaledTools(again, ledger), ledger)("b")
        assert caught.value.code == "SIG0852"
        assert again.sent == []
        assert sends(JournaledTools(again, ledger, retry=True), ledger)("b") == 1
        assert ledger.tools_in_flight() == ()


def test_a_row_that_may_have_acted_ends_with_that(tmp_path: Path) -> None:
    async def answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
        if inputs["n"] == 2:
            raise LMError("SIG0852", "may have acted")
        return {}

    results = run(Bulk(answer, ["n"]), 3)
    assert [result.error["code"] if result.error else None for result in results] == [None, "SIG0852", None]


# ---- a package, a process that is killed, a server

MAIN = """
import json, sys, triage
triage.configure(model="far", env={})
with open(sys.argv[2], "w") as out:
    for result in triage.map([{"mail": f"mail {n}"} for n in range(300)], journal=sys.argv[1], concurrent=16):
        out.write(json.dumps(result.as_json()) + "\\n")
"""


def package(folder: Path, url: str) -> Path:
    """The package of `triage` with a model that is reached at `url`."""
    from dataclasses import replace

    from runtime.packages import written
    from runtime.programs import triage

    program = replace(triage(), models={"far": Model("far", "openai/m", {"base_url": url, "retries": 1})})
    return written(program, "triage", folder)


def start(folder: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MAIN, str(folder / "run.journal"), str(out)]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)


def test_killed_twice_it_goes_on_and_no_row_is_lost(tmp_path: Path) -> None:
    kill_at = iter([40, 150])
    when, process = next(kill_at), None

    def answer(seen: Seen) -> Answer:
        nonlocal when
        if process is not None and seen.number >= when:
            when = next(kill_at, 10**9)
            os.kill(process.pid, signal.SIGKILL)
        return Answer(GOOD, delay=0.003)

    with Loopback(answer) as server:
        folder, out = package(tmp_path, server.url), tmp_path / "out.jsonl"
        for _ in range(2):
            process = start(folder, out)
            assert process.wait(60) == -signal.SIGKILL
        with closing(Ledger(folder / "run.journal")) as ledger:
            lost = ledger.in_flight()
            assert 0 < len(lost) <= 16
            assert all(intent.purpose.startswith("row ") and intent.node == "Triage" for intent in lost)
        process = start(folder, out)
        assert process.wait(60) == 0, process.communicate()
        lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [line["row"] for line in lines] == list(range(1, 301))
        assert all(line["outputs"]["team"] == "shipping" for line in lines)
        asked = Counter(seen.text for seen in server.seen)
        assert len(asked) == 300
        assert sum(asked.values()) <= 300 + 2 * 16, "only calls in flight were repeated"


def test_a_package_maps_with_budget_and_shard(tmp_path: Path) -> None:
    with imported("triage", PACKAGES / "triage") as triage:
        mails = [{"mail": f"Where is my parcel AB-12345{n}?"} for n in range(10)]
        triage.configure(offline=True, calls=7)
        got: list[Result] = []
        with pytest.raises(BudgetSpent):
            got.extend(triage.map(mails, shard=(1, 2)))
        triage.configure(offline=True)
        halves = [list(triage.map(mails, shard=(n, 2))) for n in (1, 2)]
        whole = list(triage.map(mails))
        assert sorted(halves[0] + halves[1], key=lambda result: result.row) == whole

        async def some() -> list[Result]:
            return [result async for result in triage.amap([*mails, {"mail": 3}], journal=str(tmp_path / "j"))]

        last = asyncio.run(some())
        assert last[:10] == whole
        assert last[10].error is not None
        assert last[10].error["code"] == "SIG0823"
        first = next(iter(triage.map(mails)))
        assert first == whole[0]


def test_faults_of_a_server_are_rows_of_their_own(tmp_path: Path) -> None:
    def answer(seen: Seen) -> Answer:
        return failure(400, "no") if seen.text.endswith("mail 7") else Answer(GOOD)

    with Loopback(answer) as server:
        folder = package(tmp_path, server.url)
        process = start(folder, tmp_path / "out.jsonl")
        assert process.wait(60) == 0, process.communicate()
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["row"] for line in lines if "error" in line] == [8]
    assert lines[7]["error"]["code"] == "SIG0804"
    assert lines[7]["error"]["node"] == "Triage"


def test_every_failure_says_where_how_often_and_whether_to_try_again(tmp_path: Path) -> None:
    """The same of a call, of a stream and of a row: requests are counted, those of retries too."""
    with Loopback(Answer(status=500, body=b"oops")) as server:
        folder = package(tmp_path, server.url)
        with imported("triage", folder) as triage:
            triage.configure(model="far", env={})
            with pytest.raises(CallFailed) as caught:
                triage.main("hello")
            *_, streamed = triage.main_stream("hello")
            (row,) = triage.map([{"mail": "hello"}])
            triage.configure(model="far", env={}, calls=0)
            with pytest.raises(BudgetSpent) as spent:
                triage.main("hello")
            triage.configure(model="unknown", env={})
            with pytest.raises(LMError) as unknown:
                triage.main("hello")
    told = {"code": "SIG0808", "node": "Triage", "attempts": 2, "retryable": True, "raw": "oops"}
    for failure_, expected in (
        (caught.value, told),
        (streamed.error, told),
        (spent.value, {"code": "SIG0815", "node": "Triage", "attempts": 0, "retryable": False, "raw": ""}),
        (unknown.value, {"code": "SIG0803", "node": "Triage", "attempts": 0, "retryable": False, "raw": ""}),
    ):
        assert {name: getattr(failure_, name) for name in expected} == expected
    assert {name: row.error[name] for name in told} == told
    assert {name: event_data(streamed)[name] for name in told} == told
