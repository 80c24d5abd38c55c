"""Which of several classes a text belongs to, by lexical similarity.

Promise: evidence from a class's name, description, notes and rules and evidence from demos are added, so nothing said
or shown of one class lowers the score of another by normalisation alone: the score of a class without demos does not
depend on the demos at all. May import: sigc.offline.

What is said of a class is weighed by idf over the classes (a word in many names says little); its demos are a tf-idf
centroid (Rocchio, "Relevance feedback in information retrieval", 1971) whose weight grows with the root of their
number, because one example shows less of a class than four."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sigc.offline.words import Bag, Text, bag_of, label_words, stem, topical, words

SAID_WEIGHT = 3.0
"""The most that one word of a class's name can say, however many classes there are."""
NOTE_WEIGHT = 1.0
RULE_WEIGHT = 1.5
DEMO_WEIGHT = 5.0
SAME_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Class:
    """One possible answer and what the prompt says of it. `notes`: learnt lines; `rules`: sets of words that all
    have to be there."""

    label: str
    description: str = ""
    notes: tuple[str, ...] = ()
    rules: tuple[tuple[str, ...], ...] = ()


class ClassIndex:
    """An inverted index from features to classes. Immutable once built."""

    def __init__(self, classes: Sequence[Class], demos: Sequence[tuple[Text, int]] = ()) -> None:
        self.size = len(classes)
        self.shown = frozenset(number for _, number in demos)
        said = [{**bag_of(topical(c.description)), **bag_of(label_words(c.label))} for c in classes]
        unit = SAID_WEIGHT / _rarest(len(classes))
        self._said = _postings(unit, _said(said), _noted(classes))
        self._rules = _rules(classes, RULE_WEIGHT * SAID_WEIGHT)
        self._idf, self._unknown, self._demos = _centroids(said, demos)
        self._same = {text.words: number for text, number in demos}

    def scores(self, text: Text) -> list[float]:
        """One score per class, at least 0; 0 means that nothing speaks for it."""
        scores = [0.0] * self.size
        said = self._said
        for feature, weight in text.bag.items():
            for number, part in said.get(feature, ()):
                scores[number] += weight * part
        for needed, number, weight in self._rules:
            if all(root in text.bag for root in needed):
                scores[number] += weight
        if self._demos:
            self._add_demos(text, scores)
        return scores

    def _add_demos(self, text: Text, scores: list[float]) -> None:
        likeness = [0.0] * self.size
        length = 0.0
        idf, unknown, demos = self._idf, self._unknown, self._demos
        for feature, weight in text.bag.items():
            length += (weight * idf.get(feature, unknown)) ** 2
            for number, part in demos.get(feature, ()):
                likeness[number] += weight * part
        scale = DEMO_WEIGHT / (math.sqrt(length) or 1.0)
        for number, value in enumerate(likeness):
            scores[number] += scale * value
        same = self._same.get(text.words)
        if same is not None:
            scores[same] += SAME_WEIGHT

    def evidence(self, text: Text, number: int, most: int = 3) -> list[str]:
        """The words of the text that speak most for a class, best first."""
        weight: dict[str, float] = {}
        for word in text.words:
            root = stem(word)
            parts = (*self._said.get(root, ()), *self._demos.get(root, ()))
            value = sum(part for owner, part in parts if owner == number)
            if value > 0:
                weight[word] = value
        return sorted(weight, key=lambda word: (-weight[word], word))[:most]


Postings = Mapping[str, tuple[tuple[int, float], ...]]


def _idf(docs: Sequence[Mapping[str, object]]) -> dict[str, float]:
    seen = Counter(feature for doc in docs for feature in doc)
    return {feature: math.log((len(docs) + 1) / (count + 0.5)) for feature, count in seen.items()}


def _rarest(classes: int) -> float:
    """The idf of what is said of one class only."""
    return math.log((classes + 1) / 1.5) or 1.0


def _said(said: Sequence[Bag]) -> Iterable[tuple[str, int, float]]:
    """Names and descriptions: idf-weighted matches over the length of what is said."""
    idf = _idf(said)
    for number, doc in enumerate(said):
        length = math.sqrt(sum((idf[f] * w) ** 2 for f, w in doc.items())) or 1.0
        for feature, weight in doc.items():
            yield feature, number, weight * idf[feature] ** 2 / length


def _noted(classes: Sequence[Class]) -> Iterable[tuple[str, int, float]]:
    """Notes: each word counts by itself, a word in several lines of one class by the root of their number. The idf is
    over the classes that have notes: two lines for two of many classes tell little apart."""
    notes = [Counter(stem(word) for line in c.notes for word in words(line)) for c in classes]
    idf = _idf([counts for counts in notes if counts])
    for number, counts in enumerate(notes):
        for root, count in counts.items():
            yield root, number, NOTE_WEIGHT * idf[root] * math.sqrt(count)


def _postings(unit: float, *sources: Iterable[tuple[str, int, float]]) -> Postings:
    table: dict[str, dict[int, float]] = defaultdict(dict)
    for source in sources:
        for feature, number, weight in source:
            row = table[feature]
            row[number] = row.get(number, 0.0) + unit * weight
    return {feature: tuple(row.items()) for feature, row in table.items()}


def _rules(classes: Sequence[Class], unit: float) -> tuple[tuple[frozenset[str], int, float], ...]:
    """Needed stems, class, weight: a rule with more conditions says more."""
    found = []
    for number, c in enumerate(classes):
        for rule in c.rules:
            needed = frozenset(stem(word) for part in rule for word in words(part))
            if needed:
                found.append((needed, number, unit * math.sqrt(len(needed))))
    return tuple(found)


def _centroids(said: Sequence[Bag], demos: Sequence[tuple[Text, int]]) -> tuple[dict[str, float], float, Postings]:
    """idf over all that the prompt holds, the idf of an unseen feature, and one unit centroid per class with demos."""
    if not demos:
        return {}, 1.0, {}
    docs = [*(text.bag for text, _ in demos), *said]
    seen = Counter(feature for doc in docs for feature in doc)
    idf = {feature: math.log(1 + len(docs) / count) for feature, count in seen.items()}
    sums: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for text, number in demos:
        length = math.sqrt(sum((idf[f] * w) ** 2 for f, w in text.bag.items())) or 1.0
        for feature, weight in text.bag.items():
            sums[number][feature] += weight * idf[feature] / length
    shots = Counter(number for _, number in demos)
    parts: list[tuple[str, int, float]] = []
    for number, vector in sums.items():
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        scale = math.sqrt(shots[number]) / length
        parts += ((feature, number, scale * value * idf[feature]) for feature, value in vector.items())
    return idf, math.log(1 + len(docs)), _postings(1.0, parts)
