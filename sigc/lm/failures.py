"""What went wrong at a provider, as LMError: HTTP statuses, error bodies, `retry-after` in its three spellings.

Promise: the same failure has the same code from the direct client and from litellm; keys never show in a message or
in `raw`. May import: sigc.lm.base."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sigc.lm.base import LMError

RAW_LIMIT = 500
"""Characters of a server's own words that an error keeps."""

_SECRET = re.compile(r"\b(?:sk|key|pk|gsk|xai|AIza)[-_A-Za-z0-9*]{12,}|(?<=Bearer )\S+")
_OVERFLOW = re.compile(
    r"context[ _](length|window|size)|maximum (context|prompt)|too many (input )?tokens|(prompt|input) is too long"
    r"|reduce the length|exceeds? the (maximum|model's|available) .{0,20}(tokens|context)",
    re.IGNORECASE,
)
_QUOTA = re.compile(r"insufficient[_ ](quota|balance|credit|fund)|current quota|billing|credit balance", re.IGNORECASE)
_SOON = re.compile(r'"retryDelay":\s*"(\d+(?:\.\d+)?)s"')
"""Google says in the body when to come back, and calls a limit of a minute a quota too."""
_DAILY = re.compile(r"PerDay", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Who was asked, for messages: the model as the user wrote it, the address, and the variable that holds the key
    (None: no key is sent)."""

    model: str
    url: str
    key_variable: str | None = None
    key: str | None = None

    def __repr__(self) -> str:
        return f"Place({self.model!r}, {self.url!r})"


def shown(text: str, key: str | None = None) -> str:
    """Text of a server that may be shown: shortened, on one line, without the key or anything that looks like one."""
    if key:
        text = text.replace(key, "***")
    text = " ".join(_SECRET.sub("***", text).split())
    return text if len(text) <= RAW_LIMIT else text[: RAW_LIMIT - 1] + "…"


def error_text(body: str) -> str:
    """The provider's sentence inside an error body, in any of the usual shapes; else the body itself."""
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return body
    inner = data.get("error", data) if isinstance(data, dict) else data
    if isinstance(inner, str):
        return inner
    if isinstance(inner, dict):
        for key in ("message", "detail", "msg"):
            if isinstance(inner.get(key), str):
                return str(inner[key])
    return body


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that the server asks to wait: `retry-after-ms`, or `retry-after` as seconds or as an HTTP date, which
    is compared with the server's own `Date` (else with `now`). None when it does not say, or says nothing sensible."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None or value is None:
        return seconds
    until, since = http_date(value), http_date(headers.get("date")) or now
    if until is None or since is None:
        return None
    return max(0.0, (until - since).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None


def http_date(text: str | None) -> datetime | None:
    """A date as HTTP headers spell it; None when it is none."""
    from email.utils import parsedate_to_datetime  # loaded here: seldom needed, and it brings a package along

    try:
        date = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def from_status(status: int, body: str, headers: Mapping[str, str], place: Place, now: datetime) -> LMError:
    """The error for an HTTP answer that is not 200."""
    said = shown(error_text(body), place.key)
    code, message = _meaning(status, body, said, place)
    wait = retry_after(headers, now)
    if wait is None and (soon := _SOON.search(body)):
        wait = float(soon[1])
    return LMError(
        code,
        message,
        retryable=code in ("SIG0806", "SIG0808"),
        retry_after=wait if code in ("SIG0806", "SIG0808") else None,
        status=status,
        raw=shown(body, place.key),
        maybe_paid=status in (504, 524),
    )


def _meaning(status: int, body: str, said: str, place: Place) -> tuple[str, str]:
    told = f": {said}" if said else ""
    soon = _SOON.search(body) is not None and not _DAILY.search(body)
    if status == 402 or (status in (400, 403, 429) and _QUOTA.search(body) and not soon):
        return "SIG0807", f"the account behind {place.model} has no quota left{told}"
    if status in (401, 403):
        return "SIG0802", f"{place.url} refused {_key_words(place)}{told}"
    if status == 413 or (status in (400, 422) and _OVERFLOW.search(body)):
        return "SIG0805", f"the prompt is too long for {place.model}{told}"
    if status == 404:
        return "SIG0803", f"{place.url} knows no model {place.model}{told}"
    if status == 429:
        return "SIG0806", f"{place.url} says: too many requests{told}"
    if status >= 500 or status in (408, 409, 425):
        return "SIG0808", f"{place.url} failed with status {status}{told}"
    return "SIG0804", f"{place.url} refused the request for {place.model} with status {status}{told}"


def _key_words(place: Place) -> str:
    if place.key_variable and place.key:
        return f"the key in {place.key_variable}"
    return "a call without a key (set `key_env` in the model's settings)"


def not_reached(place: Place, why: str) -> LMError:
    """No connection was made, so nothing was paid."""
    words = shown(why, place.key)
    return LMError("SIG0809", f"cannot reach {place.url} for {place.model}: {words}; is it running?", retryable=True)


def cut(place: Place, why: str) -> LMError:
    """The connection broke after the request went out; the provider may have done, and charged for, the work."""
    words = shown(why, place.key)
    return LMError("SIG0810", f"{place.url} cut the connection: {words}", retryable=True, raw=words, maybe_paid=True)


def timed_out(place: Place, seconds: float) -> LMError:
    return LMError(
        "SIG0811",
        f"{place.model} at {place.url} did not answer within {seconds:g} s (`timeout` in the model's settings)",
        retryable=True,
        maybe_paid=True,
    )


def nonsense(place: Place, why: str, body: str) -> LMError:
    """The server said 200 and then nothing that can be read as a reply."""
    return LMError(
        "SIG0812",
        f"{place.url} answered nonsense: {why}",
        retryable=True,
        raw=shown(body, place.key),
        maybe_paid=True,
    )


def too_large(place: Place, what: str, size: int, most: int) -> LMError:
    """A prompt that was not sent, or a reply that was not read to its end."""
    code, setting = ("SIG0834", "most_prompt") if what == "prompt" else ("SIG0833", "most_reply")
    return LMError(
        code,
        f"the {what} of {place.model} has {size:,} bytes or more; `{setting}` in the model's settings allows {most:,}",
        maybe_paid=what == "reply",
    )
