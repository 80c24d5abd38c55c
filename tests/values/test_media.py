"""Media: what bytes, URLs and paths give, and what they do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from arbitrary import media
from hypothesis import given
from hypothesis import strategies as st

from sigc.ir.media import Medium
from sigc.ir.types import CHAT_TURN, Chat, Field, List, Map, Media, Optional, Record, RecordDef, Ref, Str, Type, Union
from sigc.values.convert import Misfit, conform, from_json, from_text
from sigc.values.files import below, with_files
from sigc.values.media import LARGEST, NotMedia, of_bytes, of_url
from sigc.values.wire import show_value, to_json

PNG, PDF = b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"
TYPES = {
    "Photo": RecordDef("Photo", (Field("photo", Media("image")), Field("by", Optional(Str())))),
    "Sheet": RecordDef("Sheet", (Field("pages", List(Media("pdf"))),)),
}


@pytest.mark.parametrize(
    ("kind", "data", "name", "mime"),
    [
        ("image", PNG, "a.jpg", "image/png"),
        ("image", b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        ("image", b"RIFF\x04\0\0\0WEBPVP8", "", "image/webp"),
        ("image", b"\0\0\0\x1cftypavif", "", "image/avif"),
        ("image", b"<svg/>", "logo.SVG", "image/svg+xml"),
        ("audio", b"RIFF\x04\0\0\0WAVEfmt ", "", "audio/wav"),
        ("audio", b"ID3\x04", "", "audio/mpeg"),
        ("audio", b"\0\0\0\x1cftypM4A ", "", "audio/mp4"),
        ("audio", b"\x1aE\xdf\xa3", "", "audio/webm"),
        ("video", b"\x1aE\xdf\xa3", "", "video/webm"),
        ("video", b"\0\0\0\x1cftypisom", "", "video/mp4"),
        ("video", b"OggS", "", "video/ogg"),
        ("pdf", PDF, "", "application/pdf"),
    ],
)
def test_bytes_say_what_they_are_and_a_name_only_where_they_do_not(
    kind: Any, data: bytes, name: str, mime: str
) -> None:
    made = of_bytes(kind, data, name)
    assert (made.mime, made.bytes, made.size) == (mime, data, len(data))


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("image", PDF, "application/pdf"),
        ("image", b"hello", "bytes of no known format"),
        ("image", b"", "no bytes"),
        ("pdf", b"%PDF-" + bytes(LARGEST), "20.0 MiB, and at most 20 MiB are sent"),
        ("image", "photo.png", "a text that is no URL"),
        ("image", "/etc/passwd", "a text that is no URL"),
        ("image", "file:///etc/passwd", "a text that is no URL"),
        ("image", 'https://x/"a', "a text that is no URL"),
        ("image", "https://x/a.mp3", "audio/mpeg"),
        ("image", "data:image/png,AAAA", "a text that is no URL"),
        ("image", "data:text/html;base64,AAAA", "text/html"),
        ("image", "data:image/png;base64,A", "a data URL whose base64 is broken"),
    ],
)
def test_what_is_no_medium_of_its_kind_is_refused(kind: Any, value: Any, why: str) -> None:
    with pytest.raises(Misfit) as caught:
        from_json(value, Media(kind), {})
    assert (caught.value.expected, caught.value.found) == (kind, why)


@given(st.sampled_from(["image", "audio", "video", "pdf"]).flatmap(media))
def test_a_medium_reads_back_from_its_url(medium: Medium) -> None:
    type_ = Media(medium.kind)
    assert to_json(medium, type_, {}) == medium.spelled
    assert from_json(medium.spelled, type_, {}) == medium
    assert conform(medium, type_, {}) == medium == conform(medium.spelled, type_, {})
    assert show_value(medium, type_, {}) == f"[{medium.brief}]"


def test_a_url_has_the_format_of_its_ending() -> None:
    url = "https://x.org/a.JPG?size=9#top"
    assert of_url("image", url) == Medium("image", "image/jpeg", url=url)
    assert of_url("pdf", "gs://bucket/scan").mime == ""


@pytest.mark.parametrize("name", ["a.png", "b/../a.png", "./a.png", "b//a.png"])
def test_a_path_below_its_folder_is_read(name: str) -> None:
    assert below(name) == name


@pytest.mark.parametrize("name", ["/a.png", "../a.png", "b/../../a.png", "C:\\a.png", "b\\..\\..\\a", "a\0.png", "x:y"])
def test_a_path_that_leads_out_of_its_folder_is_not(name: str) -> None:
    with pytest.raises(NotMedia, match="not a path below its folder"):
        below(name)


UNION = Union((Ref("Photo"), Ref("Sheet")))
RECORD = Record((Field("all", List(Media("image"))), Field("by", Map(Optional(Media("pdf")))), Field("text", Str())))


@pytest.mark.parametrize(
    ("value", "type_", "read"),
    [
        ("a.png", Media("image"), ["a.png"]),
        ("https://x.org/a.png", Media("image"), []),
        (None, Optional(Media("image")), []),
        ({"all": ["a.png"], "by": {"c.png": "d.pdf", "e": None}, "text": "f.png"}, RECORD, ["a.png", "d.pdf"]),
        ({"is": "Sheet", "pages": ["a.pdf"]}, UNION, ["a.pdf"]),
        ({"photo": "a.png"}, UNION, ["a.png"]),
        (["a.png", 3, {}], List(Union((Ref("Photo"), Media("image")))), ["a.png"]),
        ("a.png", Str(), []),
        ([{"role": "user", "text": "a.png"}], Chat(), []),
        ({"role": "user", "text": "a.png", "name": None}, CHAT_TURN, []),
        (7, Media("image"), []),
    ],
)  # fmt: skip
def test_paths_are_read_at_the_places_of_media_alone(value: Any, type_: Type, read: list[str]) -> None:
    asked: list[str] = []

    def opened(name: str) -> bytes:
        asked.append(name)
        return PDF if name.endswith("pdf") else PNG

    with_files(value, type_, TYPES, opened)
    assert asked == read
    asked.clear()
    with_files(value, type_, TYPES, opened, texts=False)
    assert asked == []


def test_a_path_is_named_where_it_cannot_be_read(tmp_path: Path) -> None:
    def opened(name: str) -> bytes:
        return (tmp_path / name).read_bytes()

    with pytest.raises(Misfit) as caught:
        with_files({"all": ["a.png"]}, RECORD, {}, opened)
    assert str(caught.value) == "all[0]: expected image, found no file `a.png` (No such file or directory)"
    (tmp_path / "a.png").write_bytes(PDF)
    with pytest.raises(Misfit, match=r"all\[0\]: expected image, found application/pdf"):
        with_files({"all": ["a.png"]}, RECORD, {}, opened)


def test_a_cell_holds_a_path_or_json() -> None:
    assert from_text(" a.png ", Media("image"), {}, lambda name: PNG) == of_bytes("image", PNG)
    assert from_text("", Optional(Media("image")), {}, lambda name: PNG) is None
    assert from_text('["a.png"]', List(Media("image")), {}, lambda name: PNG) == [of_bytes("image", PNG)]
