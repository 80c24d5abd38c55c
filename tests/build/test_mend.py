"""`check --fix`: certain edits, written as a whole or not at all, again and again until none is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT

from sigc.base.diagnostic import UserError
from sigc.base.source import Memory, SourceFile
from sigc.build.mend import Mended, mend
from sigc.build.report import check_all
from sigc.syntax.lexer import lex

BROKEN = """enum Team { billing shipping }
signature Triage {
  input mail: string
  output team: Taem
  output urgent: bool
  ensure mail != None&&urgent = true
  example { mail = 'x', team = biling, urgent = True }
}
module Desk {
  input mail: str
  output team: Team
  t : Triage(mail)  // one call
  team = match t.taem { billing => billing  shipping -> shipping }
}
"""
MENDED = """enum Team { billing shipping }
signature Triage {
  input mail: str
  output team: Team
  output urgent: bool
  ensure mail != none and urgent == true
  example { mail = "x", team = billing, urgent = true }
}
module Desk {
  input mail: str
  output team: Team
  t = Triage(mail)  # one call
  team = match t.team { billing -> billing  shipping -> shipping }
}
"""


def mended(**texts: str) -> tuple[Memory, Mended]:
    files = Memory.of({"sig.toml": "", **{name.replace("__", ".").replace("_", "/"): t for name, t in texts.items()}})
    return files, mend(".", files)


def test_all_that_is_certain_is_mended() -> None:
    files, done = mended(main__sig=BROKEN)
    assert files.texts["main.sig"].decode() == MENDED
    assert done.report["found"] == []
    assert len(done.fixed) == 12
    again = mend(".", files)
    assert again.fixed == ()


def test_what_is_not_certain_is_left() -> None:
    text = "type Modes { a: str }\ntype Nodes { a: str }\nsignature A { input x: odes  output y: Bill }\n"
    files, done = mended(main__sig=text)
    assert files.texts["main.sig"].decode() == text
    assert done.fixed == ()
    assert len(done.report["found"]) == 2


def test_a_missing_import_is_written() -> None:
    shapes = "type Doc { title: str }\ntype Mail { text: str }\n"
    main = '"""A desk."""\n\n# what we read\nsignature A { input d: Doc  input m: Mail  output x: str }\n'
    files, done = mended(main__sig=main, lib_shapes__sig=shapes)
    assert files.texts["main.sig"].decode() == main.replace("signature", "import lib.shapes { Doc, Mail }\n\nsignature")
    assert done.report["found"] == []


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    files = Memory({"main.sig": b"\xef\xbb\xbftype A { x: string }\r\n# \xc3\xa4\r\ntype B { y: integer }\r\n"})
    mend("main.sig", files)
    assert files.texts["main.sig"] == b"\xef\xbb\xbftype A { x: str }\r\n# \xc3\xa4\r\ntype B { y: int }\r\n"


class Edited(Memory):
    """Someone else saves a file between the check and the edit: after its first reading it holds something else."""

    path = "main.sig"
    then = b"type Other { x: string }\n"

    def read(self, path: str) -> bytes:
        data = super().read(path)
        if path == self.path:
            self.texts[path] = self.then
        return data


def test_a_file_that_changed_meanwhile_is_left_alone() -> None:
    files = Edited({"main.sig": b"type Row { x: string }\n", "lib.sig": b"type B { y: integer }\n", "sig.toml": b""})
    done = mend(".", files)
    assert files.texts["main.sig"] == Edited.then
    assert done.busy == ("main.sig",)
    assert files.texts["lib.sig"] == b"type B { y: int }\n"


class ReadOnly(Memory):
    def write(self, path: str, data: bytes) -> None:
        raise PermissionError(13, "Permission denied", path)


def test_a_file_that_cannot_be_written_is_told() -> None:
    with pytest.raises(UserError) as caught:
        mend("main.sig", ReadOnly({"main.sig": b"type Row { x: string }\n"}))
    assert caught.value.diagnostics[0].code == "SIG0711"


# --- laws ------------------------------------------------------------------------------------------------------------

PROGRAM = (ROOT / "examples" / "triage" / "triage.sig").read_text("utf-8")
TOKENS = lex(SourceFile("x.sig", PROGRAM))
PLACES = [i for i, kind in enumerate(TOKENS.kinds) if kind in ("EQUAL", "NONE", "TRUE", "FALSE", "AND", "OR", "SAME")]
SLIPS: dict[str, Callable[[str], str]] = {
    "EQUAL": lambda text: ":",
    "NONE": lambda text: "None",
    "TRUE": lambda text: "True",
    "FALSE": lambda text: "False",
    "AND": lambda text: "&&",
    "OR": lambda text: "||",
    "SAME": lambda text: "===",
}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True))
def test_slips_of_other_languages_are_taken_back(places: list[int]) -> None:
    """A program with tokens of other languages is the program again, or is left as it is where that is not certain."""
    text = PROGRAM
    for i in sorted(places, reverse=True):
        text = text[: TOKENS.starts[i]] + SLIPS[TOKENS.kinds[i]](TOKENS.text(i)) + text[TOKENS.ends[i] :]
    rows = ROOT / "examples" / "triage"
    beside = {p.name: p.read_bytes() for p in rows.iterdir() if p.suffix in (".jsonl", ".py", ".csv")}
    files = Memory({**beside, "main.sig": text.encode()})
    mend("main.sig", files)
    now = files.texts["main.sig"].decode()
    left = [d for d in check_all("main.sig", files)["found"] if d["severity"] == "error"]
    assert now == PROGRAM or left, "what was written is the program, or is told"
