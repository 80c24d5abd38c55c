"""Which member of a closed set a text means.

Promise: the exact spelling wins, then what differs only in case, punctuation or separators; then a member mentioned as
whole words, unless it is denied or another one is mentioned too; then a near miss of a long name. A part of another
word never counts, and nothing is chosen between two. Linear in the text. May import: nothing of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[.,;:!?\n]")
_TRIM = " \t\r\n\"'`*_.,;:!?()[]{}“”‘’«»"
_QUOTES = "\"'`*”’)"
_DENIALS = frozenset(
    ["not", "no", "never", "nor", "neither", "without", "cannot", "t", "than", "instead", "except", "rather", "unlike",
     "hardly", "barely", "scarcely", "unlikely", "anything", "excluding", "exclude"]
)  # fmt: skip
_DENIALS_AFTER = frozenset(["not", "no", "never", "t", "cannot", "hardly", "unlikely", "wrong", "excluded"])
_LOOK_BACK = 3
_SHORT = 3
"""Members of up to this many letters are too easily part of a sentence to be found inside one, unless written as the
set has them, in capitals."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The member's place in the set; `how`: spelling, case, mention, typo; `confidence` from 0 to 1."""

    index: int
    how: str
    confidence: float


def choose(text: str, members: Sequence[Sequence[str]]) -> Choice | None:
    """The member that a text names; each member has one or more spellings. None when it names none, or several."""
    spellings = _spellings(tuple(tuple(m) for m in members))
    if (exact := spellings.exact.get(text)) is not None:
        return Choice(exact, "exact", 1.0)
    trimmed = text.strip(_TRIM)
    for how, key, confidence in (("spelling", trimmed, 0.95), ("case", trimmed.casefold(), 0.95)):
        if (found := spellings.folded.get(key)) is not None:
            return Choice(found, how, confidence)
    joined = "".join(words_of(text))
    if joined and (same := spellings.joined.get(joined)) is not None:
        return Choice(same, "case", 0.9)
    return _mentioned(text, spellings) or _near(joined, spellings)


def words_of(text: str) -> list[str]:
    """Lower-case words, without punctuation and underscores."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


@dataclass(frozen=True, slots=True)
class _Spellings:
    """Tables from a spelling to its member; spellings that two members share after folding are left out."""

    exact: Mapping[str, int]
    folded: Mapping[str, int]
    joined: Mapping[str, int]
    by_first_word: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]


@lru_cache(maxsize=256)
def _spellings(members: tuple[tuple[str, ...], ...]) -> _Spellings:
    exact: dict[str, int] = {}
    for index, names in enumerate(members):
        for name in names:
            exact.setdefault(name, index)
    by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for name, index in exact.items():
        words = tuple(words_of(name))
        if words:
            by_first.setdefault(words[0], []).append((words, index))
    longest_first = {w: tuple(sorted(c, key=lambda c: -len(c[0]))) for w, c in by_first.items()}
    folded = _one_each([(n.strip(_TRIM), i) for n, i in exact.items()], [(n.casefold(), i) for n, i in exact.items()])
    joined = _one_each([("".join(words_of(name)), i) for name, i in exact.items()])
    return _Spellings(exact, folded, joined, longest_first)


def _one_each(*tables: list[tuple[str, int]]) -> dict[str, int]:
    """Keys with the one member that each stands for; earlier tables win."""
    out: dict[str, int] = {}
    for table in tables:
        meant: dict[str, set[int]] = {}
        for key, index in table:
            meant.setdefault(key, set()).add(index)
        for key, indices in meant.items():
            if key and len(indices) == 1:
                out.setdefault(key, next(iter(indices)))
    return out


def _mentioned(text: str, spellings: _Spellings) -> Choice | None:
    """The only member that the text mentions and does not deny."""
    text = unicodedata.normalize("NFKC", text)
    words = [(w[0].casefold(), w.start(), w.end()) for w in _WORD.finditer(text)]
    found: dict[int, bool] = {}
    doubtful: set[int] = set()
    at = 0
    while at < len(words):
        hit = _member_at(words, at, spellings)
        if hit is None:
            at += 1
            continue
        length, index = hit
        start, end = words[at][1], words[at + length - 1][2]
        if _denied(text, words, at) or _denied_after(text, words, at + length, spellings):
            pass
        elif end - start > _SHORT or _stands_out(text, start, end, spellings.exact.get(text[start:end]) == index):
            found[index] = found.get(index, False) or at == 0
        elif end - start == _SHORT or at == 0:
            doubtful.add(index)
        at += length
    if len(found) != 1 or not doubtful <= found.keys():
        return None
    [(index, first)] = found.items()
    return Choice(index, "mention", 0.8 if first else 0.6)


def _stands_out(text: str, start: int, end: int, exact: bool) -> bool:
    """Is a short word a member, and not part of the sentence? In capitals as in the set, or first before a colon."""
    word = text[start:end]
    alone = not text[:start].strip(_TRIM) and text[end : end + 1] in (":", ")", ".", "\n")
    return exact and (alone or (len(word) > 1 and word != word.lower()))


def _member_at(words: list[tuple[str, int, int]], at: int, spellings: _Spellings) -> tuple[int, int] | None:
    """The longest member that stands at a word: (number of words, member)."""
    for wanted, index in spellings.by_first_word.get(words[at][0], ()):
        if all(at + i < len(words) and words[at + i][0] == word for i, word in enumerate(wanted)):
            return len(wanted), index
    return None


def _denied(text: str, words: list[tuple[str, int, int]], at: int) -> bool:
    """Does a denial stand shortly before a word, in the same clause?"""
    for before in range(at - 1, max(at - 1 - _LOOK_BACK, -1), -1):
        if _BREAK.search(text, words[before][2], words[before + 1][1]):
            return False
        if words[before][0] in _DENIALS:
            return True
    return False


def _denied_after(text: str, words: list[tuple[str, int, int]], after: int, spellings: _Spellings) -> bool:
    """Does a denial follow shortly after a member, in the same clause, that denies no other member? Or is it asked?"""
    end = words[after - 1][2]
    if text[end : end + 4].lstrip(_QUOTES)[:1] == "?":
        return True
    for at in range(after, min(after + _LOOK_BACK, len(words))):
        if _BREAK.search(text, words[at - 1][2], words[at][1]):
            return False
        if words[at][0] in _DENIALS_AFTER:
            following = range(at + 1, min(at + 1 + _LOOK_BACK, len(words)))
            return not any(_member_at(words, n, spellings) for n in following)
    return False


def _near(joined: str, spellings: _Spellings) -> Choice | None:
    """The only member within one edit (two from nine letters on) of the whole text."""
    if not 5 <= len(joined) <= 64:
        return None
    allowed = 2 if len(joined) >= 9 else 1
    scored = sorted((_distance(joined, name, allowed), index) for name, index in spellings.joined.items())
    scored = [s for s in scored if s[0] <= allowed]
    if not scored or any(index != scored[0][1] for _, index in scored):
        return None
    return Choice(scored[0][1], "typo", 0.5)


def _distance(a: str, b: str, limit: int) -> int:
    """Edit distance with swaps of neighbours (optimal string alignment), or more than `limit` when it is."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
