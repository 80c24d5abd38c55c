"""Where one declaration ends and the next begins, also in a file whose brackets do not match.

Promise: every token lies in exactly one chunk; a chunk whose brackets do not match has one problem, at the bracket to
blame; linear time. May import: sigc.base."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Span
from sigc.syntax.lexer import Tokens
from sigc.syntax.tables import tables

DEEPEST = 200
CLOSER = {"LBRACE": "RBRACE", "LPAR": "RPAR", "LSQB": "RSQB"}
OPENER = {closer: opener for opener, closer in CLOSER.items()}
# Each declaration's keyword and what may follow its name; () is anything.
AFTER_NAME: dict[str, tuple[str, ...]] = {
    "IMPORT": ("DOT", "LBRACE"),
    "LABEL": (),
    "ZONE": (),
    "MODEL": ("EQUAL",),
    "ENUM": ("LBRACE", "STRING"),
    "TYPE": ("LBRACE", "EQUAL", "STRING"),
    "TEXT": ("DOC",),
    "SIGNATURE": ("LBRACE", "FROM"),
    "MODULE": ("LBRACE", "LSQB", "LIKE"),
    "TOOL": ("LBRACE", "STRING", "AT"),
    "METRIC": ("LBRACE", "FOR"),
    "DATA": ("COLON",),
    "TEST": ("LBRACE",),
    "GATE": ("FOR",),
    "POLICY": ("LBRACE",),
    "BUILD": ("FOR",),
}
# Without their braces these are not complete, whatever comes.
BRACED = frozenset({"IMPORT", "ENUM", "SIGNATURE", "MODULE", "TOOL", "METRIC", "TEST", "GATE", "POLICY", "BUILD"})
CAN_END = frozenset({"RBRACE", "RPAR", "RSQB", "QMARK", "DOC", "STRING", "NUMBER"})
CAN_NOT_END = frozenset({"FROM", "LIKE", "WITH"})


@dataclass(slots=True)
class Chunk:
    """Tokens `first` up to `last` (excluded), meant as one declaration."""

    first: int
    last: int
    problem: Diagnostic | None = None


def split(tokens: Tokens, first: int) -> list[Chunk]:
    """The declarations from token `first` on. Only where brackets do not match is the margin asked where one begins."""
    stop = len(tokens.kinds) - 1
    whole = _Scan(tokens).run(first, stop)
    if all(chunk.problem is None for chunk in whole):
        return whole
    margin = _indent(tokens, first)
    edges = [first, *(i for i in range(first + 1, stop) if _begins_at_margin(tokens, i, margin)), stop]
    return [chunk for a, b in pairwise(edges) for chunk in _Scan(tokens).run(a, b)]


def is_name(kind: str) -> bool:
    """Whether a token of this kind may be a name: NAME or a soft keyword."""
    return kind in tables().soft


class _Scan:
    """One walk over tokens that pairs brackets and cuts between declarations."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.stack: list[int] = []
        self.chunks: list[Chunk] = []
        self.outdented: int | None = None
        self.opened = 0
        self.margin = 0

    def run(self, first: int, last: int) -> list[Chunk]:
        kinds = self.tokens.kinds
        for i in range(first, last):
            kind = kinds[i]
            if not self.stack and (not self.chunks or self._begins(i)):
                self._cut(i)
            if kind in CLOSER:
                self.stack.append(i)
                self.opened += 1
                if len(self.stack) == DEEPEST + 1:
                    self._blame(_too_deep(self.tokens, i))
            elif kind in OPENER and not self._close(i):
                break
        if self.stack and self.chunks[-1].problem is None:
            opener = self.stack[-1] if self.outdented is None else self.outdented
            self._blame(_unclosed(self.tokens, opener))
        if self.chunks:
            self.chunks[-1].last = last
        return self.chunks

    def _cut(self, i: int) -> None:
        if self.chunks:
            self.chunks[-1].last = i
        self.chunks.append(Chunk(i, i))
        self.opened = 0
        self.margin = _indent(self.tokens, i)

    def _blame(self, problem: Diagnostic) -> None:
        if self.chunks[-1].problem is None:
            self.chunks[-1].problem = problem

    def _close(self, i: int) -> bool:
        """Pair a closing bracket; False when after it nothing can be paired with confidence."""
        opener = OPENER[self.tokens.kinds[i]]
        if not self.stack:
            self._blame(_stray(self.tokens, i))
            return True
        top = self.stack[-1]
        if self.tokens.kinds[top] == opener:
            self.stack.pop()
            if self.outdented is None and self._outdents(top, i):
                self.outdented = top
            return True
        if any(self.tokens.kinds[j] == opener for j in self.stack):
            self._blame(_unclosed(self.tokens, top))
        else:
            self._blame(_crossed(self.tokens, top, i))
        return False

    def _outdents(self, opener: int, closer: int) -> bool:
        """A closing bracket that starts a line further left than its opener's line belongs to another one."""
        if not self.tokens.newline_before(closer):
            return False
        return _indent(self.tokens, closer) < _indent(self.tokens, opener)

    def _begins(self, i: int) -> bool:
        """Whether token `i`, outside all brackets, begins a declaration."""
        kinds, start = self.tokens.kinds, self.chunks[-1].first
        kind, before = kinds[i], kinds[i - 1]
        if (i - 1 == start and kinds[start] in AFTER_NAME) or not _can_end(before):
            return False
        known = kinds[start] in AFTER_NAME
        if known and before == "RBRACE":
            return kind not in ("LBRACE", "QMARK", "VBAR")
        if kind in AFTER_NAME and _has_shape(self.tokens, i):
            return True
        if kind in AFTER_NAME and self.tokens.newline_before(i) and _indent(self.tokens, i) <= self.margin:
            return is_name(kinds[i + 1])
        if not known:
            return self.tokens.newline_before(i) and _resembles(self.tokens, i)
        if kinds[start] in BRACED and self.opened == 0:
            return False
        if kind == "DOC":
            return not (kinds[start] == "TEXT" and i == start + 2)
        return _can_begin(kind) and self.tokens.newline_before(i)


