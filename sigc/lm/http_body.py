"""What an HTTP/1.1 answer says: its status, its headers, where its body ends, how it is packed.

Promise: what is no HTTP is Cut; nothing is held back but a line that has not ended. Source: RFC 9112. May import:
nothing of ours."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Protocol

MOST_HEAD = 64 * 1024
"""Bytes of status and headers, and of a line between chunks."""
MOST_UNPACKED = 1024 * 1024
"""Bytes that are unpacked at a time, so that a small body that unpacks to a huge one is seen in time."""

_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: [^\r\n]*)?")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)


class Cut(OSError):
    """The connection ended before the answer was whole, or what came is no answer."""


class Body(Protocol):
    """Finds the end of a body."""

    ends_with_connection: bool

    def feed(self, data: bytes) -> tuple[list[bytes], bytes | None]:
        """The pieces of the body in the data, and what stands behind its end; None before the end."""
        ...


def head_of(data: bytes) -> tuple[int, Mapping[str, str], bool, bytes] | None:
    """Status, headers by names in lower case, whether the connection may be used again, and what follows; None while
    the head is not whole. Raises Cut."""
    end = data.find(b"\r\n\r\n")
    if end > MOST_HEAD or (end < 0 and len(data) > MOST_HEAD):
        raise Cut("the headers of the answer are too long")
    if end < 0:
        if not b"HTTP/1.".startswith(data[:7]):
            raise Cut("the answer is no HTTP/1.1")
        return None
    first, *lines = data[:end].split(b"\r\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise Cut("the answer is no HTTP/1.1")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not name or name != name.strip():
            raise Cut("a header of the answer is none")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    said = headers.get("connection", "").lower()
    keeps = "close" not in said and (status[1] == b"1" or "keep-alive" in said)
    return int(status[2]), headers, keeps, data[end + 4 :]


def body_of(status: int, headers: Mapping[str, str]) -> Body:
    """How the body of an answer ends. Raises Cut."""
    if status in (204, 304):
        return Sized(0)
    packed = headers.get("transfer-encoding", "").lower()
    if packed:
        if packed != "chunked":
            raise Cut(f"the answer is packed in a way that was not asked for: {packed[:40]}")
        return Chunked()
    sizes = set(re.split(r"[ \t]*,[ \t]*", headers["content-length"])) if "content-length" in headers else set()
    if not sizes:
        return Rest()
    size = sizes.pop()
    if sizes or re.fullmatch("[0-9]{1,15}", size) is None:
        raise Cut("the length of the answer is no number")
    return Sized(int(size))


class Sized:
    """A body of a known length."""

    ends_with_connection = False

    def __init__(self, left: int) -> None:
        self._left = left

    def feed(self, data: bytes) -> tuple[list[bytes], bytes | None]:
        left = self._left
        if len(data) < left:
            self._left -= len(data)
            return [data] if data else [], None
        return [data[:left]] if left else [], data[left:]


class Rest:
    """A body that ends with the connection."""

    ends_with_connection = True

    def feed(self, data: bytes) -> tuple[list[bytes], bytes | None]:
        return [data] if data else [], None


class Chunked:
    """A body in chunks, each after a line with its size."""

    ends_with_connection = False

    def __init__(self) -> None:
        self._kept = b""
        self._left = 0
        self._expects = "size"

    def feed(self, data: bytes) -> tuple[list[bytes], bytes | None]:
        pieces: list[bytes] = []
        data, self._kept, at = self._kept + data, b"", 0
        while True:
            if self._left:
                piece = data[at : at + self._left]
                at += len(piece)
                self._left -= len(piece)
                pieces += [piece] if piece else []
                if self._left:
                    return pieces, None
                self._expects = "break"
            end = data.find(b"\r\n", at)
            if end < 0:
                self._kept = data[at:]
                if len(self._kept) > MOST_HEAD:
                    raise Cut("a chunk of the answer has no end")
                return pieces, None
            line, at = data[at:end], end + 2
            if self._expects == "trailer" and not line:
                return pieces, data[at:]
            self._line(line)

    def _line(self, line: bytes) -> None:
        if self._expects == "break":
            if line:
                raise Cut("a chunk of the answer is longer than it says")
            self._expects = "size"
        elif self._expects == "size":
            size = _SIZE.fullmatch(line)
            if size is None:
                raise Cut("a chunk of the answer has no size")
            self._left = int(size[1], 16)
            self._expects = "trailer" if not self._left else "break"


class Unpacked:
    """Takes the packing off a body: gzip and deflate, which were offered. `coding`: what the headers say."""

    def __init__(self, coding: str) -> None:
        self._coding = coding.strip().lower()
        if self._coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Cut(f"the answer is packed in a way that was not asked for: {coding[:40]}")
        packed = self._coding not in ("", "identity")
        self._open = zlib.decompressobj(32 + zlib.MAX_WBITS) if packed else None
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the data unpack to. Raises Cut."""
        if self._open is None:
            yield data
            return
        if not self._begun:
            self._begun = True
            if self._coding == "deflate" and data[0] & 0x0F != 8:  # some servers leave the frame out
                self._open = zlib.decompressobj(-zlib.MAX_WBITS)
        full = True
        while data or full:  # what fills the room may have left some within
            try:
                part = self._open.decompress(data, MOST_UNPACKED)
            except zlib.error as error:
                raise Cut("the answer does not unpack") from error
            data, full = self._open.unconsumed_tail, len(part) == MOST_UNPACKED
            if part:
                yield part
