"""Data sets: files, splits, columns.

Promise: the columns of a file are read from its first rows, so that a missing one is told before anything runs; what
the rows hold is checked when they are loaded. May import: sigc.base, ir, syntax, check/core and its expressions."""

from __future__ import annotations

import json

from sigc.base.diagnostic import Diagnostic, Label, error
from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.base.source import Span, join
from sigc.check.core import Checker, Env, Header, Local, Want
from sigc.check.definitions import fields
from sigc.check.headers import with_defaults
from sigc.check.labels import labels_of
from sigc.check.lower import types_reached
from sigc.check.metrics import subject_of
from sigc.check.modules import folder_of
from sigc.check.scope import Symbol
from sigc.check.settings import twice
from sigc.ir.expr import Expr
from sigc.ir.project import DataSet
from sigc.ir.types import Field, Json, Optional
from sigc.syntax import ast

SPLITS = ("train", "dev", "test")
PEEKED = 50
"""Rows of a JSONL file that are read for its columns."""
FORMATS = (".jsonl", ".csv", ".parquet")


@frozen
class CheckedData:
    """A lowered data set. `columns`: names in its files, None when they could not be read."""

    dataset: DataSet
    columns: frozenset[str] | None


def check_data(c: Checker, symbol: Symbol) -> CheckedData | None:
    decl = symbol.decl
    assert isinstance(decl, ast.DataDecl)
    mark = c.mark()
    labels = labels_of(c, decl.labels)
    subject = subject_of(c, decl.subject, symbol)
    extras = extras_of(c, symbol)
    files = _files(c, decl)
    split = _split(c, decl, files)
    columns = _columns(c, symbol, files)
    header = c.header(subject) if subject is not None else Header(ok=False)
    if subject is None or not header.ok:
        return None
    inputs = with_defaults(c, subject)
    bound = _bound(c, symbol, decl, (*inputs, *header.outputs, *extras), columns)
    if columns is not None:
        _missing_columns(c, decl, subject, inputs, extras, bound, columns)
        _note_ignored(c, decl, (*inputs, *header.outputs, *extras), bound, columns)
    if not c.clean_since(mark):
        return None
    every = (*inputs, *header.outputs, *extras)
    reached = types_reached(c.types, (*every, *bound.values()))
    if reached is None:
        return None
    dataset = DataSet(
        name=symbol.key,
        subject=subject.key,
        inputs=inputs,
        wants=header.outputs,
        extras=extras,
        files={name: text.value for name, text in files.items()},
        home=folder_of(symbol.path),
        types=reached,
        columns=bound,
        split=split,
        labels=labels,
        span=symbol.span,
    )
    return CheckedData(dataset, columns)


def extras_of(c: Checker, symbol: Symbol) -> tuple[Field, ...]:
    """The extra columns that a data set declares; typed once, reported once."""
    decl = symbol.decl
    assert isinstance(decl, ast.DataDecl)
    if symbol.key not in c.extras:
        c.extras[symbol.key] = fields(c, decl.extras, c.world.scopes[symbol.path], {}, "field")
    return c.extras[symbol.key]


# --- files and splits ------------------------------------------------------------------------------------------------


def _files(c: Checker, decl: ast.DataDecl) -> dict[str, ast.Text]:
    """Split name -> file; one file for all splits has the key ""."""
    if isinstance(decl.source, ast.Text):
        return {"": decl.source}
    found: dict[str, ast.Text] = {}
    for bind in decl.source.fields:
        name, value = bind.name, bind.value
        if name.text not in SPLITS:
            near = closest(name.text, SPLITS)
            help_ = f"did you mean `{near}`?" if near else "splits are `train`, `dev` and `test`"
            c.error("SIG0521", f"there is no split `{name.text}`", name.span, "not a split", help=help_)
        elif not isinstance(value, ast.Literal) or not isinstance(value.value, str):
            c.error("SIG0521", "a split's file is a path in quotes", value.span, "not a string")
        elif name.text in found:
            twice(c, name, found[name.text].span, "given")
        else:
            found[name.text] = ast.Text(value.value, value.span)
    return found


