"""Whatever an editor holds, every request is answered: random edits of the repository's files, by a real client."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import REFUSED, Client
from support import ROOT, needs

FILES = sorted(
    p for p in ROOT.rglob("*.sig") if not {"out", ".venv", "node_modules"} & set(p.parts) and p.stat().st_size < 6000
)
PIECES = (
    "",
    " ",
    "\n",
    "{",
    "}",
    "(",
    ")",
    '"',
    '"""',
    ".",
    "=",
    "x",
    "input ",
    "match ",
    "..",
    "@",
    "📮",
    "\r",
    "\u2028",
    "\ufeff",
)
PLACES = ("hover", "completion", "definition", "documentHighlight", "prepareRename")
WHOLE = ("documentSymbol", "formatting", "semanticTokens/full")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    needs("pygls")
    with Client(tmp_path_factory.mktemp("root")) as session:
        yield session
    assert session.said == []
    assert session.errors == ""


@pytest.mark.parametrize("seed", range(int(os.environ.get("SIGC_SEEDS", "12"))))
def test_edits_at_any_place(seed: int, client: Client, tmp_path: Path) -> None:
    rng = random.Random(seed)
    source = rng.choice(FILES)
    text = source.read_text(encoding="utf-8")
    address = client.open(tmp_path / "edited.sig", text)
    for version in range(2, 8):
        change, text = _change(rng, text)
        client.change(address, version, [change])
        client.diagnostics(address, version)
        for method in rng.sample(PLACES, 2):
            client.at(method, address, *_place(text, rng.randrange(len(text) + 1)))
        _whole(rng, client, address, text)
    client.notify("textDocument/didClose", {"textDocument": {"uri": address}})


def _change(rng: random.Random, text: str) -> tuple[dict[str, Any], str]:
    """A cut, an insertion or a truncation, as an editor spells it, and the text after it."""
    a = rng.randrange(len(text) + 1)
    b = len(text) if rng.random() < 0.15 else min(len(text), a + rng.choice((0, 0, 1, 3, 40)))
    piece = rng.choice(PIECES)
    range_ = dict(
        zip(("start", "end"), ({"line": n, "character": c} for n, c in (_place(text, a), _place(text, b))), strict=True)
    )
    return {"range": range_, "text": piece}, text[:a] + piece + text[b:]


def _whole(rng: random.Random, client: Client, address: str, text: str) -> None:
    document = {"textDocument": {"uri": address}}
    client.request(f"textDocument/{rng.choice(WHOLE)}", {**document, "options": {"tabSize": 2, "insertSpaces": True}})
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}
    client.request("textDocument/inlayHint", {**document, "range": everything})
    client.request("textDocument/codeAction", {**document, "range": everything, "context": {"diagnostics": []}})
    line, character = _place(text, rng.randrange(len(text) + 1))
    client.at("references", address, line, character, context={"includeDeclaration": True})
    new = rng.choice(("renamed", "input", "1x", "if"))
    assert client.refusal("rename", address, line, character, newName=new) in (None, REFUSED)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and UTF-16 column, by the protocol's three line ends."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n"), len(before[before.rfind("\n") + 1 :].encode("utf-16-le")) // 2
