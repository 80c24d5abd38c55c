"""The one interface to a model: Request in, Reply out, LMError or BudgetSpent raised and nothing else.

Promise: requests and replies are plain data, equal requests have equal keys. May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from typing import Any, Literal, Protocol

from sigc.base.frozen import frozen

Role = Literal["system", "user", "assistant", "tool"]


@frozen
class Media:
    """Something in a message that is no text. `at`: the place in the message's `content`, in code points, where it
    stands; the text itself holds a short name for it there. `data`: the bytes in base64, or empty when `url` says
    where the provider finds them."""

    kind: Literal["image", "audio", "video", "pdf"]
    mime: str
    at: int
    data: str = ""
    url: str = ""


@frozen
class ToolSpec:
    """A tool that a model may call. `parameters`: a canonical JSON Schema of the arguments."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@frozen
class ToolCall:
    """A model's wish to call a tool. `id` is ours, by order within a conversation ("call_1", "call_2", …), so that
    equal conversations have equal keys; `wire` is the provider's own id, sent back to it and no part of any key.
    `arguments`: JSON as the model wrote it, perhaps damaged."""

    id: str
    name: str
    arguments: str
    wire: str = field(default="", compare=False)


@frozen
class Message:
    """One turn. `calls`: what an assistant wants called; `answers`: in a turn of the role `tool`, the id of the call
    that `content` answers. `opaque`: parts of an assistant's reply that only its provider understands (signed
    thinking, reasoning items), which go back to it unchanged within a tool loop and are no part of any key."""

    role: Role
    content: str
    media: tuple[Media, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    answers: str = ""
    opaque: tuple[Mapping[str, Any], ...] = field(default=(), compare=False)


class Watch(Protocol):
    """Someone who sees a reply as it comes. What is shown of an attempt is void once `restart` was called."""

    def text(self, piece: str) -> None:
        """The next piece of the reply's text."""
        ...

    def restart(self, reason: str) -> None:
        """The attempt failed and another begins: a retry, a re-ask, a fallback."""
        ...


class StopReply(Exception):
    """Raised by `Watch.text` when enough was seen: the client closes the connection and returns what came so far, as a
    reply that `finish` calls `stopped` and whose usage is an estimate. Whoever raises it rejects that reply."""


@frozen
class Request:
    """One call of a model.

    `model`: the id with its provider prefix ("openai/gpt-5", "sigc/offline"). `max_tokens` is always sent.
    `sample`: which of several equal requests this is; part of cache and journal keys; `seed` is what the provider is
    sent, where it takes one. `response_format`: a JSON Schema object for structured output, or None.
    `tools`: what the model may call; `tool_choice`: whether it must (`auto`, `required`, `none`). `stable`: the number
    of messages, from the first, that are the same in every request of this prompt: what a provider may cache.
    `node` says who asks; it is for traces and no part of any key. `withheld`: stores that may not hold this request
    and its reply (`cache`, `journal`), by the policies of the program. `watch`: who is shown the reply as it comes; a
    client that cannot stream shows it whole.
    """

    model: str
    messages: tuple[Message, ...]
    temperature: float = 0.0
    max_tokens: int = 1024
    seed: int | None = None
    sample: int = 0
    stop: tuple[str, ...] = ()
    response_format: Mapping[str, Any] | None = None
    tools: tuple[ToolSpec, ...] = ()
    tool_choice: Literal["auto", "required", "none"] = "auto"
    stable: int = field(default=0, compare=False)
    node: str = field(default="", compare=False)
    withheld: frozenset[str] = field(default=frozenset(), compare=False)
    watch: Watch | None = field(default=None, compare=False)


@frozen
class Usage:
    """Tokens. `input` includes `cached`, which the provider had already seen, and `written`, which it was paid more to
    keep; `output` includes `reasoning`. `estimated`: the provider did not say, so it was counted here."""

    input: int = 0
    output: int = 0
    cached: int = 0
    estimated: bool = False
    reasoning: int = 0
    written: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input + other.input,
            self.output + other.output,
            self.cached + other.cached,
            self.estimated or other.estimated,
            self.reasoning + other.reasoning,
            self.written + other.written,
        )


