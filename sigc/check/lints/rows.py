"""Rows that are scored on and were seen before: in train, or as an example in the prompt.

Promise: data files are read only where a row could be found twice, and only up to LARGEST bytes; what loading the rows
finds of larger ones is SIG0513. Rows are compared as they stand in the file, field by field.
May import: sigc.base, values, syntax, check/core, check/settings, check/lints/common."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sigc.base.diagnostic import Diagnostic, warning
from sigc.base.source import Span, join
from sigc.check.core import Checker
from sigc.check.lints.common import arguments, called, declarations
from sigc.check.modules import folder_of
from sigc.check.settings import plain
from sigc.syntax import ast
from sigc.values.keys import content_key, share_of

LARGEST = 1_000_000

NOTE = "what was learnt from, or stands in the prompt, is no test: its score is too good"


def seen_before(c: Checker) -> Iterator[Diagnostic]:
    """SIG1009: rows of a test split that occur in train or in an example, and tests that ask for an example."""
    for decl in declarations(c):
        if isinstance(decl, ast.DataDecl):
            yield from _data(c, decl)
        elif isinstance(decl, ast.TestDecl):
            yield from _test(c, decl)


def _subject(c: Checker, decl: ast.DataDecl) -> ast.SignatureDecl | ast.ModuleDecl | None:
    found = c.world.scopes[decl.span.path].find(decl.subject.text)
    subject = found.decl if found is not None else None
    return subject if isinstance(subject, ast.SignatureDecl | ast.ModuleDecl) else None


def _data(c: Checker, decl: ast.DataDecl) -> Iterator[Diagnostic]:
    subject = _subject(c, decl)
    if isinstance(subject, ast.SignatureDecl) and isinstance(decl.source, ast.Text):
        yield from _one_file(c, decl, subject, decl.source)
    if subject is None or not isinstance(decl.source, ast.RecordExpr):
        return
    files = {b.name.text: b.value for b in decl.source.fields}
    test, train = files.get("test"), files.get("train")
    examples = subject.examples if isinstance(subject, ast.SignatureDecl) else ()
    columns = _columns(decl, subject)
    if test is None or columns is None or not (train is not None or examples):
        return
    asked = _rows(c, decl, test, columns)
    if not asked:
        return
    again = sum(key in asked for key in set(_rows(c, decl, train, columns))) if train is not None else 0
    if train is not None and again:
        yield warning(
            "SIG1009", f"rows of the test split that occur in train: {again}", test.span,
            f"line {min(asked[k] for k in _rows(c, decl, train, columns) if k in asked)} is one of them",
            note=NOTE, help="remove them from train",
        ).seen(train.span, "and in here")  # fmt: skip
    for example in examples:
        line = asked.get(_key(_literals(example.fields, list(columns))))
        if line is not None:
            yield _shown(example, test.span, line)


def _one_file(c: Checker, decl: ast.DataDecl, subject: ast.SignatureDecl, file: ast.Text) -> Iterator[Diagnostic]:
    """Rows fall into splits by the hash of their inputs, so an example tells into which its row falls. Only inputs that
    are hashed as they stand in the file are looked at, and shares: counts depend on all other rows too."""
    parts = decl.split.parts if decl.split is not None else ()
    shares = [(name.text, share) for name, share in parts if isinstance(share, float)]
    columns = _columns(decl, subject)
    plain_types = all(isinstance(f, ast.FieldDecl) and f.default is None and _hashed_as_written(f.type)
                      for f in subject.inputs)  # fmt: skip
    if not subject.examples or len(shares) < len(parts) or columns is None or not plain_types:
        return
    rows: dict[str, int] | None = None
    for example in subject.examples:
        shown = _literals(example.fields, list(columns))
        if ... in shown.values() or share_of(content_key(shown), shares) != "test":
            continue
        rows = _rows(c, decl, ast.Literal(file.value, file.span), columns) if rows is None else rows
        line = rows.get(_key(shown))
        if line is not None:
            yield _shown(example, file.span, line)


def _hashed_as_written(type_: ast.TypeExpr) -> bool:
    return isinstance(type_, ast.NamedType) and type_.path.text in ("str", "int", "bool")


def _shown(example: ast.RecordExpr, file: Span, line: int) -> Diagnostic:
    return warning(
        "SIG1009", "this example is a row of the test split", example.span, "shown in every prompt",
        note=NOTE, help="take another example, or another row",
    ).seen(file, f"line {line} of this file")  # fmt: skip


def _columns(decl: ast.DataDecl, subject: ast.SignatureDecl | ast.ModuleDecl) -> dict[str, str] | None:
    """Input -> the column that it is read from; None when one is computed, or inputs come from another declaration."""
    derived = subject.base if isinstance(subject, ast.SignatureDecl) else subject.like
    if derived is not None or any(isinstance(f, ast.SpreadFields) for f in subject.inputs):
        return None
    found = {f.name.text: f.name.text for f in subject.inputs}
    for bind in decl.bindings:
        value = bind.value
        if bind.name.text not in found:
            continue
        if not (isinstance(value, ast.Attribute) and isinstance(value.of, ast.Variable) and value.of.name == "row"):
            return None
        found[bind.name.text] = value.name.text
    return found


def _rows(c: Checker, decl: ast.DataDecl, source: ast.Expr, columns: dict[str, str]) -> dict[str, int]:
    """Rows by their inputs, each with its first line; none where the file can not be read, which others tell."""
    name = source.value if isinstance(source, ast.Literal) else None
    if not isinstance(name, str) or not name.endswith((".jsonl", ".csv")):
        return {}
    try:
        data = c.world.files.read(name if name.startswith("/") else join(folder_of(decl.span.path), name))
        records = _records(data.decode("utf-8-sig"), csv_=name.endswith(".csv")) if len(data) <= LARGEST else []
    except (OSError, ValueError, RecursionError):
        return {}
    found: dict[str, int] = {}
    for line, record in records:
        if isinstance(record, dict):
            found.setdefault(_key({field: record.get(column) for field, column in columns.items()}), line)
    return found


def _records(text: str, *, csv_: bool) -> list[tuple[int, Any]]:
    if not csv_:
        return [(n, json.loads(line)) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    # Loaded here, since few projects have CSV data.
    import csv
    import io

    reader = csv.DictReader(io.StringIO(text))
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error:
        return []


def _key(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)


def _literals(binds: tuple[ast.Bind, ...], inputs: list[str]) -> dict[str, Any]:
    """The inputs of an example; one that is left out, or no literal, equals nothing."""
    given = {b.name.text: plain(b.value) for b in binds}
    return {name: given.get(name, ...) for name in inputs}


def _test(c: Checker, decl: ast.TestDecl) -> Iterator[Diagnostic]:
    for bind in decl.bindings:
        call = bind.value.of if isinstance(bind.value, ast.PinnedExpr) else bind.value
        symbol = called(c, call, decl.span.path) if isinstance(call, ast.CallExpr) else None
        if symbol is None or not isinstance(symbol.decl, ast.SignatureDecl) or not isinstance(call, ast.CallExpr):
            continue
        found = _same_example(call, symbol.decl)
        if found is not None:
            yield warning(
                "SIG1009", "this test asks for an example of the prompt", call.span, "its answer is in the prompt",
                note=NOTE, help="ask for something else",
            ).seen(found, "the example")  # fmt: skip


def _same_example(call: ast.CallExpr, decl: ast.SignatureDecl) -> Span | None:
    given = arguments(call, decl)
    if not given or not decl.examples:
        return None
    asked = {name: plain(value) for name, value in given.items()}
    if ... in asked.values():
        return None
    inputs = [f.name.text for f in decl.inputs]
    for example in decl.examples:
        shown = {b.name.text: plain(b.value) for b in example.fields if b.name.text in inputs}
        if shown == asked:
            return example.span
    return None
