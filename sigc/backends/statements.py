"""Expressions that need statements of their own, as the statements that a careful person would write.

Promise: what is evaluated, and under which sample number, is what runtime/evaluate.py evaluates.
May import: sigc.ir, sigc.runtime.walk, sigc.backends.

Reading order: `_assign`, which has a case for each construct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sigc.backends.expressions import Expressions, constant, scope_name, waits
from sigc.backends.knowledge import Scope
from sigc.backends.layout import WIDTH, Doc, Group, call, cat, flat
from sigc.backends.writing import Lines
from sigc.ir.expr import (
    AnyPat,
    Binary,
    Call,
    Comp,
    Expr,
    IfElse,
    Let,
    LitPat,
    Match,
    Not,
    Operator,
    Otherwise,
    Pattern,
    RangePat,
    Var,
    VariantPat,
)
from sigc.ir.program import Program
from sigc.ir.types import List
from sigc.ir.walk import children, reads
from sigc.runtime.walk import calls, rebuilt


class Statements(Lines):
    """Writes statements for one program."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._expressions = Expressions(program, self.used)

    def _assign(self, expr: Expr, target: str, scope: Scope) -> None:
        """Statements after which `target` has the value of an expression."""
        if self._fits(expr, target, scope):
            self._put(cat(f"{target} = ", self._expressions.write(expr, scope)))
            return
        match expr:
            case IfElse(condition, then, orelse):
                self._declare(target)
                test = self._value(condition, f"{target}_test", scope)
                with self._block(cat("if ", test, ":")):
                    self._assign(then, target, scope)
                with self._block("else:"):
                    self._assign(orelse, target, scope)
            case Binary(op, left, right) if op in ("and", "or"):
                self._assign(left, target, scope)
                with self._block(f"if {target}:" if op == "and" else f"if not {target}:"):
                    self._assign(right, target, scope)
            case Match():
                self._match(expr, target, scope)
            case Otherwise(first, then) if calls(first):
                self._declare(target)
                with self._block("try:"):
                    self._assign(first, target, scope)
                self.used.add("CallFailed")
                with self._block("except CallFailed:"):
                    self._assign(then, target, scope)
            case Otherwise(first, _):
                self._assign(first, target, scope)
            case Let():
                self._assign(expr.body, target, self._let(expr, scope))
            case Comp():
                self._put(cat(f"{target} = ", self._value(expr, target, scope)))
            case _:
                rest, scope = self._lifted(expr, target, scope)
                self._put(cat(f"{target} = ", self._expressions.write(rest, scope)))

    def _fits(self, expr: Expr, target: str, scope: Scope) -> bool:
        """Whether an expression is written in one piece: it needs no statements and, if there is something to wait for
        in it, its line is not too long."""
        if not self._expressions.inline(expr):
            return False
        long = self._indent + len(f"{target} = {flat(self._expressions.write(expr, scope))}") > WIDTH
        return not (long and waits(expr))

    def _return(self, expr: Expr, hint: str, scope: Scope) -> None:
        self._put(cat("return ", self._value(expr, hint, scope)))

    def _value(self, expr: Expr, hint: str, scope: Scope) -> Doc:
        """An expression's text, after the statements that it needs."""
        if self._fits(expr, hint, scope):
            return self._expressions.write(expr, scope)
        if isinstance(expr, Comp):
            return self._each(expr, hint, scope) if calls(expr) else self._comp_by_function(expr, hint, scope)
        name = self._fresh(f"{hint}_value" if hint in self._taken else hint)
        self._assign(expr, name, scope)
        return name

    def _lifted(self, expr: Expr, hint: str, scope: Scope) -> tuple[Expr, Scope]:
        """An operation whose operands need statements or waiting: these first, together, under names of their own."""
        found: list[tuple[str, Expr]] = []
        waiting = waits(expr)

        def lift(part: Expr) -> Expr:
            waited = any(part is w for w in waiting)
            if waited or not (calls(part) or self._expressions.inline(part)):
                name = f"${len(found)}"
                found.append((name, part))
                return Var(name)
            return rebuilt(part, lift) if calls(part) or not self._expressions.inline(part) else part

        rest = rebuilt(expr, lift)
        inner = scope
        for name, part in found:
            inner = inner.having(name, self._fresh(f"{hint}_{name[1:]}"), self._expressions.type_of(part, scope))
        called = [(name, part) for name, part in found if calls(part)]
        for name, part in found:
            if not calls(part) or len(called) == 1:
                self._assign(part, inner.names[name], scope)
        if len(called) > 1:
            running = [self._awaitable(part, inner.names[name], scope) for name, part in called]
            targets = ", ".join(inner.names[name] for name, _ in called)
            self._put(cat(f"{targets} = ", self._together(running)))
        return rest, inner

    def _let(self, let: Let, scope: Scope) -> Scope:
        inner = scope
        for name, value in let.bindings:
            inner = inner.having(name, self._fresh(name), self._expressions.type_of(value, scope))
        called = [(n, v) for n, v in let.bindings if calls(v)]
        for name, value in let.bindings:
            if not calls(value) or len(called) == 1:
                self._assign(value, inner.names[name], scope)
        if len(called) > 1:
            running = [self._awaitable(value, name, scope) for name, value in called]
            targets = ", ".join(inner.names[name] for name, _ in called)
            self._put(cat(f"{targets} = ", self._together(running)))
        return inner

    def _awaitable(self, expr: Expr, hint: str, scope: Scope) -> Doc:
        """Text of something to await: a call as it is, all else as a function of its own."""
        if isinstance(expr, Call) and not waits(expr) and all(map(self._expressions.inline, children(expr))):
            return self._expressions.call(expr, scope)
        name = self._fresh(f"get_{hint}")
        with self._function(f"async def {name}() -> Any:"):
            self._return(expr, hint, scope)
        return f"{name}()"

    def _together(self, running: Sequence[Doc]) -> Doc:
        self.used.add("together")
        return call("await together", *running)

    # ---- match

    def _match(self, match: Match, target: str, scope: Scope) -> None:
        self._declare(target)
        subject = self._value(match.of, f"{target}_of", scope)
        plain = all(isinstance(p, LitPat | AnyPat) for arm in match.arms for p in arm.patterns)
        if plain and len(match.arms) > 1:
            self._match_statement(match, subject, target, scope)
            return
        named: Doc = subject if isinstance(subject, str) and subject.isidentifier() else self._fresh(f"{target}_of")
        if named is not subject:
            self._put(cat(f"{named} = ", subject))
        for i, arm in enumerate(match.arms):
            anything = i > 0 and any(isinstance(p, AnyPat) for p in arm.patterns)
            head = cat("if " if i == 0 else "elif ", self._test(arm.patterns, named), ":")
            with self._block("else:" if anything else head):
                self._assign(arm.body, target, self._bound(arm.patterns, named, scope))
            if anything:
                return
        with self._block("else:"):
            self._no_arm()

    def _match_statement(self, match: Match, subject: Doc, target: str, scope: Scope) -> None:
        with self._block(cat("match ", subject, ":")):
            for arm in match.arms:
                anything = any(isinstance(p, AnyPat) for p in arm.patterns)
                words = " | ".join(constant(p.value) for p in arm.patterns if isinstance(p, LitPat))
                with self._block(f"case {'_' if anything else words}:"):
                    self._assign(arm.body, target, scope)
                if anything:
                    return
            with self._block("case _:"):
                self._no_arm()

    def _no_arm(self) -> None:
        self.used.add("ops")
        self._put('raise ops.ValueFailure("no arm of the match fits the value")')

    def _test(self, patterns: Sequence[Pattern], subject: Doc) -> Doc:
        tests = [self._one_test(p, subject) for p in patterns]
        return tests[0] if len(tests) == 1 else Group("any((", tuple(tests), "))")

    def _one_test(self, pattern: Pattern, subject: Doc) -> Doc:
        match pattern:
            case AnyPat():
                return "True"
            case LitPat(value) if value is None or isinstance(value, bool):
                return cat(subject, f" is {value}")
            case LitPat(value):
                return cat(subject, f" == {constant(value)}")
            case RangePat(lo, hi):
                return cat(f"{lo!r} <= ", subject, f" <= {hi!r}")
            case VariantPat(name):
                return self._expressions.is_variant(subject, name)[0]

    def _bound(self, patterns: Sequence[Pattern], subject: Doc, scope: Scope) -> Scope:
        for p in patterns:
            if isinstance(p, VariantPat) and p.bind is not None:
                name = self._fresh(p.bind)
                self.used.add("ops")
                self._put(cat(f"{name} = ", call("ops.spread_", subject)))
                scope = scope.having(p.bind, name, None)
        return scope

    # ---- comprehensions

    def _each(self, comp: Comp, hint: str, scope: Scope) -> Doc:
        """A comprehension with calls: for every clause a function of one element, run together."""
        rows: Doc | None = None
        names: list[str] = []
        outer, scope = scope.run, replace(scope, run="run")
        for i, clause in enumerate(comp.clauses):
            last = i == len(comp.clauses) - 1
            source = self._sources(clause.source, len(clause.names), rows, names, f"{hint}_rows", scope)
            spellings = {name: self._fresh(name) for name in clause.names}
            scope = self._expressions.inside(clause, scope, spellings)
            names += [n for n in spellings.values() if n not in names]
            function = self._fresh(f"each_{hint}" if last else f"{hint}_{i}")
            item = names[0] if len(names) == 1 else "item"
            with self._function(f"async def {function}(run: Run, {item}: Any) -> list[Any]:"):
                if len(names) > 1:
                    self._put(f"{', '.join(names)} = item")
                for condition in clause.conditions:
                    with self._block(cat("if ", self._value(_opposite(condition), f"skip_{hint}", scope), ":")):
                        self._put("return []")
                self._put(cat("return [", self._element(comp, scope) if last else _tuple(names), "]"))
            rows = call(f"await {outer}.each", source, function)
        assert rows is not None
        return cat("dict(", rows, ")") if comp.key is not None else rows

    def _element(self, comp: Comp, scope: Scope) -> Doc:
        if comp.key is None:
            return self._value(comp.body, "value", scope)
        self.used.add("ops")
        key = self._value(comp.key, "key", scope)
        return cat("(", call("ops.map_key", key), ", ", self._value(comp.body, "value", scope), ")")

    def _sources(self, source: Expr, parts: int, rows: Doc | None, names: list[str], hint: str, scope: Scope) -> Doc:
        """The items of a clause; behind other clauses, each with the names bound so far."""
        if rows is None:
            value = self._value(source, hint, scope)
            if parts == 1 and isinstance(self._expressions.type_of(source, scope), List):
                return value
            self.used.add("ops")
            return call("ops.items_of", value, str(parts))
        name, function = self._fresh(hint), self._fresh(f"get_{hint}")
        self.used.add("ops")
        with self._function(f"async def {function}(item: Any) -> list[Any]:"):
            self._put(f"{_tuple(names)} = item")
            value = self._value(source, "source", scope)
            each = "*each" if parts > 1 else "each"
            head = _tuple([*names, each])
            self._put(cat(f"return [{head} for each in ", call("ops.items_of", value, str(parts)), "]"))
        self.used.add("together")
        self._put(cat(f"{name} = await together(*[{function}(row) for row in ", rows, "])"))
        return f"[item for items in {name} for item in items]"

    def _comp_by_function(self, comp: Comp, hint: str, scope: Scope) -> Doc:
        """A pure comprehension whose parts need statements: they become functions of the names in scope."""
        scope_, parts = scope, []
        for clause in comp.clauses:
            source = self._by_function(clause.source, f"{hint}_items", scope_)
            spellings = {name: scope_name(name, scope_) for name in clause.names}
            scope_ = self._expressions.inside(clause, scope_, spellings)
            self.used.add("ops")
            parts.append(
                cat(f"for {', '.join(spellings.values())} in ", call("ops.items_of", source, str(len(spellings))))
            )
            parts += [cat("if ", self._by_function(c, f"{hint}_if", scope_)) for c in clause.conditions]
        body = self._by_function(comp.body, f"{hint}_item", scope_)
        if comp.key is None:
            return Group("[", (body, *parts), "]", words=True)
        key = call("ops.map_key", self._by_function(comp.key, f"{hint}_key", scope_))
        return Group("{", (cat(key, ": ", body), *parts), "}", words=True)

    def _by_function(self, expr: Expr, hint: str, scope: Scope) -> Doc:
        if self._expressions.inline(expr):
            return self._expressions.write(expr, scope)
        name, names = self._fresh(hint), sorted(reads(expr))
        spellings = [scope.names[n] for n in names]
        with self._function(cat(f"def {name}", Group("(", tuple(f"{s}: Any" for s in spellings), ")"), " -> Any:")):
            self._return(expr, hint, scope)
        return call(name, *spellings)


def _tuple(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _opposite(condition: Expr) -> Expr:
    """The condition under which an element is left out."""
    if isinstance(condition, Not):
        return condition.of
    if isinstance(condition, Binary) and condition.op in _OPPOSITE:
        return replace(condition, op=_OPPOSITE[condition.op])
    return Not(condition)


_OPPOSITE: dict[str, Operator] = {"==": "!=", "!=": "==", "in": "not in", "not in": "in"}
