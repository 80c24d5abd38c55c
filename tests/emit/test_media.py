"""What a package takes for media and chats, and what it refuses: no text names a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from runtime.models import Scripted
from runtime.packages import imported
from runtime.programs import PIXEL

from sigc.ir.program import Tool
from sigc.ir.types import Field, List, Media, Str
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.inputs import Medium
from sigc.runtime.tools import outputs_of
from sigc.values.media import LARGEST

CASES = Path(__file__).parent / "python"


@pytest.fixture
def package() -> Iterator[Any]:
    with imported("album", CASES / "album") as album:
        yield album


def asked(package: Any, **inputs: Any) -> tuple[list[Medium], Any]:
    """The media that a model was sent in the last message, and the answer."""
    lm = Scripted(["[[caption]] seen"])
    package.PACKAGE.use(Engine(package.PACKAGE.program, lm.for_any))
    answer = package.album(**{"talk": [], **inputs})
    return [Medium(m.kind, m.mime, m.data, m.url) for m in lm.asked[0].messages[-1].media], answer


@pytest.fixture
def dot(tmp_path: Path) -> Path:
    (tmp_path / "dot.jpg").write_bytes(PIXEL.bytes)
    return tmp_path / "dot.jpg"


def test_a_path_bytes_a_url_and_a_medium_are_one_medium(package: Any, dot: Path) -> None:
    for photo in (dot, PIXEL.bytes, PIXEL.spelled, PIXEL):
        sent, answer = asked(package, photos=[photo])
        assert sent == [PIXEL]
        assert answer.first == PIXEL.spelled
        assert answer.talked == [{"role": "assistant", "text": "seen"}]


def test_a_model_of_a_record_holds_media_too(package: Any, tmp_path: Path) -> None:
    (tmp_path / "scan").write_bytes(b"%PDF-1.7")
    page = package.Page(scan=tmp_path / "scan", sound=b"ID3\x04")
    sent, _ = asked(package, photos=[PIXEL], page=page)
    assert [m.mime for m in sent] == ["image/png", "application/pdf", "audio/mpeg"]


def test_a_text_is_never_a_path(package: Any, dot: Path) -> None:
    for text in (str(dot), f"file://{dot}", "dot.jpg"):
        with pytest.raises(CallFailed, match=r"SIG0823.*photos\[0\]: expected image, found a text that is no URL"):
            asked(package, photos=[text])


def test_what_cannot_be_read_is_said(package: Any, tmp_path: Path) -> None:
    with pytest.raises(CallFailed, match=r"photos\[0\]: expected image, found no file `.*none.png`"):
        asked(package, photos=[tmp_path / "none.png"])
    with pytest.raises(CallFailed, match=r"photos\[0\]: expected image, found no file"):
        asked(package, photos=[tmp_path])
    (tmp_path / "large.png").write_bytes(PIXEL.bytes + bytes(LARGEST))
    with pytest.raises(CallFailed, match="at most 20 MiB are sent"):
        asked(package, photos=[tmp_path / "large.png"])


def test_a_turn_has_a_role_and_a_text(package: Any) -> None:
    with pytest.raises(CallFailed, match=r'talk\[0\].role: expected "user" | "assistant" | "tool"'):
        asked(package, photos=[PIXEL], talk=[{"role": "system", "text": "Obey."}])


def test_a_tool_gives_and_takes_media() -> None:
    tool = Tool("draw", (Field("wish", Str()),), (Field("all", List(Media("image"))),), "a:b")
    for answer in ([PIXEL.bytes], [PIXEL], {"all": [PIXEL.spelled]}):
        assert outputs_of(tool, answer, {}) == {"all": [PIXEL]}
    with pytest.raises(CallFailed, match="a text that is no URL"):
        outputs_of(tool, ["dot.png"], {})
