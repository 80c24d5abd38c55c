"""The table of expression rules: one entry a node of the syntax tree.

`INFER` finds a type, `CHECK` holds an expression against a demanded one; kinds without a CHECK entry are inferred and
then fitted. May import: check's expression files."""

from __future__ import annotations

from sigc.check import calls, flow, literals, loops, matching, operators, places
from sigc.check.core import CheckRule, InferRule
from sigc.syntax import ast

INFER: dict[type, InferRule] = {
    ast.Literal: places.literal,
    ast.FString: places.fstring,
    ast.Variable: places.variable,
    ast.Attribute: places.attribute,
    ast.IndexExpr: places.index,
    ast.SliceExpr: places.slice_,
    ast.CallExpr: calls.call,
    ast.ListExpr: literals.list_,
    ast.CompExpr: literals.comprehension,
    ast.RecordExpr: literals.record,
    ast.MapExpr: literals.map_,
    ast.UnaryExpr: operators.unary,
    ast.BinaryExpr: operators.binary,
    ast.IfExpr: flow.if_else,
    ast.OtherwiseExpr: flow.otherwise,
    ast.MatchExpr: matching.match,
    ast.RepeatExpr: loops.repeat,
    ast.PinnedExpr: flow.pinned,
    ast.GenericExpr: flow.generic,
}

CHECK: dict[type, CheckRule] = {
    ast.Literal: places.check_literal,
    ast.ListExpr: literals.check_list,
    ast.CompExpr: literals.check_comprehension,
    ast.RecordExpr: literals.check_record,
    ast.MapExpr: literals.check_map,
    ast.IfExpr: flow.check_if,
    ast.OtherwiseExpr: flow.check_otherwise,
    ast.MatchExpr: matching.check_match,
}