def _split(c: Checker, decl: ast.DataDecl, files: dict[str, ast.Text]) -> tuple[tuple[str, int | float], ...]:
    """Checked shares or counts."""
    if decl.split is None:
        return ()
    seen: dict[str, Span] = {}
    for name, amount in decl.split.parts:
        if name.text not in SPLITS:
            near = closest(name.text, SPLITS)
            help_ = f"did you mean `{near}`?" if near else "splits are `train`, `dev` and `test`"
            c.error("SIG0521", f"there is no split `{name.text}`", name.span, "not a split", help=help_)
        elif name.text in seen:
            twice(c, name, seen[name.text], "given")
        elif amount <= 0:
            c.error("SIG0521", f"the split `{name.text}` would be empty", name.span, f"asks for {amount}")
        seen.setdefault(name.text, name.span)
    amounts = [amount for _, amount in decl.split.parts]
    _check_amounts(c, decl.split, amounts, one_file=not files or "" in files)
    return tuple((name.text, amount) for name, amount in decl.split.parts)


def _check_amounts(c: Checker, split: ast.Split, amounts: list[int | float], *, one_file: bool) -> None:
    shares = [a for a in amounts if isinstance(a, float)]
    if shares and len(shares) != len(amounts):
        note = "shares are fractions such as 0.5, counts are whole numbers"
        c.error("SIG0521", "shares and counts are mixed", split.span, "use one kind", note=note)
    elif shares and sum(shares) > 1 + 1e-9:
        total = f"{sum(shares):.3f}".rstrip("0").rstrip(".")
        c.error("SIG0521", f"the shares add up to {total}", split.span, "more than 1")
    elif shares and not one_file:
        note = "with a file for each split, shares have nothing to divide"
        c.error("SIG0521", "the splits have files of their own", split.span, "nothing to split", note=note)


# --- columns ---------------------------------------------------------------------------------------------------------


def _columns(c: Checker, symbol: Symbol, files: dict[str, ast.Text]) -> frozenset[str] | None:
    """The columns that all files have between them; None when one cannot be read."""
    found: set[str] = set()
    readable = True
    for text in files.values():
        names = _columns_of(c, symbol, text)
        readable = readable and names is not None
        found |= names or set()
    return frozenset(found) if readable and files else None


def _columns_of(c: Checker, symbol: Symbol, text: ast.Text) -> set[str] | None:
    name = text.value
    if not name.endswith(FORMATS):
        c.error(
            "SIG0510",
            f"`{name}` has no known format",
            text.span,
            "not read",
            note="data are JSONL, CSV or Parquet files",
        )
        return None
    path = join(folder_of(symbol.path), name) if not name.startswith("/") else name
    try:
        head = c.world.files.read(path)
    except OSError:
        c.error("SIG0510", f"there is no file `{name}`", text.span, f"looked for `{path}`", help=_near_file(c, path))
        return None
    if name.endswith(".parquet"):
        return _parquet_names(c, head, text)
    return _names_in(head, csv_=name.endswith(".csv"))


def _parquet_names(c: Checker, data: bytes, text: ast.Text) -> set[str] | None:
    """Column names by the schema; None after a diagnostic."""
    # Loaded here, since few projects have Parquet data.
    from sigc.base.parquet import EXTRA, BadParquet, NoParquet, parquet_columns

    try:
        return set(parquet_columns(data))
    except NoParquet:
        c.error("SIG0516", f"`{text.value}` is Parquet, which an extra reads", text.span, "not read", help=EXTRA)
    except BadParquet as failure:
        note = str(failure)[:200]
        c.error("SIG0510", f"`{text.value}` is no Parquet file that can be read", text.span, "not read", note=note)
    return None


def _near_file(c: Checker, path: str) -> str | None:
    try:
        near = closest(path.rsplit("/", 1)[-1], c.world.files.list(folder_of(path)))
    except OSError:
        return None
    return f"did you mean `{near}`?" if near else "paths are relative to the `.sig` file"


def _names_in(data: bytes, *, csv_: bool) -> set[str] | None:
    """Column names; None for a file that is damaged, which loading the rows will tell in full."""
    try:
        if csv_:
            return _header(data.decode("utf-8-sig"))
        rows = [json.loads(line) for line in data.splitlines()[:PEEKED] if line.strip()]
    except (ValueError, RecursionError):
        return None
    return {key for row in rows if isinstance(row, dict) for key in row}


