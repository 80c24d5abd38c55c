"""What the metrics of the standard library give, through a metric of a project that calls them."""

from __future__ import annotations

from typing import Any

import pytest

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.values.evaluate import evaluate

SOURCE = """
import std.metrics {{ {name} }}
signature Case {{ input a: [str]  input b: [str]  input x: float  input y: float  output unused: str }}
metric probe for Case {{ score = {call}.score }}
"""
CASES = [
    ("exact", "exact(row.a[0], row.b[0])", ["Paris"], ["Paris"], 1.0),
    ("exact", "exact(row.a[0], row.b[0])", ["Paris"], ["paris"], 0.0),
    ("exact_words", "exact_words(row.a[0], row.b[0])", ["The  Eiffel tower."], ["eiffel Tower"], 1.0),
    ("exact_words", "exact_words(row.a[0], row.b[0])", ["Eiffel"], ["Eiffel tower"], 0.0),
    ("any_exact", "any_exact(row.a[0], row.b)", ["the cat!"], ["dog", "Cat"], 1.0),
    ("any_exact", "any_exact(row.a[0], row.b)", ["the cat!"], [], 0.0),
    ("includes", "includes(row.a[0], row.b[0])", ["It is in  Paris, France"], ["in paris"], 1.0),
    ("token_f1", "token_f1(row.a[0], row.b[0])", ["a b b c"], ["b c d"], 2 * 2 / (3 + 3)),
    ("token_f1", "token_f1(row.a[0], row.b[0])", [""], [""], 1.0),
    ("token_f1", "token_f1(row.a[0], row.b[0])", ["x"], [""], 0.0),
    ("overlap", "overlap(row.a, row.b)", ["x", "y"], ["y", "z"], 1 / 3),
    ("overlap", "overlap(row.a, row.b)", [], [], 1.0),
    ("set_f1", "set_f1(row.a, row.b)", ["x", "y", "y"], ["y"], 2 / 3),
    ("near", "near(row.x, row.y, within = 4)", [], [], 0.75),
    ("similar", "similar(row.a[0], row.b[0])", ["same"], ["same"], 1.0),
]


@pytest.mark.parametrize(("name", "call", "a", "b", "score"), CASES)
def test_a_metric_gives_its_score(name: str, call: str, a: Any, b: Any, score: float) -> None:
    source = SOURCE.format(name=name, call=call)
    project, found = check_project("p.sig", Memory.of({"p.sig": source}), root=".")
    assert not found
    metric = project.metrics["probe"]
    row = {"a": a, "b": b, "x": 3.0, "y": 4.0}
    assert evaluate(metric.score, {"row": row, "want": {}, "got": {}}, {}) == pytest.approx(score)