Finish = Literal["stop", "length", "tool", "filter", "refusal", "overflow", "stopped"]
"""Why a reply ended: it was done; it reached `max_tokens`; tools are to be called; the provider's filter withheld it;
the model refused; the model's context was full; whoever watched had seen enough."""


@frozen
class Reply:
    """`finish`: see Finish. `cost`: US dollars, None when the price is unknown.
    `cached`: it came from the cache or the journal, so nothing was paid for it now. `calls`: tools that the model
    wants called. `thinking`: the reasoning that the provider shows beside the text. `opaque`: see Message."""

    text: str
    usage: Usage = Usage()
    model: str = ""
    finish: Finish = "stop"
    cost: float | None = None
    cached: bool = False
    calls: tuple[ToolCall, ...] = ()
    thinking: str = ""
    opaque: tuple[Mapping[str, Any], ...] = field(default=(), compare=False)


class Failure(Exception):
    """What every failure of a run is, whoever reports it: LMError, BudgetSpent, CallFailed.

    `code`: a stable SIG code; `node`: where in the program, empty where that is not known; `attempts`: requests made;
    `retryable`: the same call may succeed later; `raw`: what was said instead of an answer, empty when nothing was."""

    code: str
    node: str
    attempts: int
    retryable: bool
    raw: str


class LMError(Failure):
    """A model call that failed. `code`: a SIG08xx code; `retryable`: the same request may succeed later;
    `retry_after`: seconds the server asked for; `raw`: what the server said, shortened; `maybe_paid`: the request
    was cut after it was sent; `attempts`: requests made; `node`: who asked, where it is known."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
        raw: str = "",
        maybe_paid: bool = False,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable
        self.retry_after = retry_after
        self.status = status
        self.raw = raw
        self.maybe_paid = maybe_paid
        self.attempts = 0
        self.node = ""


OF_THE_SETUP = frozenset(
    {"SIG0406", "SIG0801", "SIG0813", "SIG0814", "SIG0816", "SIG0817", "SIG0818", "SIG0819", "SIG0829", "SIG0835"}
    | {"SIG0852", "SIG0853", "SIG0856", "SIG0870"}
)
"""Failures that say something about the set-up, not about one call: a missing key, an unknown price, a cache that
cannot be written. Nothing that would hide them is tried: no other model, no `otherwise`."""


class BudgetSpent(Failure):
    """The next call might cross the budget, so it was not made. `what`: calls, tokens or usd; the rest as LMError has
    it."""

    code = "SIG0815"
    retryable = False
    raw = ""
    attempts = 0

    def __init__(self, what: str, limit: float, needed: float) -> None:
        super().__init__(f"the budget of {limit:g} {what} is spent: the next call may need up to {needed:g}")
        self.node = ""
        self.what = what
        self.limit = limit
        self.needed = needed


class LM(Protocol):
    """A model, or a wrapper around one.

    Whoever reads a reply says afterwards whether it could: `keep(lm, request)` or `reject(lm, request)` below. Models
    that keep nothing need no method for it; a cache has `keep` and `reject`, and wrappers hand both on."""

    async def ask(self, request: Request) -> Reply: ...

    async def close(self) -> None: ...


def keep(lm: LM, request: Request) -> None:
    """The reply to `request` could be read: whatever caches it may now write it down. Until then it is held in memory
    alone, so that a process killed between reply and reading leaves no unreadable answer behind."""
    method = getattr(lm, "keep", None)
    if method is not None:
        method(request)


def reject(lm: LM, request: Request) -> None:
    """The reply to `request` could not be read: no cache may keep it, and the same request is sent anew next time."""
    method = getattr(lm, "reject", None)
    if method is not None:
        method(request)


def shown_to(watch: Watch | None, reply: Reply) -> Reply:
    """The reply, after whoever watches was shown the whole of it: for models that do not stream, and for kept ones."""
    if watch is not None and reply.text:
        with suppress(StopReply):  # it is here and paid for, so there is nothing left to stop
            watch.text(reply.text)
    return reply
