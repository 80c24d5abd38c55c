"""Server-sent events out of bytes as they arrive.

Promise: events are the same wherever the bytes are cut; comments and unknown fields are skipped, as the WHATWG's
"Server-sent events" say. May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Iterator


class Events:
    def __init__(self) -> None:
        self._rest = b""
        self._event = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[tuple[str, str]]:
        """(event, data) for every event that ends in these bytes. Lines end in LF, CRLF or CR."""
        text = self._rest + chunk
        held = b""
        if text.endswith(b"\r"):  # perhaps the first half of CRLF
            text, held = text[:-1], b"\r"
        lines = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop() + held
        for line in lines:
            if line:
                self._line(line.decode("utf-8", "replace"))
            elif self._data:
                event, data = self._event, "\n".join(self._data)
                self._event, self._data = "", []
                yield event, data

    def rest(self) -> Iterator[tuple[str, str]]:
        """The last event of a stream that ends without an empty line."""
        yield from self.feed(b"\n\n")

    def _line(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
