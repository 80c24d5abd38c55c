"""Text that stands in the inputs: spans like those of the demos, matches of a pattern, the sentence that fits best.

Promise: linear in the text for each span length tried. May import: sigc.ir, sigc.values, sigc.offline."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sigc.ir.types import Str, Type
from sigc.offline.solve import Case, Draw, Example, Found, Place, best
from sigc.offline.words import COMMON, Text, label_words, stem, text_of, words
from sigc.values.regex import full_match, pattern_problem

_TOKEN = re.compile(r"\S+")
_EDGES = "\"'“”‘’()[]{}<>,;:!?*"
_SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?](?!\s|$)[^\n.!?]*)*(?:[.!?]+|$)", re.MULTILINE)
LONGEST = 8
"""Words of the longest span that is tried."""
SHARE = 0.38
"""How much of the score of the spans shown another span must have."""


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `first` to `last` of a text, without the punctuation at their ends."""

    text: str
    first: int
    last: int


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def spans(found: Sequence[str], longest: int) -> Iterator[Span]:
    """All spans of up to `longest` tokens that do not run over the end of a sentence or a comma."""
    for first in range(len(found)):
        for last in range(first, min(first + longest, len(found))):
            text = " ".join(found[first : last + 1]).strip(_EDGES).rstrip(".")
            if text:
                yield Span(text, first, last)
            if found[last][-1] in ",.;:!?" and not _inside(found[last]):
                break


def _inside(token: str) -> bool:
    """A token such as "St." ends no span."""
    return token[-1] == "." and len(token) <= 3


# ---- patterns ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matching:
    """The first text that matches the place's pattern as a whole; near the place's own words where there are
    several."""

    place: Place

    def solve(self, case: Case, draw: Draw) -> Found:
        type_ = self.place.type
        pattern = type_.pattern if isinstance(type_, Str) else None
        if not pattern or not _occurs(pattern, case.whole.raw):
            return Found("", False)
        found = tokens(case.whole.raw)
        hits = [s for s in spans(found, 4) if full_match(pattern, s.text) and _fits(s.text, type_)]
        if not hits:
            return Found(_within(pattern, case.whole.raw), False)
        near = own_words(self.place)
        scored = [(1.0 + _beside(found, s.first, near) + 0.01 * len(s.text), f"{s.text}@{s.first}") for s in hits]
        hit = hits[best(scored, draw, self.place.path)]
        return Found(hit.text, True, (hit.text,))


def _occurs(pattern: str, text: str) -> bool:
    """Does a match stand anywhere in the text? Never for a text that is no pattern."""
    anywhere = f"(?s:.*)(?:{pattern})(?s:.*)"
    return pattern_problem(pattern) is None and pattern_problem(anywhere) is None and full_match(anywhere, text)


def _within(pattern: str, text: str) -> str:
    """A match inside a token, such as a code glued to other signs; empty when there is none."""
    for token in tokens(text):
        for first in range(min(len(token), 40)):
            for last in range(min(len(token), 40), first, -1):
                if full_match(pattern, token[first:last]):
                    return token[first:last]
    return ""


# ---- spans like those of demos -----------------------------------------------------------------------------------


