"""A file declaration by declaration: what each declares, which words it holds, and its tree once that is wanted.

Promise: the file is lexed once, and each declaration parsed when it is first asked for; all of them together are what
`parse` gives, unless something is found, which `parse` tells better. May import: sigc.base."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sigc.base.diagnostic import Diagnostic
from sigc.base.source import SourceFile
from sigc.syntax import ast
from sigc.syntax.context import Context
from sigc.syntax.lexer import Tokens, lex
from sigc.syntax.parse import LARGEST, declaration
from sigc.syntax.quoted import text as text_of
from sigc.syntax.split import AFTER_NAME, Chunk, split
from sigc.syntax.tables import tables

TITLED = frozenset({"TEST", "POLICY"})
TEXTS = frozenset({"DOC", "FSTRING", "STRING"})
_WORD = re.compile(r"\w+")
Found = tuple[ast.Decl | None, tuple[Diagnostic, ...]]


class Outline:
    """Declarations by number, in the order of the source. `kinds`: the token of each one's keyword; `by_name`: a name
    of the file's scope -> who declares or imports it; `cuts`: where each begins, with the comments above it, and the
    end of the file."""

    def __init__(self, tokens: Tokens, chunks: list[Chunk]) -> None:
        self._tokens, self._chunks = tokens, chunks
        self._read: dict[int, Found] = {i: (None, (c.problem,)) for i, c in enumerate(chunks) if c.problem is not None}
        self.kinds = [tokens.kinds[chunk.first] for chunk in chunks]
        self.cuts = [_cut(tokens, chunk.first) for chunk in chunks] + [len(tokens.file.text)]
        self.by_name: dict[str, list[int]] = {}
        for i in range(len(chunks)):
            for name in self._names(i):
                self.by_name.setdefault(name, []).append(i)

    @property
    def file(self) -> SourceFile:
        return self._tokens.file

    def _names(self, i: int) -> Iterable[str]:
        if self.kinds[i] == "IMPORT":
            decl = self.imports(i)
            return [(each.alias or each.name).text for each in decl.names] if decl is not None else []
        return [self._tokens.text(self._chunks[i].first + 1)] if self.kinds[i] not in TITLED else []

    def imports(self, i: int) -> ast.Import | None:
        """The declaration as an import; None when it is another, or broken."""
        decl = self.read(i)[0] if self.kinds[i] == "IMPORT" else None
        return decl if isinstance(decl, ast.Import) else None

    def words(self, i: int) -> set[str]:
        """Every word of a declaration that may be a name, those in the braces of texts among them."""
        tokens, chunk, found = self._tokens, self._chunks[i], set[str]()
        text, soft = tokens.file.text, tables().soft
        for at in range(chunk.first, chunk.last):
            kind = tokens.kinds[at]
            if kind in soft:
                found.add(text[tokens.starts[at] : tokens.ends[at]])
            elif kind in TEXTS:
                _, brace, rest = tokens.text(at).partition("{")
                found.update(_WORD.findall(rest) if brace else ())
        return found

    def names_in(self, i: int) -> set[str]:
        """The words of a declaration that are no keywords anywhere."""
        tokens, chunk = self._tokens, self._chunks[i]
        return {tokens.text(at) for at in range(chunk.first, chunk.last) if tokens.kinds[at] == "NAME"}

    def read(self, i: int) -> Found:
        """A declaration, None for a broken one; and what is wrong in it."""
        if i not in self._read:
            found: list[Diagnostic] = []
            decl = declaration(self._tokens, self._chunks[i], [], found)
            self._read[i] = decl, tuple(found)
        return self._read[i]

    def tree(self, chosen: Iterable[int]) -> tuple[ast.File, tuple[Diagnostic, ...]]:
        """The file with the chosen declarations alone, as `parse` gives the whole one where nothing is wrong."""
        doc = text_of(Context(self._tokens), 0) if self._tokens.kinds[0] == "DOC" else None
        read = [self.read(i) for i in sorted(chosen)]
        decls = tuple(decl for decl, _ in read if decl is not None)
        return ast.File(self.file.path, doc, decls), tuple(d for _, found in read for d in found)


def outline(file: SourceFile) -> Outline | None:
    """The outline of a file; None when it has something to be told about that concerns more than one declaration."""
    if len(file.text) > LARGEST:
        return None
    tokens = lex(file)
    context = Context(tokens)
    first = int(tokens.kinds[0] == "DOC" and text_of(context, 0) is not None)
    chunks = split(tokens, first) if not tokens.slips and not context.found else []
    if not chunks or any(tokens.kinds[chunk.first] not in AFTER_NAME and not chunk.problem for chunk in chunks):
        return None
    made = Outline(tokens, chunks)
    return made if all(made.imports(i) for i, kind in enumerate(made.kinds) if kind == "IMPORT") else None


def _cut(tokens: Tokens, first: int) -> int:
    """Where the text of a declaration begins: below the line on which the one before it ends, or where it starts."""
    if first == 0:
        return 0
    line = tokens.file.text.find("\n", tokens.ends[first - 1], tokens.starts[first])
    return line + 1 if line >= 0 else tokens.starts[first]
