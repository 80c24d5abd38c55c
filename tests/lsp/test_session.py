"""An editor's session over several files: what changes in one is told of the others, unsaved, saved and on the disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import Client, uri
from support import needs

TYPES = "enum Team { billing shipping }\n"
MAIN = """import types { Team }
signature Triage { input mail: str  output team: Team }
module Support { input mail: str  output team: Team  team = Triage(mail).team }
test "a parcel" { s = Support("x")  expect s.team == shipping }
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sig.toml").write_text('[project]\nname = "desk"\nsource = "main.sig"\n', encoding="utf-8")
    (tmp_path / "types.sig").write_text(TYPES, encoding="utf-8")
    (tmp_path / "main.sig").write_text(MAIN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(home: Path) -> Iterator[Client]:
    needs("pygls")
    with Client(home) as session:
        yield session
    assert session.said == []
    assert session.errors == ""


def _whole(text: str) -> list[dict[str, Any]]:
    return [{"text": text}]


def test_an_unsaved_edit_of_one_file_is_told_of_another(client: Client, home: Path) -> None:
    main, types = client.open(home / "main.sig"), client.open(home / "types.sig")
    assert client.diagnostics(main, 1) == []
    client.change(types, 2, _whole("enum Team { billing post }\n"))
    found = client.until(main, lambda each: bool(each))
    assert [d["code"] for d in found] == ["SIG0201"]
    client.change(types, 3, _whole(TYPES))
    assert client.until(main, lambda each: not each) == []


def test_files_that_are_not_open_are_told_too(client: Client, home: Path) -> None:
    types = client.open(home / "types.sig")
    client.change(types, 2, _whole("enum Team { billing }\n"))
    found = client.until(uri(home / "main.sig"), lambda each: bool(each))
    assert found[0]["range"]["start"]["line"] == 3


def test_a_change_on_the_disk_is_seen_when_the_editor_says_so(client: Client, home: Path) -> None:
    main = client.open(home / "main.sig")
    assert client.diagnostics(main, 1) == []
    (home / "types.sig").unlink()
    event = {"uri": uri(home / "types.sig"), "type": 3}
    client.notify("workspace/didChangeWatchedFiles", {"changes": [event]})
    assert client.until(main, lambda each: bool(each))[0]["code"] == "SIG0203"


def test_what_nobody_reads_is_told_when_all_files_say_so(client: Client, home: Path) -> None:
    (home / "asks.sig").write_text("signature Ask { input a: str  output b: str  output c: int }\n", encoding="utf-8")
    uses = "import asks { Ask }\nmodule M { input a: str  output b: str  b = Ask(a).b }\n"
    (home / "main.sig").write_text(uses, encoding="utf-8")
    asks = client.open(home / "asks.sig")
    assert [d["code"] for d in client.until(asks, lambda each: bool(each))] == ["SIG1002"]
    main = client.open(home / "main.sig")
    both = uses.replace("output b: str  b =", "output b: str  output c: int  x = Ask(a)  c = x.c  b =")
    client.change(main, 2, _whole(both))
    assert client.until(asks, lambda each: not each) == []


def test_a_label_is_known_in_files_that_do_not_import_it(client: Client, home: Path) -> None:
    main = client.open(home / "main.sig", MAIN.replace("mail: str ", "mail: str @pii ", 1))
    assert [d["code"] for d in client.diagnostics(main, 1)] == ["SIG0201"]
    types = client.open(home / "types.sig")
    client.change(types, 2, _whole(f"label pii\n{TYPES}"))
    assert client.until(main, lambda each: "SIG0201" not in {d["code"] for d in each}) is not None


def test_of_a_file_that_is_gone_nothing_is_told(client: Client, home: Path) -> None:
    (home / "types.sig").write_text("enum Team { billing shipping billing }\n", encoding="utf-8")
    client.open(home / "main.sig")
    types = uri(home / "types.sig")
    assert client.until(types, lambda each: bool(each))[0]["code"] == "SIG0202"
    (home / "types.sig").unlink()
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": types, "type": 3}]})
    assert client.until(types, lambda each: not each) == []


def test_closing_goes_back_to_the_file_on_the_disk(client: Client, home: Path) -> None:
    main = client.open(home / "main.sig", MAIN.replace("mail: str", "mail: strr"))
    assert client.diagnostics(main, 1)
    client.notify("textDocument/didClose", {"textDocument": {"uri": main}})
    assert client.until(main, lambda each: not each) == []


def test_a_broken_sig_toml_is_told_at_its_place(client: Client, home: Path) -> None:
    (home / "sig.toml").write_text("[project]\nnames = 1\n", encoding="utf-8")
    client.open(home / "main.sig")
    found = client.until(uri(home / "sig.toml"), lambda each: bool(each))
    assert [d["code"] for d in found] == ["SIG0705"]


def test_a_buffer_that_was_never_saved_is_checked(client: Client) -> None:
    document = {"uri": "untitled:Untitled-1.sig", "languageId": "sig", "version": 1, "text": "type A { a: strr }"}
    client.notify("textDocument/didOpen", {"textDocument": document})
    assert [d["code"] for d in client.diagnostics("untitled:Untitled-1.sig", 1)] == ["SIG0201"]


def test_it_leaves_as_editors_ask(home: Path) -> None:
    needs("pygls")
    client = Client(home)
    assert client.close() == 0
    assert client.errors == ""


def test_without_the_extra_it_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['pygls'] = None; sys.argv = ['sigc', 'lsp']; from sigc.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "SIG0714" in done.stderr
    assert 'pip install "sigc[lsp]"' in done.stderr
    assert "Traceback" not in done.stderr


def test_columns_are_counted_as_the_editor_asks(home: Path) -> None:
    needs("pygls")
    text = 'text a """é📮 {b}"""\ntext b """x"""\n'
    for encoding, column in (("utf-8", 18), ("utf-16", 15), ("utf-32", 14)):
        with Client(home, {"general": {"positionEncodings": [encoding]}}) as client:
            assert client.server["capabilities"]["positionEncoding"] == encoding
            address = client.open(home / "texts.sig", text)
            found = client.at("documentHighlight", address, 1, 5)
            assert [h["range"]["start"]["character"] for h in found] == [column, 5]
