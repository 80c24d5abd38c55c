"""The `[mcp.NAME]` tables of sig.toml, as written and as told when they do not fit."""

from __future__ import annotations

import pytest

from sigc.base.source import Memory
from sigc.build.project import locate
from sigc.build.report import check_all
from sigc.ir.program import Server

SOURCE = 'tool find @onprem { input id: str  output row: json  from mcp "crm" "find" }\nzone onprem\n'


def project(table: str, source: str = SOURCE) -> Memory:
    return Memory.of({"sig.toml": f'[project]\nname = "desk"\n{table}', "main.sig": source})


def codes(files: Memory) -> list[str]:
    return [d["code"] for d in check_all(".", files)["found"] if d["severity"] == "error"]


def test_a_server_is_read() -> None:
    place, found = locate(".", project('[mcp.crm]\ncommand = "crm --as \'a b\'"\nenv = ["CRM"]\nzone = "onprem"\n'))
    assert not found
    assert place is not None
    assert place.servers == (Server("crm", ("crm", "--as", "a b"), env=("CRM",), zone="onprem"),)
    place, _ = locate(".", project('[mcp.crm]\nurl = "https://x.example/mcp"\nkey_env = "CRM"\n'))
    assert place is not None
    assert place.servers == (Server("crm", url="https://x.example/mcp", key_env="CRM"),)


def test_tools_of_it_check() -> None:
    assert codes(project('[mcp.crm]\ncommand = "crm"\nzone = "onprem"\n')) == []


WRONG = {
    "none": ("", ["SIG0327"]),
    "another": ('[mcp.crn]\ncommand = "crm"\n', ["SIG0327"]),
    "both": ('[mcp.crm]\ncommand = "crm"\nurl = "https://x.example"\n', ["SIG0704"]),
    "neither": ('[mcp.crm]\nzone = "onprem"\n', ["SIG0704"]),
    "a password": ('[mcp.crm]\nurl = "https://me:secret@x.example"\n', ["SIG0704"]),
    "a key in it": ('[mcp.crm]\ncommand = "crm"\nenv = { CRM = "secret" }\n', ["SIG0704"]),
    "an unknown key": ('[mcp.crm]\ncommand = "crm"\nzome = "onprem"\n', ["SIG0705"]),
    "an unknown zone": ('[mcp.crm]\ncommand = "crm"\nzone = "cellar"\n', ["SIG0327"]),
    "another zone": ('[mcp.crm]\ncommand = "crm"\n', ["SIG0612"]),
    "no table": ('mcp = "crm"\n', ["SIG0705", "SIG0327"]),
}


@pytest.mark.parametrize(("table", "expected"), WRONG.values(), ids=WRONG)
def test_mistakes(table: str, expected: list[str]) -> None:
    found = codes(project(table))
    assert found
    assert set(found) <= set(expected), found


def test_a_leak_to_a_server_outside_every_zone() -> None:
    """A server that says nothing of its zone is no part of this process."""
    source = """
label pii
tool find { input id: str  output row: json  from mcp "crm" "find" }
policy "privacy" { pii stays in process }
module Desk { input id: str @pii  output row: json  row = find(id).row }
"""
    assert codes(project('[mcp.crm]\ncommand = "crm"\n', source)) == ["SIG0401"]
