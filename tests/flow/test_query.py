"""`sigc flow` answers with a path or the reason there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sigc.cli.app import app

SOURCE = """
label pii
zone onprem
zone vendor
model local = "ollama/llama3.3" { zone = onprem }
model cloud = "openai/gpt-5" { zone = vendor }
signature Redact { input text: str  output clean: str }
signature Ask { input text: str  output answer: str }
policy "privacy" { pii stays in onprem  pii released by Redact }
module Main {
  input mail: str @pii
  input note: str
  output out: str
  r = Redact(mail) on local
  a = Ask(r.clean) on cloud
  out = a.answer + note
}
"""


@pytest.fixture
def desk(tmp_path: Path) -> str:
    (tmp_path / "desk.sig").write_text(SOURCE, "utf-8")
    return str(tmp_path / "desk.sig")


def asked(desk: str, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["flow", desk, "--call", "Main", *words])
    return done.exit_code, done.stdout.replace(desk, "desk.sig")


def test_a_path_is_shown_hop_by_hop(desk: str) -> None:
    assert asked(desk, "--from", "mail", "--to", "vendor") == (
        0,
        "mail -> vendor: a path\n"
        "  0. from the input `mail`   desk.sig:11:9\n"
        "  1. goes into the question to `Redact`   desk.sig:14:7\n"
        "  2. is released into `clean` of `Redact`   desk.sig:14:7\n"
        "  3. goes into `r.clean`   desk.sig:14:3\n"
        "  4. goes into the question to `Ask`   desk.sig:15:7\n",
    )


def test_a_release_is_the_reason_that_there_is_none(desk: str) -> None:
    code, text = asked(desk, "--from", "pii", "--to", "cloud")
    assert code == 1
    assert text.startswith("pii -> cloud: no path: the release by `Redact` takes `pii` off on every path\n")


def test_where_it_goes_instead_is_the_reason(desk: str) -> None:
    code, text = asked(desk, "--from", "note", "--to", "vendor")
    assert (code, text) == (
        1,
        "note -> vendor: no path: no value, guard or failure leads from `note` to `vendor`: it is sent nowhere\n",
    )


def test_json(desk: str) -> None:
    code, text = asked(desk, "--from", "mail", "--to", "onprem", "--format", "json")
    assert code == 0
    assert [(hop["how"], hop["line"]) for hop in json.loads(text)["path"]] == [("start", 11), ("data", 14)]


def test_uses_of_a_release_are_listed(desk: str) -> None:
    assert asked(desk, "--released") == (0, "pii released by Redact   desk.sig:14:7\n")


def test_an_unknown_name_is_told(desk: str) -> None:
    assert asked(desk, "--from", "mial", "--to", "vendor")[0] == 1
    assert asked(desk, "--from", "mail")[0] == 2