class Likeness:
    """How much a span looks like the spans shown for each label: by what stands around and inside it and how it is
    spelled, as log-odds of each such feature among the label's spans against all spans of the texts shown."""

    def __init__(self, shown: Sequence[tuple[str, Sequence[tuple[Any, str]]]]) -> None:
        sizes = [len(tokens(value)) for _, wanted in shown for _, value in wanted]
        self.longest = min(LONGEST, max(sizes, default=1) + 1)
        self.labels: tuple[Any, ...] = tuple(sorted({label for _, wanted in shown for label, _ in wanted}, key=str))
        every: Counter[str] = Counter()
        own: list[Counter[str]] = [Counter() for _ in self.labels]
        goals: list[list[list[str]]] = [[] for _ in self.labels]
        number_of = {label: number for number, label in enumerate(self.labels)}
        total = 0
        for text, wanted in shown:
            found = tokens(text)
            goal = {(value.casefold(), number_of[label]) for label, value in wanted}
            for span in spans(found, self.longest):
                seen = list(features(found, span))
                every.update(seen)
                total += 1
                for number in {n for value, n in goal if value == span.text.casefold()}:
                    own[number].update(seen)
                    goals[number].append(seen)
        self._common = {f: -math.log((count + 0.1) / (total + 0.2)) for f, count in every.items()}
        self._absent = [math.log(0.1 / (len(spans_) + 0.2)) for spans_ in goals]
        rows: dict[str, list[tuple[int, float]]] = {}
        for number, counts in enumerate(own):
            for f, count in counts.items():
                rows.setdefault(f, []).append((number, math.log((count + 0.1) / 0.1)))
        self._rows = rows
        self._total = total
        self.floors = [self._floor(number, seen) for number, seen in enumerate(goals)]

    def _floor(self, number: int, goals: Sequence[Sequence[str]]) -> float:
        """A score that a span must reach: a share of what the label's own spans reach, and more than it takes to
        outweigh how rare they are."""
        own = sorted(self.scores(seen)[number] for seen in goals)
        return max(SHARE * own[len(own) // 4], math.log(self._total / len(own))) if own else math.inf

    def scores(self, seen: Sequence[str]) -> list[float]:
        """One score per label for a span with these features; features that were shown nowhere are passed over."""
        known = [f for f in seen if f in self._common]
        base = sum(self._common[f] for f in known)
        scores = [base + len(known) * absent for absent in self._absent]
        for f in known:
            for number, gain in self._rows.get(f, ()):
                scores[number] += gain
        return scores


@dataclass(frozen=True, slots=True)
class Copied:
    """The span most like those of the demos."""

    place: Place
    likeness: Likeness

    def solve(self, case: Case, draw: Draw) -> Found:
        found = tokens(case.whole.raw)
        scored = [
            (self.likeness.scores(list(features(found, span)))[0], span)
            for span in spans(found, self.likeness.longest)
            if _fits(span.text, self.place.type)
        ]
        if not scored:
            return Found("", False)
        top = max(score for score, _ in scored)
        ranked = [(math.exp(score - top), f"{span.text}@{span.first}") for score, span in scored]
        score, span = scored[best(ranked, draw, self.place.path)]
        return Found(span.text, score >= self.likeness.floors[0], (span.text,))


def features(found: Sequence[str], span: Span) -> Iterator[str]:
    """What a span looks like: neighbours, ends, spelling, length."""
    before = [stem(w) for t in found[max(0, span.first - 2) : span.first] for w in words(t)[-1:]]
    after = [stem(w) for t in found[span.last + 1 : span.last + 2] for w in words(t)[:1]]
    yield "<" + (before[-1] if before else "^")
    yield "<<" + " ".join(before)
    yield ">" + (after[0] if after else "$")
    inner = words(span.text)
    yield from ("=" + stem(w) for w in inner)
    yield "[" + stem(inner[0]) if inner else "["
    yield "]" + stem(inner[-1]) if inner else "]"
    yield "n" + str(min(len(inner), 5))
    yield "s" + shape(found[span.first])
    yield "e" + shape(found[span.last])


def shape(token: str) -> str:
    """How a token is spelled, runs made one: "A" capital, "a" small, "9" digit, others as they are."""
    marks = ["9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c for c in token.strip(_EDGES)]
    return "".join(m for i, m in enumerate(marks) if i == 0 or marks[i - 1] != m)[:8]


def copied(place: Place, examples: Sequence[Example]) -> Copied | None:
    """A solver from demos whose texts stand in their inputs; None when half of them do not."""
    shown = [e for e in examples if isinstance(e.value, str) and e.value]
    there = sum(e.value.casefold() in e.case.whole.raw.casefold() and len(tokens(e.value)) <= LONGEST for e in shown)
    if not shown or there * 2 < len(shown):
        return None
    return Copied(place, Likeness([(e.case.whole.raw, [("", e.value)] if e.value else []) for e in examples]))


# ---- without demos -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """What stands after the place's own words ("Name: Ada", "order number AB-1"), else the sentence of the inputs
    that fits best: to the shortest input when there are several, else to what the place asks for."""

    place: Place

    def solve(self, case: Case, draw: Draw) -> Found:
        after = self._after(case)
        if after is not None and not draw.skip:
            return Found(after, True, (after,))
        if self.place.strict:
            return Found("", False)
        return self._sentence(case, draw)

    def _after(self, case: Case) -> str | None:
        cue = label_words(self.place.name)
        if COMMON.issuperset(cue):
            return None
        pattern = r"\b" + r"[\s_-]+".join(map(re.escape, cue)) + r"\b\s*(?:is|was|:|=|#|no\.?|number|named|called)+\s*"
        match = re.search(pattern + r"([^\n,;.!?]+)", case.whole.raw, re.IGNORECASE)
        if match is None or not _fits(match[1].strip(_EDGES + " "), self.place.type):
            return None
        return match[1].strip(_EDGES + " ") or None

    def _sentence(self, case: Case, draw: Draw) -> Found:
        query, rest = self._question(case)
        choices = [s for part in rest for s in sentences(part)] or [case.whole.raw.strip()]
        seen = Counter(f for c in choices for f in text_of(c).bag)
        scored = []
        for i, choice in enumerate(choices):
            bag = text_of(choice).bag
            match = sum(
                w * query.bag[f] * math.log(1 + len(choices) / seen[f]) for f, w in bag.items() if f in query.bag
            )
            scored.append((match / math.sqrt(6 + len(words(choice))), f"{i}"))
        number = best(scored, draw, self.place.path)
        return Found(_cut(choices[number], self.place.type), scored[number][0] > 0, tuple(_topics(choices[number])))

    def _question(self, case: Case) -> tuple[Text, list[str]]:
        parts = [part for part in case.parts.values() if any(text.strip() for text in part)]
        if len(parts) > 1:
            shortest = min(parts, key=lambda part: sum(map(len, part)))
            return text_of("\n".join(shortest)), [text for part in parts if part is not shortest for text in part]
        asks = " ".join((self.place.name, self.place.description, *self.place.said))
        return text_of(asks), [text for part in parts for text in part]


def sentences(text: str) -> list[str]:
    """Sentences and lines, in order."""
    return [s for m in _SENTENCE.finditer(text) if (s := m[0].strip())]


def own_words(place: Place) -> set[str]:
    """Stems of the place's name and description, without common words."""
    return {stem(w) for w in (*label_words(place.name), *words(place.description)) if w not in COMMON}


def _beside(found: Sequence[str], at: int, near: set[str]) -> float:
    before = [w for t in found[max(0, at - 5) : at] for w in words(t)][::-1]
    return next((1.0 / (1 + i) for i, word in enumerate(before) if stem(word) in near), 0.0)


def _fits(text: str, type_: Type) -> bool:
    if not isinstance(type_, Str):
        return True
    if type_.pattern is not None and (pattern_problem(type_.pattern) or not full_match(type_.pattern, text)):
        return False
    return (type_.min is None or len(text) >= type_.min) and (type_.max is None or len(text) <= type_.max)


def _cut(text: str, type_: Type) -> str:
    if isinstance(type_, Str) and type_.max is not None and len(text) > type_.max:
        text = text[: type_.max].rsplit(" ", 1)[0] or text[: type_.max]
    if isinstance(type_, Str) and type_.min is not None and len(text) < type_.min:
        text = (text + " " if text else "") + "." * (type_.min - len(text) - bool(text))
    return text


def _topics(text: str) -> Iterable[str]:
    return [w for w in words(text) if w not in COMMON][:3]
