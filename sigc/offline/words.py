"""How text becomes features: words, light stems, word pairs and character n-grams.

Promise: pure functions of their arguments (the caches remember results, nothing else); no word list but one of very
common English words that say little about a topic. May import: nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Bag: TypeAlias = Mapping[str, float]
"""Feature -> weight. A word's stem is spelled as it is, a pair "a b", a character n-gram "#abcd"."""


COMMON_WEIGHT = 0.5
PAIR_WEIGHT = 0.5
GRAM_WEIGHT = 0.3
GRAM = 4
GRAM_WORDS = 64
"""Words of the longest text that n-grams are taken from: a longer one has words enough."""

_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APOSTROPHES = str.maketrans("", "", "'’")


def words(text: str) -> list[str]:
    """Lower-case words and numbers in order; "don't" is one word.

    >>> words("I don't owe £20!")
    ['i', 'dont', 'owe', '20']"""
    return _WORD.findall(text.lower().translate(_APOSTROPHES))


COMMON = frozenset(
    words(
        """a about also am an and any are as at be been being but by can could did do does for from had has have he her
    here his i if in into is it its just may me might my of on or our out please she should so some than that the
    their them then there these they this those to too us very was we were will with would you your"""
    )
)
"""Words that count half."""


def topical(text: str) -> list[str]:
    """The words of a text that are not common."""
    return [word for word in words(text) if word not in COMMON]


def label_words(label: str) -> list[str]:
    """The words of a name in snake_case, kebab-case or CamelCase.

    >>> label_words("AddToPlaylist"), label_words("top_up_failed")
    (['add', 'to', 'playlist'], ['top', 'up', 'failed'])"""
    return words(_HUMP.sub(" ", label).replace("_", " "))


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without a plural, -ing, -ed or a final e; made to match, not to be read.

    >>> [stem(w) for w in ("charges", "charging", "charged", "charge", "cities", "booked", "stopped", "bus")]
    ['charg', 'charg', 'charg', 'charg', 'city', 'book', 'stop', 'bus']"""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    cut = word
    if len(word) > 5 and word.endswith("ing"):
        cut = _undouble(word[:-3])
    elif len(word) > 4 and word.endswith("ed"):
        cut = _undouble(word[:-2])
    elif len(word) > 4 and word.endswith("es") and word[-3] in "sxzh":
        cut = word[:-2]
    elif len(word) > 3 and word.endswith("s") and word[-2] not in "su":
        cut = word[:-1]
    return cut[:-1] if len(cut) > 4 and cut.endswith("e") else cut


def _undouble(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word


@lru_cache(maxsize=16384)
def _of_word(word: str) -> tuple[str, float, tuple[str, ...]]:
    """Stem, weight and n-grams of one word. Common and short words have no n-grams."""
    if word in COMMON:
        return stem(word), COMMON_WEIGHT, ()
    if len(word) < GRAM:
        return stem(word), 1.0, ()
    padded = f"^{word}$"
    grams = dict.fromkeys("#" + padded[i : i + GRAM] for i in range(len(padded) - GRAM + 1))
    return stem(word), 1.0, tuple(grams)


def bag_of(found: Sequence[str]) -> dict[str, float]:
    """The features of a sequence of words. How often a feature occurs does not count.

    >>> sorted(bag_of(["my", "pins"]))
    ['#^pin', '#ins$', '#pins', '^ my', 'my', 'my pin', 'pin']"""
    bag: dict[str, float] = {}
    before = "^"
    short = len(found) <= GRAM_WORDS
    for word in found:
        root, weight, grams = _of_word(word)
        bag[root] = weight
        bag[f"{before} {root}"] = PAIR_WEIGHT * (1.0 if weight == 1.0 else 0.7)
        before = root
        if short:
            for gram in grams:
                bag[gram] = GRAM_WEIGHT
    return bag


@dataclass(frozen=True, slots=True)
class Text:
    """A text with what is looked up in it, computed once."""

    raw: str
    words: tuple[str, ...]
    bag: Bag


@lru_cache(maxsize=512)
def text_of(raw: str) -> Text:
    """The features of a text."""
    found = words(raw)
    return Text(raw, tuple(found), bag_of(found))
