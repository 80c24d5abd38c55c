"""Defaults and dates of a source in emitted Python: values of their types, typed and formatted,."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from runtime.packages import format_problems, imported, type_problems, written

from sigc.base.diagnostic import has_errors
from sigc.base.source import Memory
from sigc.check.project import check_project

SOURCE = """
enum Team { billing shipping }
signature Due { input day: date  output due: date? }

module Plan {
  input  day: date = "2026-01-31"
  input  at: datetime = "2026-01-31T10:00:00+01:00"
  input  days: [date] = ["2026-02-28"]
  input  teams: [Team] = [shipping]
  output last: date
  output early: bool
  output late: bool
  output teams_: [Team]
  due    = Due("2026-03-31") otherwise { due = none }
  last   = max([day, date("2026-01-15")] + days)
  early  = at < "2026-01-31T09:30:00Z"
  late   = due.due != none and due.due > "2026-03-31"
  teams_ = teams
}
"""


def test_defaults_are_values_of_their_types(tmp_path: Path) -> None:
    project, found = check_project("main.sig", Memory({"main.sig": SOURCE.encode()}), root=".")
    assert not has_errors(found)
    written(project.programs["Plan"], "planned", tmp_path)
    text = (tmp_path / "planned" / "program.py").read_text("utf-8")
    assert 'days: list[dt.date] = [dt.date.fromisoformat("2026-02-28")],' in text
    assert format_problems(tmp_path) == ""
    assert type_problems(["planned"], tmp_path) == ""
    with imported("planned", tmp_path) as package:
        package.configure(offline=True)
        answer = package.plan()
        assert (answer.last, answer.early) == (dt.date(2026, 2, 28), True)
        assert answer.teams_ == [package.Team.shipping]
        assert package.plan(day=dt.date(2026, 5, 1), at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC)).early is False
