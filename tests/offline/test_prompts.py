"""Prompts of all formats as texts, with the reader that takes each and the reply."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import same_text

from sigc.adapters.base import Turn
from sigc.offline.model import OfflineLM
from sigc.offline.readers.table import READERS

FOLDER = Path(__file__).parent / "prompts"


def turns_in(path: Path) -> tuple[Turn, ...]:
    pieces = path.read_text(encoding="utf-8").split("=== ")[1:]
    return tuple(Turn(role, text.removesuffix("\n")) for role, _, text in (piece.partition("\n") for piece in pieces))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_prompt_gets_its_reply(path: Path) -> None:
    turns = turns_in(path)
    reader = next(reader.name for reader in READERS if reader.read(turns) is not None)
    reply = OfflineLM().reply(turns)
    same_text(path.with_suffix(".reply"), f"{reader} {reply.usage.input}+{reply.usage.output} tokens\n{reply.text}\n")
