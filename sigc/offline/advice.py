"""Induction: from records with expected answers or feedback to short lines of advice in plain English.

Promise: the lines depend on the records alone (and on the draw), so the same records give the same lines in every
prompt format. May import: sigc.ir, sigc.offline.

Words are chosen by their log ratio between the records of one answer and all others, times a power of how many
records of the answer hold them; common words count half, names (capitals inside a sentence) less, figures not at all.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sigc.ir.types import Field, Json, List, Map, Str, Type, Types, fields_of
from sigc.offline.cases import Record, looks_like_records, records_in
from sigc.offline.noise import Noise
from sigc.offline.solve import Case, Draw, Found, Place
from sigc.offline.words import COMMON, label_words, stem, words

WORDS = 8
MOST_WORDS = 32
"""Words of a line that grew over several rounds."""
NAME_WEIGHT, COMMON_WEIGHT, SUPPORT = 0.3, 0.5, 1.5

_ADVICE = frozenset(
    words(
        "instruction instructions rule rules line lines advice advise hint hints guideline guidelines note notes "
        "lesson lessons prompt"
    )
)
_RULES = frozenset(("rule", "rules"))
_CURRENT = frozenset(words("instruction instructions current task prompt"))
_RAW = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Advice:
    """Lines learnt from the records in an input. `current`: the input that holds the instruction to improve."""

    place: Place
    records: tuple[str, ...]
    current: str | None
    rules: bool
    keys: tuple[Field, ...] = field(default=())

    def solve(self, case: Case, draw: Draw) -> Found:
        records = [r for name in self.records for r in records_in(case.values.get(name))]
        lines = lines_of(records, draw.noise) if not self.rules else rules_of(records, draw.noise)
        if isinstance(self.place.type, List):
            if self.keys:
                return Found([_as_record(self.keys, label, text) for label, text in lines], bool(lines))
            return Found([spell(label, text) for label, text in lines][: self.place.type.max], bool(lines))
        before = str(case.values.get(self.current) or "") if self.current else ""
        return Found(_limited(improve(before, lines), self.place.type), bool(lines))


def advice(place: Place, inputs: Sequence[Field]) -> Advice | None:
    """A solver when the place is described as advice and an input holds records; else None."""
    type_ = place.type.item if isinstance(place.type, List) else place.type
    about = set(label_words(place.name)) | set(words(place.description))
    keys = fields_of(type_, place.types)
    if not about & _ADVICE or not (isinstance(type_, Str) or (keys and len(keys) == 2)):
        return None
    found = tuple(f.name for f in inputs if _holds_records(f, place.types))
    if not found:
        return None
    texts = [f for f in inputs if isinstance(f.type, Str)]
    current = next((f.name for f in texts if "current" in label_words(f.name)), None) or next(
        (f.name for f in texts if _CURRENT & {*label_words(f.name), *words(f.description)}), None
    )
    return Advice(place, found, current, about & _ADVICE <= _RULES, tuple(keys or ()))


def _holds_records(f: Field, types: Types) -> bool:
    type_: Type = f.type.item if isinstance(f.type, List) else f.type
    fields = fields_of(type_, types)
    if fields is not None:
        return isinstance(f.type, List) and looks_like_records(inner.name for inner in fields)
    return isinstance(type_, Json | Map)


# ---- lines -------------------------------------------------------------------------------------------------------


def lines_of(records: Sequence[Record], noise: Noise) -> list[tuple[str, str]]:
    """One line per expected answer, in order of the answers: (answer, "word, word"). Where no answer is known, the
    feedback's own sentences, with no answer."""
    table = _Contrast(records, noise)
    lines = [(label, ", ".join(table.best(label))) for label in table.labels]
    lines = [(label, text) for label, text in lines if text]
    if lines:
        return lines
    said = dict.fromkeys(record.feedback for record in records if record.feedback)
    return [("", text) for text in list(said)[:5]]


def stands_in(label: str, text: str) -> bool:
    """Is the answer quoted from the text? Then no advice is needed to find it."""
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE) is not None


