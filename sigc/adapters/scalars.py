"""Numbers, yes and no, dates: what a reply's text means as one of these, with the confidence that it does.

Promise: None rather than a guess: two numbers, a date whose day and month could be swapped, a denial are refused.
Linear in the text. May import: nothing of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_TRIM = " \t\r\n\"'`*_“”‘’"
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,3}(?:[ _\u202f\u00a0]\d{3})+(?:\.\d+)?")
_ANY = re.compile(r"(?<![\w.,])[+\-−]?\d[\d,_]*(?:\.\d+)?(?:[eE][+-]?\d{1,3})?(?![\w])")
_SHARE = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:/|out of|of)\s*(\d+(?:\.\d+)?)")
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:%|percent)", re.IGNORECASE)
_WORDS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_YES = frozenset(["true", "yes", "y", "1"])
_NO = frozenset(["false", "no", "n", "0"])
_HEDGES = frozenset(
    ["not", "never", "t", "cannot", "neither", "nor", "without", "whether", "if", "unless", "or", "either", "hardly",
     "maybe", "perhaps", "may", "might", "could", "would", "should", "unclear", "unlikely", "doubt", "doubtful", "but",
     "anything", "unknown", "both", "partly", "partially", "half", "far", "less", "than", "except"]
)  # fmt: skip
"""Words with which a sentence about true or false may say something else than its one `true` or `false`."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"], 1)
    for name in names.split()
}  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_MAX_DIGITS = 400


@dataclass(frozen=True, slots=True)
class Found:
    """A value, how it was found (exact, format, words, scale, fraction, mention), and how sure that is."""

    value: Any
    how: str
    confidence: float


def number_in(text: str, hi: float | None) -> Found | None:
    """The number that a text states; `hi` is the upper end of the range asked for, the denominator that `4/5` and
    `80%` may have."""
    bare = text.strip(_TRIM).replace("−", "-")
    if len(bare) <= _MAX_DIGITS and _PLAIN.fullmatch(bare):
        return Found(_number(bare), "exact", 1.0)
    bare = bare.rstrip(".!")
    if len(bare) > _MAX_DIGITS:
        return _mentioned_number(text)
    if _PLAIN.fullmatch(bare):
        return Found(_number(bare), "format", 0.95)
    if _GROUPED.fullmatch(bare):
        return Found(_number(re.sub(r"[, _\u202f\u00a0]", "", bare)), "format", 0.95)
    if bare.casefold() in _WORDS:
        return Found(_WORDS[bare.casefold()], "words", 0.9)
    if share := _SHARE.fullmatch(bare):
        return _share(share[1], share[2], hi)
    if percent := _PERCENT.fullmatch(bare):
        scaled = {1: float(percent[1]) / 100, 100: _number(percent[1])}.get(int(hi)) if hi in (1, 100) else None
        return None if scaled is None else Found(scaled, "scale", 0.8)
    return _mentioned_number(bare)


def _share(part: str, whole: str, hi: float | None) -> Found | None:
    """`4/5` as 4 where the scale goes to 5, as 0.8 where it goes to 1 or nowhere; `4 out of 10` on another scale is
    nothing."""
    if hi is not None and float(whole) == hi and hi != 1:
        return Found(_number(part), "scale", 0.8)
    if hi not in (None, 1) or float(whole) == 0:
        return None
    return Found(float(part) / float(whole), "fraction", 0.7)


def _mentioned_number(text: str) -> Found | None:
    """The only number that a text mentions; a first one before a dash or in front of a bracket counts as alone."""
    found = _ANY.findall(text)
    if len(found) != 1 or len(found[0]) > _MAX_DIGITS or "%" in text:
        return None
    digits = found[0].replace("−", "-").rstrip(",")
    plain = re.sub(r"[,_]", "", digits) if _GROUPED.fullmatch(digits) else digits
    if not _PLAIN.fullmatch(plain):
        return None
    return Found(_number(plain), "mention", 0.8 if text.lstrip(_TRIM).startswith(found[0]) else 0.6)


def _number(digits: str) -> int | float:
    return float(digits) if re.search(r"[.eE]", digits) else int(digits)


def yes_or_no_in(text: str) -> Found | None:
    """The bool that a text states: the word alone, or the first word when the opposite is not mentioned."""
    bare = text.strip(_TRIM + ".!").casefold()
    if bare in _YES or bare in _NO:
        exact = bare in ("true", "false")
        return Found(bare in _YES, "exact" if exact else "words", 1.0 if exact else 0.9)
    words = [w.casefold() for w in _LETTERS.findall(text)]
    sides = {w in _YES for w in words if len(w) > 1 and (w in _YES or w in _NO)}
    if len(sides) != 1 or "not" in words[:3]:
        return None
    if words[0] in ("true", "false", "yes", "no"):
        return Found(sides.pop(), "mention", 0.7)
    return None if _HEDGES & set(words) else Found(sides.pop(), "mention", 0.6)


def date_in(text: str) -> Found | None:
    """The day that a text states, when its order of day and month is plain."""
    bare = text.strip(_TRIM).rstrip(".")
    try:
        return Found(date.fromisoformat(bare), "exact", 1.0) if len(bare) == 10 else _other_date(bare)
    except ValueError:
        return _other_date(bare)


def _other_date(text: str) -> Found | None:
    if len(text) > 40:
        return None
    if time := re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?", text):
        return _day(time[1][:4], time[1][5:7], time[1][8:], 0.9)
    if year_first := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text):
        return _day(year_first[1], year_first[2], year_first[3], 0.9)
    if dotted := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        return _day(dotted[3], dotted[2], dotted[1], 0.8)
    if slashed := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text):
        return _slashed(slashed[1], slashed[2], slashed[3])
    return _named_month(text)


def _slashed(first: str, second: str, year: str) -> Found | None:
    """Day and month in either order: only when one of them cannot be a month, or both are the same."""
    if int(first) > 12 or first.zfill(2) == second.zfill(2):
        return _day(year, second, first, 0.8)
    return _day(year, first, second, 0.8) if int(second) > 12 else None


def _named_month(text: str) -> Found | None:
    months = [_MONTHS[w.casefold()] for w in _LETTERS.findall(text) if w.casefold() in _MONTHS]
    numbers = re.findall(r"\d+", text)
    years = [n for n in numbers if len(n) == 4]
    days = [n for n in numbers if len(n) <= 2]
    if len(months) == 1 and len(years) == 1 and len(days) == 1 and len(numbers) == 2:
        return _day(years[0], str(months[0]), days[0], 0.9)
    return None


def _day(year: str, month: str, day: str, confidence: float) -> Found | None:
    try:
        return Found(date(int(year), int(month), int(day)), "format", confidence)
    except ValueError:
        return None


def moment_in(text: str) -> Found | None:
    """The date and time that a text states in ISO 8601."""
    bare = text.strip(_TRIM)
    if len(bare) <= len("2024-01-31"):
        return None
    try:
        return Found(datetime.fromisoformat(bare), "exact", 1.0)
    except ValueError:
        pass
    loose = re.sub(r"\s+(?:UTC|GMT)$", "Z", bare)
    try:
        return Found(datetime.fromisoformat(loose), "format", 0.9)
    except ValueError:
        return None
