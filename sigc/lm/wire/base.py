"""What a wire format is: how a model is spoken to, and the functions that each format has.

Promise: an answer that is no reply is `Nonsense`, a failure told under status 200 or within a stream is `Told`; the
client makes LMErrors of both. May import: sigc.lm.base, sigc.lm.capabilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Protocol

from sigc.base.frozen import frozen
from sigc.lm.base import Reply, Request
from sigc.lm.capabilities import Can


class Nonsense(Exception):
    """An answer that cannot be read as a reply; the message says why."""


class Told(Exception):
    """A failure that the provider tells inside an answer. `status`: the HTTP status that it stands for; `body`: in the
    provider's words."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(body)
        self.status = status
        self.body = body


@frozen
class How:
    """How a model is spoken to. `model`: its name as the server knows it; `can`: what it takes; `effort` and
    `thinking`: how hard, and for how many tokens, it may think, None: as it likes; `extra`: fields added to every
    request, `omit`: fields never sent."""

    model: str
    can: Can = Can()
    effort: str | None = None
    thinking: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    omit: frozenset[str] = frozenset()

    def finished(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of a request with `extra` over them and without `omit`."""
        fields.update(self.extra)
        for name in self.omit:
            fields.pop(name, None)
        return fields

    @property
    def thinks(self) -> bool:
        return self.can.thinks(self.effort, self.thinking)

    def takes_temperature(self) -> bool:
        return self.can.takes_temperature(self.effort, self.thinking)


class Stream(Protocol):
    """A reply on its way. Made of one request; fed with each event in order."""

    done: bool
    """Whether the provider said that the reply is complete."""

    def feed(self, event: str, data: str) -> str:
        """The piece of text in an event, perhaps empty. Raises Nonsense and Told."""
        ...

    def answer(self) -> Any:
        """What came so far, in the shape of an answer that was not streamed."""
        ...


class Wire(Protocol):
    """A format. `tail`: what the path of the address becomes for a model, and for a stream of it."""

    def path(self, how: How, stream: bool) -> str: ...

    def headers(self, key: str | None) -> dict[str, str]: ...

    def body(self, request: Request, how: How, stream: bool) -> dict[str, Any]:
        """The request as data. Raises LMError SIG0836 when the format or the model cannot take a part of it."""
        ...

    def read(self, data: Any, request: Request) -> Reply:
        """The reply in a decoded answer. Raises Nonsense and Told."""
        ...

    def stream(self) -> Stream: ...