def _can_begin(kind: str) -> bool:
    return is_name(kind) and kind not in CAN_NOT_END


def _can_end(kind: str) -> bool:
    return kind in CAN_END or _can_begin(kind)


def _has_shape(tokens: Tokens, i: int) -> bool:
    """Whether a declaration's keyword at `i` is followed by a name (or title) and by what may follow that."""
    kinds = tokens.kinds
    keyword, after = kinds[i], AFTER_NAME[kinds[i]]
    if keyword == "POLICY" and kinds[i + 1] == "LBRACE":
        return True
    titled = keyword in ("TEST", "POLICY")
    if not (kinds[i + 1] == "STRING" if titled else is_name(kinds[i + 1])):
        return False
    return not after or kinds[i + 2] in after


def _resembles(tokens: Tokens, i: int) -> bool:
    """Whether the words from `i` on look like a declaration, though by an unknown keyword: `enm Team {`."""
    kinds = tokens.kinds
    named = is_name(kinds[i]) and is_name(kinds[i + 1])
    return named and kinds[i + 2] in ("LBRACE", "EQUAL", "COLON", "LPAR", "LSQB", "STRING", "DOC", "FROM")


def _begins_at_margin(tokens: Tokens, i: int, margin: int) -> bool:
    return (
        tokens.kinds[i] in AFTER_NAME
        and tokens.newline_before(i)
        and _indent(tokens, i) <= margin
        and _has_shape(tokens, i)
    )


def _indent(tokens: Tokens, i: int) -> int:
    """Columns before the first word of the line on which token `i` stands."""
    text, start = tokens.file.text, tokens.starts[i]
    line = text.rfind("\n", 0, start) + 1
    return len(text[line:start]) - len(text[line:start].lstrip())


def _span(tokens: Tokens, i: int) -> Span:
    return Span(tokens.file.path, tokens.starts[i], tokens.ends[i])


def _unclosed(tokens: Tokens, opener: int) -> Diagnostic:
    sign = tokens.text(opener)
    closer = {"{": "}", "(": ")", "[": "]"}[sign]
    note = "each bracket is closed by its own kind before its declaration ends"
    at = _span(tokens, opener)
    return error("SIG0102", f"this `{sign}` is never closed", at, "opened here", note=note, help=f"add the `{closer}`")


def _stray(tokens: Tokens, closer: int) -> Diagnostic:
    sign = tokens.text(closer)
    note = "a closing bracket needs an open one before it in the same declaration"
    return error("SIG0105", f"this `{sign}` closes nothing", _span(tokens, closer), note=note, help="remove it")


def _crossed(tokens: Tokens, opener: int, closer: int) -> Diagnostic:
    open_, close = tokens.text(opener), tokens.text(closer)
    right = {"{": "}", "(": ")", "[": "]"}[open_]
    note = "each bracket is closed by its own kind"
    found = error(
        "SIG0105", f"`{close}` does not close `{open_}`", _span(tokens, closer), note=note, help=f"write `{right}`"
    )
    return found.seen(_span(tokens, opener), "opened here")


def _too_deep(tokens: Tokens, opener: int) -> Diagnostic:
    note = f"brackets nest at most {DEEPEST} deep"
    return error("SIG0109", "nested too deeply", _span(tokens, opener), note=note, help="bind inner parts to names")
