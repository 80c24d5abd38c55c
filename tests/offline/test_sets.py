"""Sets that only a run knows: the embedded model answers from the values that the inputs give."""

from __future__ import annotations

import asyncio

from support import ROOT

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.offline.model import OfflineLM
from sigc.runtime.engine import Engine


def test_an_answer_is_one_of_the_given_values() -> None:
    source = (ROOT / "tests" / "lower" / "sets.sig").read_bytes()
    project, _ = check_project("sets.sig", Memory({"sets.sig": source}), root=".")
    engine = Engine(project.programs["Next"], lambda name: OfflineLM())
    actions = [{"name": "refund the invoice", "does": "pays back"}, {"name": "ship again", "does": "sends"}]
    for labels, mail, label in (
        (["shipping", "invoices and money"], "The invoice is wrong, I want my money.", "invoices and money"),
        (["shipping of parcels", "invoices"], "My parcel never came: shipping failed.", "shipping of parcels"),
    ):
        table = {"columns": ["invoice", "parcel"]}
        got = asyncio.run(engine.run({"mail": mail, "labels": labels, "actions": actions, "table": table}))
        assert got["label"] == label
        assert set(got["item"]) <= {a["name"] for a in actions}
        assert got["column"] in [*table["columns"], None]
