"""Media on their way in: from bytes, URLs and paths.

Promise: what a medium is called is what its bytes say (magic numbers), and only where they say nothing what its name
ends in; one that is too large, or of another kind than asked for, is NotMedia. No file is read here: whoever may read
files hands in how. May import: sigc.ir."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any

from sigc.ir.media import Kind, Medium

LARGEST = 20 * 2**20
"""Bytes of the largest medium that is sent: about what providers take in a request."""

_URL = re.compile(r"""(?:https?|gs|s3)://[^\s/"\\<>\x00-\x1f\x7f-\x9f][^\s"\\<>\x00-\x1f\x7f-\x9f]*""")
_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)(?:;[\w.+-]+=[\w.+-]+)*;base64,([A-Za-z0-9+/]*={0,2})")
_BEGINS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"), (0, b"\xff\xd8\xff", "image/jpeg"), (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"), (0, b"BM", "image/bmp"), (0, b"II*\0", "image/tiff"), (0, b"MM\0*", "image/tiff"),
    (4, b"ftypavif", "image/avif"), (4, b"ftyphei", "image/heic"), (4, b"ftypmif1", "image/heif"),
    (8, b"WAVE", "audio/wav"), (0, b"ID3", "audio/mpeg"), (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"), (0, b"\xff\xf2", "audio/mpeg"), (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"), (4, b"ftypM4A", "audio/mp4"), (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"), (4, b"ftypqt", "video/quicktime"), (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"), (8, b"AVI ", "video/x-msvideo"), (0, b"%PDF-", "application/pdf"),
)  # fmt: skip
"""Where a format begins, with what, and its name; those that others begin like come later."""
_ENDS: dict[str, str] = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "avif": "image/avif", "heic": "image/heic",
    "heif": "image/heif", "svg": "image/svg+xml", "wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg",
    "oga": "audio/ogg", "opus": "audio/ogg", "flac": "audio/flac", "m4a": "audio/mp4", "aac": "audio/aac",
    "weba": "audio/webm", "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
    "mkv": "video/x-matroska", "avi": "video/x-msvideo", "mpeg": "video/mpeg", "mpg": "video/mpeg",
    "pdf": "application/pdf",
}  # fmt: skip
_EITHER = {"audio/ogg": "video/ogg", "video/webm": "audio/webm", "video/mp4": "audio/mp4"}
"""Containers that begin alike whether they hold sound or pictures: what they are when the other is asked for."""


class NotMedia(ValueError):
    """What gives no medium of the kind asked for. The text says what was found."""


def of_bytes(kind: Kind, data: bytes, name: str = "") -> Medium:
    """The medium that some bytes are. `name`: of the file they come from. Raises NotMedia."""
    if not data:
        raise NotMedia("no bytes")
    if len(data) > LARGEST:
        raise NotMedia(f"{len(data) / 2**20:.1f} MiB, and at most {LARGEST // 2**20} MiB are sent")
    found = _mime(data) or _ENDS.get(_ending(name), "")
    return Medium(kind, _of_kind(kind, found, "bytes of no known format"), b64encode(data).decode())


def of_url(kind: Kind, url: str) -> Medium:
    """The medium at a URL (http, https, gs, s3), or in a `data:` URL. Raises NotMedia."""
    held = _DATA.fullmatch(url) if url.startswith("data:") else None
    if held is not None:
        return _of_base64(kind, held[1], held[2])
    if not _URL.fullmatch(url):
        raise NotMedia("a text that is no URL")
    mime = _ENDS.get(_ending(re.split(r"[?#]", url, maxsplit=1)[0]), "")
    return Medium(kind, _of_kind(kind, mime, "") if mime else "", url=url)


def medium(kind: Kind, value: Any) -> Medium:
    """The medium that bytes, a URL or a medium give. A path gives none. Raises NotMedia."""
    match value:
        case Medium():
            _of_kind(kind, value.mime, "") if value.mime else None
            return value if value.kind == kind else Medium(kind, value.mime, value.data, value.url)
        case bytes() | bytearray() | memoryview():
            return of_bytes(kind, bytes(value))
        case str():
            return of_url(kind, value)
    raise NotMedia("neither bytes nor a URL")


def is_url(text: str) -> bool:
    return text.startswith("data:") or _URL.fullmatch(text) is not None


def _of_base64(kind: Kind, mime: str, data: str) -> Medium:
    if len(data) > LARGEST * 4 // 3 + 4:
        raise NotMedia(f"more than the {LARGEST // 2**20} MiB that are sent")
    try:
        held = b64decode(data, validate=True)
    except Base64Error:
        raise NotMedia("a data URL whose base64 is broken") from None
    return Medium(kind, _of_kind(kind, mime, ""), b64encode(held).decode())


def _mime(data: bytes) -> str:
    head = data[:16]
    return next((mime for at, begin, mime in _BEGINS if head.startswith(begin, at)), "")


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _of_kind(kind: Kind, mime: str, otherwise: str) -> str:
    """The format's name, if it is one of this kind. Raises NotMedia."""
    wanted = "application/pdf" if kind == "pdf" else f"{kind}/"
    for name in (mime, _EITHER.get(mime, mime)):
        if name.startswith(wanted):
            return name
    raise NotMedia(mime or otherwise)
