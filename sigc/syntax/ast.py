"""The syntax tree: what the author wrote, frozen, every node with its span.

Promise: no meaning is decided here (a dotted name may be a member, a field or a module). Sugar stays visible.
May import: sigc.base."""

from __future__ import annotations

from typing import TypeAlias

from sigc.base.frozen import frozen
from sigc.base.source import Span


@frozen
class Name:
    text: str
    span: Span


@frozen
class Path:
    """A dotted name: `Team`, `Triage.inputs`, `a.b`. `args`: signatures of a generic module that something is for."""

    parts: tuple[Name, ...]
    span: Span
    args: tuple[Path, ...] = ()

    @property
    def text(self) -> str:
        given = f"[{', '.join(arg.text for arg in self.args)}]" if self.args else ""
        return ".".join(part.text for part in self.parts) + given


@frozen
class Text:
    """A string or a `\"\"\"` text with escapes and common indentation resolved; `raw` was written `r"…"`."""

    value: str
    span: Span
    raw: bool = False


# --- types -----------------------------------------------------------------------------------------------------------


@frozen
class Bound:
    """`lo..hi`, either end may be missing. Numbers keep int or float as written."""

    lo: int | float | None
    hi: int | float | None
    span: Span


@frozen
class Matching:
    """`matching "regex"` or `matching name`."""

    pattern: Text | Path
    span: Span


@frozen
class Within:
    """`in labels`: closed over a run-time list."""

    path: Path
    span: Span


Refinement: TypeAlias = Bound | Matching | Within


@frozen
class NamedType:
    """A builtin or a declared name, maybe refined; `args` for uses of a generic module's type (rare)."""

    path: Path
    refinements: tuple[Refinement, ...]
    span: Span


@frozen
class ListType:
    item: TypeExpr
    refinements: tuple[Refinement, ...]
    span: Span


@frozen
class MapType:
    key: TypeExpr
    value: TypeExpr
    span: Span


@frozen
class OptionalType:
    item: TypeExpr
    span: Span


@frozen
class UnionType:
    options: tuple[TypeExpr, ...]
    span: Span


@frozen
class LiteralType:
    value: str | int | float | bool
    span: Span


TypeExpr: TypeAlias = NamedType | ListType | MapType | OptionalType | UnionType | LiteralType

# --- expressions -----------------------------------------------------------------------------------------------------


@frozen
class Literal:
    """`none`, `true`, `false`, a number or a string."""

    value: bool | int | float | str | None
    span: Span


@frozen
class FString:
    """Texts and expressions in turn."""

    parts: tuple[str | Expr, ...]
    span: Span


@frozen
class Variable:
    name: str
    span: Span


@frozen
class Attribute:
    of: Expr
    name: Name
    span: Span


@frozen
class Argument:
    """A positional (`name` None), named, or spread (`..S`, `spread` True) argument."""

    value: Expr
    span: Span
    name: Name | None = None
    spread: bool = False


@frozen
class CallExpr:
    of: Expr
    args: tuple[Argument, ...]
    span: Span


@frozen
class IndexExpr:
    of: Expr
    at: Expr
    span: Span


@frozen
class SliceExpr:
    of: Expr
    lo: Expr | None
    hi: Expr | None
    span: Span


@frozen
class ListExpr:
    items: tuple[Expr, ...]
    span: Span


@frozen
class Clause:
    names: tuple[Name, ...]
    source: Expr
    conditions: tuple[Expr, ...]
    span: Span


@frozen
class CompExpr:
    """A list comprehension, or with `key` a map comprehension."""

    body: Expr
    clauses: tuple[Clause, ...]
    span: Span
    key: Expr | None = None


@frozen
class Bind:
    """`name = expression`, in a record, a module, a build, a test, a metric."""

    name: Name
    value: Expr
    span: Span


@frozen
class RecordExpr:
    """`{ ..r, field = … }`."""

    spreads: tuple[Path, ...]
    fields: tuple[Bind, ...]
    span: Span


@frozen
class MapExpr:
    entries: tuple[tuple[Expr, Expr], ...]
    span: Span