def _header(text: str) -> set[str] | None:
    # Loaded here, since few projects have CSV data.
    import csv
    import io

    try:
        return {name.strip() for name in next(csv.reader(io.StringIO(text)), [])}
    except csv.Error:
        return None


def _bound(
    c: Checker, symbol: Symbol, decl: ast.DataDecl, known: tuple[Field, ...], columns: frozenset[str] | None
) -> dict[str, Expr]:
    """Fields that take something else than the column of their own name."""
    by_name = {f.name: f for f in known}
    before = len(c.notes)
    row = {"row": Local(Json(), decl.name.span, "the raw row")}
    env = Env(c.world.scopes[symbol.path], "data", row)
    found: dict[str, Expr] = {}
    for bind in decl.bindings:
        name = bind.name.text
        if name not in by_name:
            near = closest(name, by_name)
            fields_ = ", ".join(f"`{f}`" for f in by_name)
            c.error(
                "SIG0522",
                f"`{decl.subject.text}` has no field `{name}`",
                bind.name.span,
                "nothing to fill",
                help=f"did you mean `{near}`?"
                if near
                else f"its fields are {fields_}; a column for metrics is an `extra`",
            )
        elif name in found:
            twice(c, bind.name, bind.name.span, "bound")
        else:
            want = Want(by_name[name].type, None, "", f"`{name}`")
            found[name] = c.check(bind.value, env, want).expr
        if columns is not None:
            _check_reads(c, bind.value, columns)
    del c.notes[before:]  # that rows are checked when they are read needs no saying
    return found


def _check_reads(c: Checker, expr: ast.Expr, columns: frozenset[str]) -> None:
    """`row.name` must be a column."""
    stack: list[object] = [expr]
    while stack:
        each = stack.pop()
        if isinstance(each, ast.Attribute) and isinstance(each.of, ast.Variable) and each.of.name == "row":
            if each.name.text not in columns:
                _no_column(c, each.name.text, each.name.span, columns)
        elif isinstance(each, tuple | list):
            stack.extend(each)
        elif hasattr(each, "__dataclass_fields__") and not isinstance(each, Span):
            stack.extend(getattr(each, name) for name in each.__dataclass_fields__)


def _no_column(c: Checker, name: str, span: Span, columns: frozenset[str]) -> None:
    near = closest(name, columns)
    help_ = f"did you mean `{near}`?" if near else _spoken(columns)
    c.error("SIG0511", f"the data have no column `{name}`", span, "not in the file", help=help_)


def _spoken(columns: frozenset[str]) -> str:
    names = sorted(columns)
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return "columns are " + ", ".join(f"`{n}`" for n in names[:8]) + more if names else "the file has no columns"


def _missing_columns(
    c: Checker,
    decl: ast.DataDecl,
    subject: Symbol,
    inputs: tuple[Field, ...],
    extras: tuple[Field, ...],
    bound: dict[str, Expr],
    columns: frozenset[str],
) -> None:
    places = {d.name.text: d.name.span for d in decl.extras} | dict(c.header(subject).places)
    for field in (*inputs, *extras):
        optional = field.default is not None or isinstance(field.type, Optional)
        if field.name in columns or field.name in bound or optional:
            continue
        near = closest(field.name, columns)
        column = near or (sorted(columns)[0] if len(columns) == 1 else "…")
        found = error(
            "SIG0511",
            f"the data have no column `{field.name}`",
            decl.source.span,
            "not in this file",
            note=_spoken(columns),
            help=f"bind it: `{field.name} = row.{column}`",
        )
        c.report(found.seen(places[field.name], "needed for this"))


def _note_ignored(
    c: Checker, decl: ast.DataDecl, known: tuple[Field, ...], bound: dict[str, Expr], columns: frozenset[str]
) -> None:
    ignored = sorted(columns - {f.name for f in known})
    if ignored and not bound:
        names = ", ".join(f"`{n}`" for n in ignored)
        c.notes.append(
            Diagnostic("SIG0514", f"columns that no field takes: {names}", Label(decl.source.span), severity="note")
        )
