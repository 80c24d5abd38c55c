"""Skipped tests are counted at the end, with the command that installs what they miss.

With SIGC_TEST_EXTRAS=all (as in CI) a test that was skipped for an absent extra makes the run fail."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import Any

import pytest

ABSENT = re.compile(r"extra absent: (\S+)")
EXTRA_OF = {"dspy": "peers", "gepa": "peers", "litellm": "litellm", "tiktoken": "litellm", "pydantic_monty": "sandbox"}


def absent_extras(reporter: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        match = ABSENT.search(str(report.longrepr))
        if match:
            found[EXTRA_OF.get(match[1], "test")] += 1
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    absent = absent_extras(terminalreporter)
    for extra, count in sorted(absent.items()):
        plural = "test was" if count == 1 else "tests were"
        terminalreporter.write_line(f'{count} {plural} skipped: pip install -e ".[{extra}]" runs them')


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("SIGC_TEST_EXTRAS") != "all" or hasattr(session.config, "workerinput"):
        return
    if absent_extras(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
