"""Exact bounds: polynomials with whole coefficients over sizes that only a run knows, with `min`, `max` and infinity.

Promise: sizes are never negative, so every operation here is monotone, and a bound made of bounds is a bound. Equal
bounds built in another order are equal. May import: sigc.base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from functools import reduce
from math import prod
from typing import Literal, TypeAlias

from sigc.base.frozen import frozen
from sigc.base.source import Span


@frozen
class Size:
    """A size that only a run knows, under the name that people see: `len(docs)`. `remedy`: what an author can write
    so that it has an upper end; `span`: where it comes from."""

    name: str
    remedy: str = field(default="", compare=False)
    span: Span | None = field(default=None, compare=False)


@frozen
class Unit:
    """What a bound counts, where that is not just a number; as a factor it is 1."""

    name: str


USD = Unit("picodollars")
"""Money in whole picodollars (10⁻¹² US dollars), shown in dollars."""


@frozen
class Extreme:
    """The least or the greatest of two or more bounds of which neither is known to be the smaller one."""

    kind: Literal["min", "max"]
    of: tuple[Bound, ...]


Atom: TypeAlias = Size | Extreme | Unit
Monomial: TypeAlias = tuple[Atom, ...]


@frozen
class Bound:
    """A sum of terms, each a product of atoms (none for the constant) with its coefficient, which is above 0."""

    terms: tuple[tuple[Monomial, int], ...] = ()
    infinite: bool = False

    def __add__(self, other: Bound) -> Bound:
        if self.infinite or other.infinite:
            return INFINITE
        if not self.terms or not other.terms:
            return self if not other.terms else other
        sums = Counter(dict(self.terms))
        for monomial, times in other.terms:
            sums[monomial] += times
        return _bound(sums)

    def __mul__(self, other: Bound | int) -> Bound:
        other = number(other) if isinstance(other, int) else other
        if not self or not other:
            return ZERO
        if self.infinite or other.infinite:
            return INFINITE
        sums: Counter[Monomial] = Counter()
        for left, times in self.terms:
            for right, more in other.terms:
                sums[tuple(sorted((*left, *right), key=_atom_text))] += times * more
        return _bound(sums)

    def minus(self, other: Bound) -> Bound | None:
        """What has to be added to `other` to give this; None when that would be less than nothing."""
        mine, theirs = Counter(dict(self.terms)), Counter(dict(other.terms))
        return None if self.infinite or other.infinite or theirs - mine else _bound(mine - theirs)

    def __bool__(self) -> bool:
        """Whether it can be anything but 0."""
        return self.infinite or bool(self.terms)

    def __str__(self) -> str:
        return show(self)

    @property
    def value(self) -> int | None:
        """The number that it is; None when it depends on a size, or is infinite."""
        return None if self.infinite or next(self.sizes(), None) is not None else self.floor

    @property
    def floor(self) -> int:
        """What it is when every size is 0, so what it is at least."""
        return self.at({})

    @property
    def ceiling(self) -> int | None:
        """A number that it never exceeds, whatever the sizes; None when there is none."""
        if self.infinite:
            return None
        found = [_product([_atom_ceiling(atom) for atom in monomial]) for monomial, _ in self.terms]
        if None in found:
            return None
        return sum(most * times for most, (_, times) in zip(found, self.terms, strict=True) if most is not None)

    def at(self, sizes: Mapping[str, int]) -> int:
        """The number for these sizes, 0 for those left out. Raises OverflowError when it is infinite."""
        if self.infinite:
            raise OverflowError("an infinite bound has no value")
        return sum(times * prod(_atom_at(atom, sizes) for atom in monomial) for monomial, times in self.terms)

    def sizes(self) -> Iterator[Size]:
        """Every size that it depends on, in the order of its text, again for each mention."""
        for monomial, _ in self.terms:
            for atom in monomial:
                if isinstance(atom, Size):
                    yield atom
                elif isinstance(atom, Extreme):
                    for part in atom.of:
                        yield from part.sizes()

    def open_sizes(self) -> Iterator[Size]:
        """The sizes that keep it from having a ceiling."""
        for monomial, _ in self.terms:
            for atom in monomial:
                if isinstance(atom, Size):
                    yield atom
                elif isinstance(atom, Extreme) and _atom_ceiling(atom) is None:
                    for part in atom.of:
                        yield from part.open_sizes()


def number(n: int) -> Bound:
    """A bound that is a number, 0 or more."""
    return Bound((((), n),)) if n else ZERO


def of_atom(atom: Atom) -> Bound:
    return Bound((((atom,), 1),))


ZERO = Bound()
ONE = number(1)
INFINITE = Bound(infinite=True)


def total(bounds: Iterable[Bound]) -> Bound:
    """The sum; 0 of nothing."""
    return reduce(Bound.__add__, bounds, ZERO)


def least_of(first: Bound, *others: Bound) -> Bound:
    """The least of some bounds."""
    return reduce(lambda a, b: _extreme("min", a, b), others, first)


def most_of(first: Bound, *others: Bound) -> Bound:
    """The greatest of some bounds."""
    return reduce(lambda a, b: _extreme("max", a, b), others, first)


def show(bound: Bound) -> str:
    """`8 + 3·len(docs)`; `no limit` for infinity; money in dollars.

    >>> docs = of_atom(Size("len(docs)"))
    >>> str(number(8) + docs * 3), str(most_of(docs * docs, number(5)))
    ('8 + 3·len(docs)', 'max(5, len(docs)²)')"""
    if bound.infinite:
        return "no limit"
    return " + ".join(_term(monomial, times) for monomial, times in bound.terms) or "0"


def _term(monomial: Monomial, times: int) -> str:
    if USD in monomial:
        monomial = tuple(atom for atom in monomial if atom != USD)
        factor = [dollars(times)]
    else:
        factor = [] if times == 1 and monomial else [str(times)]
    return "·".join([*factor, *_powers(monomial)])


def dollars(picodollars: int) -> str:
    """To four digits, in plain decimals.

    >>> dollars(2_055_000_000), dollars(12_000_000_000_000)
    ('0.002055', '12')"""
    amount = Decimal(picodollars) / 10**12
    exact = amount.quantize(Decimal(1).scaleb(min(0, amount.adjusted() - 3))) if amount else amount
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _powers(monomial: Monomial) -> Iterator[str]:
    for text, count in Counter(map(_atom_text, monomial)).items():
        yield text if count == 1 else f"{text}²" if count == 2 else f"{text}^{count}"


def _atom_text(atom: Atom) -> str:
    return f"{atom.kind}({', '.join(map(show, atom.of))})" if isinstance(atom, Extreme) else atom.name


def _bound(sums: Mapping[Monomial, int]) -> Bound:
    """Terms in one order: fewer factors first, then by their names."""
    kept = [(monomial, times) for monomial, times in sums.items() if times]
    if len(kept) > 1:
        kept.sort(key=lambda term: (len(term[0]), [_atom_text(atom) for atom in term[0]]))
    return Bound(tuple(kept))


def _extreme(kind: Literal["min", "max"], a: Bound, b: Bound) -> Bound:
    """What both have in common stands outside: max(2 + x, 2 + y) is 2 + max(x, y)."""
    if a.infinite or b.infinite:
        return (b if a.infinite else a) if kind == "min" else INFINITE
    if not a.terms or not b.terms:
        return ZERO if kind == "min" else a if a.terms else b
    left, right = Counter(dict(a.terms)), Counter(dict(b.terms))
    shared = left & right
    more_left, more_right = _bound(left - shared), _bound(right - shared)
    if not more_left:
        return a if kind == "min" else b
    if not more_right:
        return b if kind == "min" else a
    parts = _undominated(kind, [*_parts(kind, more_left), *_parts(kind, more_right)])
    core = parts[0] if len(parts) == 1 else Bound((((Extreme(kind, tuple(parts)),), 1),))
    return _bound(shared) + core


def _parts(kind: str, bound: Bound) -> tuple[Bound, ...]:
    """The bounds that an extreme of the same kind is of, else the bound itself."""
    if len(bound.terms) == 1:
        (monomial, times), *_ = bound.terms
        if times == 1 and len(monomial) == 1 and isinstance(monomial[0], Extreme) and monomial[0].kind == kind:
            return monomial[0].of
    return (bound,)


def _undominated(kind: str, parts: list[Bound]) -> list[Bound]:
    """Parts that no other one makes needless, in one order."""
    once = sorted(dict.fromkeys(parts), key=lambda p: (len(p.terms), max(len(m) for m, _ in p.terms), show(p)))

    def needless(part: Bound) -> bool:
        others = (other for other in once if other is not part)
        return any(_below(part, other) if kind == "max" else _below(other, part) for other in others)

    return [part for part in once if not needless(part)]


def _below(a: Bound, b: Bound) -> bool:
    """Whether `a` is at most `b` term by term, which is enough to say so for all sizes."""
    return not Counter(dict(a.terms)) - Counter(dict(b.terms))


def _atom_at(atom: Atom, sizes: Mapping[str, int]) -> int:
    if isinstance(atom, Size):
        return sizes.get(atom.name, 0)
    if isinstance(atom, Unit):
        return 1
    found = [part.at(sizes) for part in atom.of]
    return min(found) if atom.kind == "min" else max(found)


def _atom_ceiling(atom: Atom) -> int | None:
    if not isinstance(atom, Extreme):
        return 1 if isinstance(atom, Unit) else None
    found = [part.ceiling for part in atom.of]
    known = [most for most in found if most is not None]
    if atom.kind == "min":
        return min(known, default=None)
    return max(known) if len(known) == len(found) else None


def _product(factors: Iterable[int | None]) -> int | None:
    known = list(factors)
    return None if None in known else prod(f for f in known if f is not None)