@frozen
class UnaryExpr:
    """`op` is "-" or "not"."""

    op: str
    of: Expr
    span: Span


@frozen
class BinaryExpr:
    """`op`: + - * / % == != < <= > >= in, "not in", is, "is not", and, or. Chains (`a < b < c`) are not parsed."""

    op: str
    left: Expr
    right: Expr
    span: Span


@frozen
class IfExpr:
    then: Expr
    condition: Expr
    orelse: Expr
    span: Span


@frozen
class OtherwiseExpr:
    first: Expr
    then: Expr
    span: Span


@frozen
class Pattern:
    """`value`: a Path (member or variant), a Literal, (lo, hi), or None for `_`. `bind`: `Variant as bind`."""

    value: Path | Literal | tuple[float, float] | None
    bind: Name | None
    span: Span


@frozen
class MatchArm:
    patterns: tuple[Pattern, ...]
    body: Expr
    span: Span


@frozen
class MatchExpr:
    of: Expr
    arms: tuple[MatchArm, ...]
    span: Span


@frozen
class RepeatExpr:
    """`repeat N from (…) until c { … }`, or the fold `repeat for x in xs from (…) { … }` (`item` set)."""

    limit: Expr | None
    item: Name | None
    source: Expr | None
    carried: tuple[Bind, ...]
    until: Expr | None
    body: tuple[Bind, ...]
    span: Span


@frozen
class PinnedExpr:
    """`expr by strategy(…) on model`; either part may be None."""

    of: Expr
    strategy: Name | None
    options: tuple[Argument, ...]
    model: Name | None
    span: Span


@frozen
class GenericExpr:
    """`Hop[Verify]`: only parsed where a call follows; an index otherwise."""

    of: Expr
    args: tuple[Path, ...]
    span: Span


Expr: TypeAlias = (
    Literal | FString | Variable | Attribute | CallExpr | IndexExpr | SliceExpr | ListExpr | CompExpr | RecordExpr
    | MapExpr | UnaryExpr | BinaryExpr | IfExpr | OtherwiseExpr | MatchExpr | RepeatExpr | PinnedExpr | GenericExpr
)  # fmt: skip

# --- declarations ----------------------------------------------------------------------------------------------------


@frozen
class FieldDecl:
    name: Name
    type: TypeExpr
    labels: tuple[Name, ...]
    default: Expr | None
    description: Text | None
    span: Span


@frozen
class SpreadFields:
    """`input ..S` or `output ..S` of a generic module."""

    name: Name
    span: Span


@frozen
class RuleDecl:
    """`ensure` or `prefer`; `source` is the condition on one line, spaced as the formatter does it."""

    condition: Expr
    text: Text | None
    source: str
    span: Span


@frozen
class GuideDecl:
    condition: Expr
    text: Text
    span: Span


@frozen
class ImportName:
    name: Name
    alias: Name | None


@frozen
class Import:
    path: Path
    names: tuple[ImportName, ...]
    span: Span


@frozen
class LabelDecl:
    name: Name
    description: Text | None
    span: Span


@frozen
class ZoneDecl:
    name: Name
    description: Text | None
    settings: tuple[Bind, ...]
    span: Span


@frozen
class ModelDecl:
    name: Name
    id: Text
    settings: tuple[Bind, ...]
    span: Span


@frozen
class MemberDecl:
    name: Name
    alias: Text | None
    description: Text | None
    span: Span


@frozen
class EnumDecl:
    name: Name
    description: Text | None
    members: tuple[MemberDecl, ...]
    span: Span


@frozen
class RecordDecl:
    name: Name
    description: Text | None
    doc: Text | None
    fields: tuple[FieldDecl, ...]
    ensures: tuple[RuleDecl, ...]
    span: Span


@frozen
class AliasDecl:
    name: Name
    type: TypeExpr
    span: Span


@frozen
class TextDecl:
    name: Name
    text: Text
    span: Span


