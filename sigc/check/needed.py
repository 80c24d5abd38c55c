"""Which declarations a check of one file needs: its own, and of other files only what these lead to by name.

So a check of a file costs what it uses, not what the files hold that it imports from, and what they hold besides is
checked in a run of its own. Words decide, so more may be taken along than is needed, and never less.

Promise: a run with the trees of `Needed.read` finds of the declarations in them what a run with whole files does,
where there is no error; with an error, names that were left out may be missed, so whoever finds one checks again with
whole files. May import: sigc.base, syntax, check/modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from posixpath import normpath

from sigc.base.source import Files, SourceFile, join
from sigc.check.modules import Read
from sigc.syntax import ast
from sigc.syntax.outline import Outline, outline
from sigc.syntax.parse import decode

MARKS = frozenset({"LABEL", "ZONE", "POLICY"})
TOLD_TOGETHER = frozenset({"METRIC", "DATA"})
"""A metric may read the columns of a data set in another file, which only who imports both can know."""
OF_POLICIES = frozenset({"process"})

Ranges = list[list[int]]
"""Parts of a text: where each begins and where it ends, the end excluded."""
Outlines = dict[tuple[str, str], Outline | None]
"""By path and text: what earlier runs made."""


@dataclass
class Needed:
    """`read`: trees of the chosen declarations, as `check_project` takes them; `saw`: where these stand in each file,
    None for a file of which nothing is left out; `also`: files to load whether they are imported or not."""

    read: Read = field(default_factory=dict)
    saw: dict[str, Ranges | None] = field(default_factory=dict)
    also: tuple[str, ...] = ()


def needed(
    entry: str, files: Files, root: str, also: tuple[str, ...], seen: Ranges, outlines: Outlines
) -> Needed | None:
    """What a check of `entry` needs, but for its declarations in `seen`. None when that cannot be said by names
    alone: the files are to be taken whole. `also`: the files that declare labels, zones and policies."""
    search = _Search(entry, files, root, outlines)
    try:
        search.run(also, seen)
    except _Unclear:
        return None
    found = Needed(also=(*also, *(path for path in search.chosen if path in search.called and path not in also)))
    for path, chosen in search.chosen.items():
        shape = search.outline(path)
        found.read[path, shape.file.text] = shape.tree(chosen)
        found.saw[path] = _ranges(shape, chosen)
    return found


def _ranges(shape: Outline, chosen: set[int]) -> Ranges | None:
    if len(chosen) == len(shape.kinds):
        return None
    found: Ranges = []
    for i in sorted(chosen):
        if found and found[-1][1] == shape.cuts[i]:
            found[-1][1] = shape.cuts[i + 1]
        else:
            found.append([shape.cuts[i], shape.cuts[i + 1]])
    return found


class _Unclear(Exception):
    """A file has no outline, or a policy names what its file does not."""


class _Search:
    """The declarations that were chosen so far, by file. `called`: files that are needed though nothing may import
    them."""

    def __init__(self, entry: str, files: Files, root: str, outlines: Outlines) -> None:
        self._entry, self._files, self._root, self._outlines = entry, files, root, outlines
        self._known: dict[str, Outline] = {}
        self._waiting: list[tuple[str, int]] = []
        self._all_own = False
        self.chosen: dict[str, set[int]] = {}
        self.called: set[str] = set()

    def run(self, also: Iterable[str], seen: Ranges) -> None:
        also = [self._spelled(path) for path in also]
        own = self.outline(self._entry)
        self._all_own = not seen
        inside = [any(start <= cut < end for start, end in seen) for cut in own.cuts[:-1]]
        self._choose(self._entry, (i for i, was in enumerate(inside) if not was))
        for path in also:
            self._marks(path)
        if not seen:
            self._columns()
        while self._waiting:
            self._follow(*self._waiting.pop())
        for path in also:
            self._policies(path, also)

    def outline(self, path: str) -> Outline:
        if path not in self._known:
            try:
                source = decode(path, self._files.read(path))
            except OSError:
                raise _Unclear from None
            made = _outlined(source, self._outlines) if isinstance(source, SourceFile) else None
            if made is None:
                raise _Unclear
            self._known[path] = made
        return self._known[path]

    def _choose(self, path: str, numbers: Iterable[int]) -> None:
        mine = self.chosen.setdefault(path, set())
        fresh = set(numbers) - mine
        mine |= fresh
        self._waiting += [(path, i) for i in sorted(fresh)]

    def _marks(self, path: str) -> None:
        """What is declared for the whole project; a file without any is taken whole."""
        kinds = self.outline(path).kinds
        marks = [i for i, kind in enumerate(kinds) if kind in MARKS]
        self._choose(path, marks or range(len(kinds)))

    def _columns(self) -> None:
        """Metrics and data sets of every file that is imported, however far away."""
        seen, waiting = {self._entry}, [self._entry]
        while waiting:
            shape = self.outline(waiting.pop())
            fresh = [p for i in range(len(shape.kinds)) if (p := self._target(shape.imports(i))) and p not in seen]
            seen.update(fresh)
            waiting += dict.fromkeys(fresh)
            for path in dict.fromkeys(fresh):
                mine = [i for i, kind in enumerate(self.outline(path).kinds) if kind in TOLD_TOGETHER]
                if mine:
                    self.called.add(path)
                    self._choose(path, mine)

    def _follow(self, path: str, i: int) -> None:
        """Choose what a chosen declaration names: of its own file, and of another when it is an import."""
        shape = self.outline(path)
        decl = shape.imports(i)
        if decl is None:
            if self._all_own and path == self._entry:
                return
            self._choose(path, (j for word in shape.words(i) for j in shape.by_name.get(word, ())))
            return
        target = self._target(decl)
        if target is not None:
            names = self.outline(target).by_name
            self._choose(target, (j for each in decl.names for j in names.get(each.name.text, ())))

    def _target(self, decl: ast.Import | None) -> str | None:
        """The file that an import reads, None for one of `std`."""
        if decl is None or decl.path.parts[0].text == "std":
            return None
        return self._spelled(join(self._root, "/".join(part.text for part in decl.path.parts) + ".sig"))

    def _spelled(self, path: str) -> str:
        return self._entry if normpath(path) == normpath(self._entry) else path

    def _policies(self, path: str, also: Iterable[str]) -> None:
        """A policy may name a callable of any file that a check happens to reach."""
        shape = self.outline(path)
        marks = {name for each in also for name in self._declared(each)} | OF_POLICIES
        for i, kind in enumerate(shape.kinds):
            if kind == "POLICY" and not shape.names_in(i) <= marks | shape.by_name.keys():
                raise _Unclear

    def _declared(self, path: str) -> Iterator[str]:
        shape = self.outline(path)
        return (name for name, numbers in shape.by_name.items() if any(shape.kinds[i] in MARKS for i in numbers))


def _outlined(source: SourceFile, outlines: Outlines) -> Outline | None:
    key = (source.path, source.text)
    if key not in outlines:
        outlines[key] = outline(source)
    return outlines[key]
