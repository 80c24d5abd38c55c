"""What a server shows of a file after many edits is what one shows that opens it now."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, needs

needs("lsprotocol")


from sigc.lsp.convert import diagnostic, range_of  # noqa: E402
from sigc.lsp.names import seen  # noqa: E402
from sigc.lsp.semantic import semantic_tokens  # noqa: E402
from sigc.lsp.workspace import Workspace  # noqa: E402

PATHS = sorted(p for p in (ROOT / "examples").rglob("*.sig")) + sorted((ROOT / "tests" / "ui").rglob("*.sig"))[::40]


def _edited(text: str, rng: random.Random) -> str:
    words = list(re.finditer(r"\w+", text))
    one, other = rng.choice(words), rng.choice(words)
    at = rng.randrange(len(text))
    return rng.choice([text[: one.start()] + other[0] + text[one.end() :], text[:at] + "\n" + text[at + 1 :]])


def _shown(ws: Workspace, path: str) -> tuple[Any, ...]:
    ws.unit(path)
    names = {(str(range_of(ws, o.span)), o.thing.path, str(range_of(ws, o.thing)), o.declares)
             for o in seen(ws, path).index.occurrences}  # fmt: skip
    return [diagnostic(ws, d) for d in ws.found(path)], names, semantic_tokens(ws, path).data


@pytest.mark.parametrize("path", PATHS, ids=lambda p: str(p.relative_to(ROOT)))
def test_after_edits_as_when_opened(path: Path) -> None:
    rng, text = random.Random(path.name), path.read_text(encoding="utf-8")
    ws, now = Workspace(), text
    for _ in range(6):
        ws.put(str(path), now)
        fresh = Workspace()
        fresh.put(str(path), now)
        assert _shown(ws, str(path)) == _shown(fresh, str(path))
        now = rng.choice([text, _edited(now, rng), _edited(now, rng)])