def rules_of(records: Sequence[Record], noise: Noise) -> list[tuple[str, str]]:
    """One rule for each record that was answered wrongly, or for each record when no answers are given: the two words
    of it that speak most for the expected answer."""
    table = _Contrast(records, noise)
    failed = [r for r in records if r.expected and set(r.given) != set(r.expected)]
    rules: dict[tuple[str, str], None] = {}
    for record in failed:
        for label in record.expected:
            pair = table.best(label, 2, of=record.text)
            if pair:
                rules[label, " and ".join(pair)] = None
    return [(label, f"If the text mentions {pair}, answer {label}.") for label, pair in rules]


def spell(label: str, text: str) -> str:
    """A line as text."""
    return text if not label or text.startswith("If ") else f"{label}: {text}"


def improve(instruction: str, lines: Sequence[tuple[str, str]]) -> str:
    """The instruction with the lines below it; words for an answer that has a line already go into that line.

    >>> improve("Sort it.\\na: x, y", [("a", "y, z"), ("b", "u")])
    'Sort it.\\na: x, y, z\\nb: u'"""
    old = instruction.rstrip().split("\n") if instruction.strip() else []
    for label, text in lines:
        line = spell(label, text)
        at = next((i for i, have in enumerate(old) if label and have.startswith(f"{label}: ")), None)
        if at is None:
            if line not in old:
                old.append(line)
        elif not text.startswith("If "):
            have = old[at][len(label) + 2 :].split(", ")
            old[at] = f"{label}: " + ", ".join(list(dict.fromkeys((*have, *text.split(", "))))[:MOST_WORDS])
    return "\n".join(old)


class _Contrast:
    """How often words occur in the records of each answer."""

    def __init__(self, records: Sequence[Record], noise: Noise) -> None:
        self.noise = noise
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.named: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.by_label: dict[str, list[Counter[str]]] = defaultdict(list)
        self.size = 0
        for record in records:
            if record.expected and record.text:
                found = self._roots(record.text)
                self.size += 1
                self.total.update(found)
                for label in dict.fromkeys(record.expected):
                    if not stands_in(label, record.text):
                        self.by_label[label].append(Counter(found))
        self.labels = sorted(self.by_label)

    def _roots(self, text: str) -> set[str]:
        roots = set()
        for number, raw in enumerate(_RAW.findall(text.replace("'", "").replace("’", ""))):
            word = raw.lower()
            if len(word) > 1 and not word.isdigit():
                root = stem(word)
                roots.add(root)
                self.spellings[root][word] += 1
                self.named[root] += number > 0 and raw[0].isupper()
        return roots

    def best(self, label: str, most: int = WORDS, of: str | None = None) -> list[str]:
        """The words that set an answer's records apart, best first; of one text where it is given."""
        own = self.by_label[label]
        counts: Counter[str] = sum(own, Counter())
        allowed = None if of is None else {stem(w) for w in words(of)}
        scored = []
        for root, count in counts.items():
            score = self._score(root, count, len(own))
            if score > 0 and (allowed is None or root in allowed):
                scored.append((score * (1 + 0.3 * self.noise.of(f"{label}/{root}")), root))
        scored.sort(key=lambda item: (-item[0], item[1]))
        return [self._spelling(root) for _, root in scored[:most]]

    def _score(self, root: str, count: int, own: int) -> float:
        other, rest = self.total[root] - count, self.size - own
        ratio = math.log((count + 0.5) / (own + 1)) - math.log((other + 0.5) / (rest + 1))
        score: float = ratio * count**SUPPORT
        if self._spelling(root) in COMMON:
            score *= COMMON_WEIGHT * (count > 1)
        if self.named[root] * 2 > sum(self.spellings[root].values()):
            score *= NAME_WEIGHT
        return score

    def _spelling(self, root: str) -> str:
        spelled: Mapping[str, int] = self.spellings[root]
        return min(spelled, key=lambda word: (-spelled[word], word))


def _as_record(keys: Sequence[Field], label: str, text: str) -> dict[str, Any]:
    first, second = keys
    return {first.name: label, second.name: text.split(", ") if isinstance(second.type, List) else text}


def _limited(text: str, type_: Type) -> str:
    if isinstance(type_, Str) and type_.max is not None and len(text) > type_.max:
        return text[: type_.max].rsplit("\n", 1)[0]
    return text