@frozen
class SignatureDecl:
    name: Name
    base: Path | None
    doc: Text | None
    inputs: tuple[FieldDecl | SpreadFields, ...]
    outputs: tuple[FieldDecl | SpreadFields, ...]
    lets: tuple[Bind, ...]
    ensures: tuple[RuleDecl, ...]
    prefers: tuple[RuleDecl, ...]
    guides: tuple[GuideDecl, ...]
    examples: tuple[RecordExpr, ...]
    span: Span


@frozen
class Param:
    """`S: signature`."""

    name: Name
    kind: Name


@frozen
class ModuleDecl:
    name: Name
    params: tuple[Param, ...]
    like: Path | None
    doc: Text | None
    inputs: tuple[FieldDecl | SpreadFields, ...]
    outputs: tuple[FieldDecl | SpreadFields, ...]
    bindings: tuple[Bind, ...]
    bind_all: tuple[Name, ...]
    ensures: tuple[RuleDecl, ...]
    prefers: tuple[RuleDecl, ...]
    span: Span


@frozen
class Origin:
    """`from python "pkg.mod:function"`, `from mcp "SERVER" "tool"`."""

    kind: Name
    target: Text
    second: Text | None
    span: Span


@frozen
class ToolDecl:
    """`effect`: the words `pure` or `acts` as written, None when neither."""

    name: Name
    description: Text | None
    labels: tuple[Name, ...]
    doc: Text | None
    inputs: tuple[FieldDecl | SpreadFields, ...]
    outputs: tuple[FieldDecl | SpreadFields, ...]
    origin: Origin | None
    effect: Name | None
    settings: tuple[Bind, ...]
    span: Span


@frozen
class MetricDecl:
    name: Name
    subject: Path | None
    doc: Text | None
    inputs: tuple[FieldDecl | SpreadFields, ...]
    outputs: tuple[FieldDecl | SpreadFields, ...]
    bindings: tuple[Bind, ...]
    origin: Origin | None
    span: Span


@frozen
class Split:
    """`split train 0.5, dev 0.25`: shares (float) or counts (int)."""

    parts: tuple[tuple[Name, int | float], ...]
    span: Span


@frozen
class DataDecl:
    """`source`: one file, or a record of files by split."""

    name: Name
    subject: Path
    labels: tuple[Name, ...]
    source: Text | RecordExpr
    bindings: tuple[Bind, ...]
    split: Split | None
    extras: tuple[FieldDecl, ...]
    span: Span


@frozen
class Stub:
    name: Path
    value: RecordExpr
    span: Span


@frozen
class Expect:
    condition: Expr
    source: str
    span: Span


@frozen
class TestDecl:
    name: Text
    bindings: tuple[Bind, ...]
    expects: tuple[Expect, ...]
    stubs: tuple[Stub, ...]
    span: Span


@frozen
class GateDecl:
    name: Name
    subject: Path
    settings: tuple[Bind, ...]
    stubs: tuple[Stub, ...]
    span: Span


@frozen
class PolicyRule:
    """`kind`: stays, released, never. `names`: labels' or callables' names, in the order written."""

    kind: str
    subject: Name
    names: tuple[Name, ...]
    span: Span


@frozen
class PolicyDecl:
    name: Text | None
    rules: tuple[PolicyRule, ...]
    span: Span


@frozen
class BuildDecl:
    name: Name
    subject: Path
    settings: tuple[Bind, ...]
    stubs: tuple[Stub, ...]
    span: Span


Decl: TypeAlias = (
    Import | LabelDecl | ZoneDecl | ModelDecl | EnumDecl | RecordDecl | AliasDecl | TextDecl | SignatureDecl
    | ModuleDecl | ToolDecl | MetricDecl | DataDecl | TestDecl | GateDecl | PolicyDecl | BuildDecl
)  # fmt: skip


@frozen
class File:
    """A parsed file: the declarations that parsed, in order. Broken ones are left out, each with a diagnostic.

    `broken`: the names of those left out, as far as they could be read, so that uses of them are not called unknown.
    """

    path: str
    doc: Text | None
    declarations: tuple[Decl, ...]
    broken: tuple[Name, ...] = ()
