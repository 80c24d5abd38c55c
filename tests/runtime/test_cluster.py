"""Rows on a Ray cluster: two workers on this machine, a real server, one journal."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import Answer, Loopback, Seen, failure
from runtime.programs import triage
from support import needs

from sigc.ir.program import Model
from sigc.lm.base import BudgetSpent
from sigc.runtime.bulk import Bulk, Result, numbered
from sigc.runtime.bundle import bundle_of, bundle_text
from sigc.runtime.cluster import Cluster, Job
from sigc.runtime.ledger import Ledger, Place

GOOD = "[[team]] shipping\n[[urgency]] 3\n[[order]] null"


@pytest.fixture(scope="module", autouse=True)
def local_cluster() -> Iterator[None]:
    needs("ray")
    import ray

    here = str(Path(__file__).parent.parent.parent)
    environment = {"env_vars": {"PYTHONPATH": os.pathsep.join([here, os.environ.get("PYTHONPATH", "")])}}
    options: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False, "configure_logging": False}
    ray.init(num_cpus=2, object_store_memory=80 * 2**20, runtime_env=environment, **options)
    try:
        yield
    finally:
        ray.shutdown()


def job(server: Loopback, **budget: int) -> Job:
    program = replace(triage(), models={"far": Model("far", "openai/m", {"base_url": server.url, "retries": 0})})
    return Job(bundle_text(bundle_of(program, name="", provenance={}, model="far")), **budget)


def run(cluster: Cluster, ledger: Ledger, count: int) -> list[Result]:
    got: list[Result] = []

    async def all_rows() -> None:
        bulk = Bulk(cluster.answer, ["mail"], ledger=ledger, concurrent=8)
        async for result in bulk.results(numbered([{"mail": f"mail {n}"} for n in range(1, count + 1)])):
            got.append(result)

    try:
        asyncio.run(all_rows())
    finally:
        cluster.close()
    return got


def test_workers_return_results_and_one_writer_journals(tmp_path: Path) -> None:
    def answer(seen: Seen) -> Answer:
        return failure(400, "no") if seen.text.endswith("mail 7") else Answer(GOOD)

    with Loopback(answer) as server, closing(Ledger(tmp_path / "j")) as ledger:
        ledger.begin_row(Place(5, "of a run that was killed"))
        assert ledger.rows_begun() == {5}
        results = run(Cluster(job(server), ledger, workers=2, rows=8, acts=True), ledger, 20)
        assert [result.row for result in results] == list(range(1, 21))
        errors = {result.row: result.error["code"] for result in results if result.error}
        assert errors == {5: "SIG0852", 7: "SIG0804"}
        assert ledger.spent().calls == 18
        assert ledger.rows_done() == 20
        assert ledger.rows_begun() == set()
        assert Counter(seen.text for seen in server.seen).most_common(1)[0][1] == 1
        assert run(Cluster(job(server), ledger, workers=1, rows=8), ledger, 20) == results
        assert server.calls == 19


def test_a_budget_is_shared_among_workers(tmp_path: Path) -> None:
    with Loopback(Answer(GOOD)) as server, closing(Ledger(tmp_path / "j")) as ledger:
        with pytest.raises(BudgetSpent):
            run(Cluster(job(server, calls=7), ledger, workers=2, rows=8), ledger, 20)
        assert 6 <= server.calls <= 7
        assert ledger.rows_done() == server.calls
