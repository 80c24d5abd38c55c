"""A medium in memory: an image, a recording, a film or a PDF, as its bytes or as the place where they are.

Promise: plain data, compared by content; `spelled` is a URL from which values/media.py makes an equal one.
May import: sigc.base."""

from __future__ import annotations

from base64 import b64decode
from typing import Literal

from sigc.base.frozen import frozen

Kind = Literal["image", "audio", "video", "pdf"]


@frozen
class Medium:
    """`mime`: such as `image/png`; empty where a URL does not say it. `data`: the bytes in base64; empty when `url`
    says where they are."""

    kind: Kind
    mime: str
    data: str = ""
    url: str = ""

    @property
    def spelled(self) -> str:
        """The URL, which holds the bytes themselves (`data:image/png;base64,…`) where they are at hand."""
        return self.url or f"data:{self.mime};base64,{self.data}"

    @property
    def bytes(self) -> bytes:
        """The bytes; empty when only a URL is known."""
        return b64decode(self.data)

    @property
    def size(self) -> int:
        """How many bytes there are at hand."""
        return len(self.data) // 4 * 3 - self.data[-2:].count("=")

    @property
    def brief(self) -> str:
        """A few words for messages and reports, which never show the bytes."""
        if self.url:
            return f"{self.kind} at {self.url if len(self.url) <= 60 else self.url[:57] + '…'}"
        return f"{self.kind} ({self.mime}, {self.size} bytes)"
