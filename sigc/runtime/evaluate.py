"""Graph expressions at run time: pure parts in one step of values/, calls awaited, independent parts together.

Promise: `match`, `if`, `and`, `or` and `otherwise` evaluate only what they choose; elements of a comprehension run
together under the sample numbers 0, 1, 2 …; nothing is evaluated twice. Expressions are prepared once per program.
May import: sigc.ir, sigc.values, sigc.runtime."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from sigc.ir.expr import TURN, Binary, Call, Comp, Expr, For, IfElse, Let, Match, Otherwise, Repeat, Var
from sigc.ir.types import Types
from sigc.runtime.bindings import Bindings, Env, Step
from sigc.runtime.errors import CallFailed
from sigc.runtime.together import each, sample_of, together
from sigc.runtime.walk import calls, next_value, rebuilt, turn_of
from sigc.values.evaluate import compiled, turns_of
from sigc.values.operations import ValueFailure, items_of, map_key
from sigc.values.patterns import bound_by, matches_pattern


class Callee(Protocol):
    """Who carries out calls."""

    async def __call__(self, kind: str, target: str, inputs: dict[str, Any], sample: int, /) -> Any: ...


class Prepare:
    """Turns expressions into steps, for one program."""

    def __init__(self, types: Types, call: Callee) -> None:
        self._types, self._call = types, call

    def step(self, expr: Expr) -> Step:
        """The step of any expression."""
        if not calls(expr):
            return self._pure(expr)
        special = self._special(expr)
        return special if special is not None else self._strict(expr)

    def _pure(self, expr: Expr) -> Step:
        code, types = compiled(expr), self._types

        async def pure(env: Env, sample: int) -> Any:
            return code(env, types)

        return pure

    def _strict(self, expr: Expr) -> Step:
        """An operation whose operands are all needed: those that call run together, the rest is pure."""
        waits: dict[str, Step] = {}

        def lift(part: Expr) -> Expr:
            if not calls(part):
                return part
            special = self._special(part)
            if special is None:
                return rebuilt(part, lift)
            name = f"${len(waits)}"
            waits[name] = special
            return Var(name)

        rest, types = compiled(rebuilt(expr, lift)), self._types
        names, steps = tuple(waits), tuple(waits.values())

        async def strict(env: Env, sample: int) -> Any:
            found = await together(*(step(env, sample) for step in steps))
            return rest({**env, **dict(zip(names, found, strict=True))}, types)

        return strict

    def _special(self, expr: Expr) -> Step | None:
        """The step of a construct that decides what is evaluated; None for plain operations."""
        match expr:
            case Call():
                return self._call_step(expr)
            case Otherwise(first, then):
                return self._otherwise(first, then)
            case IfElse(condition, then, orelse):
                return self._if_else(condition, then, orelse)
            case Match():
                return self._match(expr)
            case Binary(op, left, right) if op in ("and", "or"):
                return self._shortcut(op, left, right)
            case Comp():
                return self._comp(expr)
            case Let():
                return self._let(expr)
            case Repeat():
                return self._repeat(expr)
        return None

    def _call_step(self, call: Call) -> Step:
        kind, target, types, carry_out = call.kind, call.target, self._types, self._call
        pure = tuple((name, compiled(arg)) for name, arg in call.args if not calls(arg))
        waits = tuple((name, self.step(arg)) for name, arg in call.args if calls(arg))

        async def ask(env: Env, sample: int) -> Any:
            args = {name: code(env, types) for name, code in pure}
            if waits:
                found = await together(*(step(env, sample) for _, step in waits))
                args.update(zip((name for name, _ in waits), found, strict=True))
            return await carry_out(kind, target, args, sample)

        return ask

    def _otherwise(self, first: Expr, then: Expr) -> Step:
        try_first, else_then = self.step(first), self.step(then)

        async def otherwise(env: Env, sample: int) -> Any:
            try:
                return await try_first(env, sample)
            except CallFailed:
                pass
            return await else_then(env, sample)

        return otherwise

    def _if_else(self, condition: Expr, then: Expr, orelse: Expr) -> Step:
        test, yes, no = self.step(condition), self.step(then), self.step(orelse)

        async def if_else(env: Env, sample: int) -> Any:
            return await (yes if await test(env, sample) else no)(env, sample)

        return if_else

    def _shortcut(self, op: str, left: Expr, right: Expr) -> Step:
        one, two, stops = self.step(left), self.step(right), op == "or"

        async def shortcut(env: Env, sample: int) -> Any:
            value = await one(env, sample)
            return value if bool(value) is stops else await two(env, sample)

        return shortcut

    def _match(self, match: Match) -> Step:
        subject, types = self.step(match.of), self._types
        arms = tuple((pattern, self.step(arm.body)) for arm in match.arms for pattern in arm.patterns)

        async def choose(env: Env, sample: int) -> Any:
            value = await subject(env, sample)
            for pattern, body in arms:
                if matches_pattern(value, pattern, types):
                    return await body({**env, **bound_by(value, pattern)}, sample)
            raise ValueFailure("no arm of the match fits")

        return choose

    def _let(self, let: Let) -> Step:
        names = tuple(name for name, _ in let.bindings)
        steps = tuple(self.step(value) for _, value in let.bindings)
        body = self.step(let.body)

        async def bind(env: Env, sample: int) -> Any:
            values = await together(*(step(env, sample) for step in steps))
            return await body({**env, **dict(zip(names, values, strict=True))}, sample)

        return bind

    def _repeat(self, loop: Repeat) -> Step:
        """Turns one after the other, each as a sample of its own; what is independent in a turn runs together."""
        first, names = self._together([value for _, value in loop.carried]), [name for name, _ in loop.carried]
        head = self._together([e for e in (loop.source, loop.limit) if e is not None])
        bound, rebound = turn_of(loop), [name for name, _ in loop.body if name in names]
        body = Bindings(bound, [self.step(b.value) for b in bound])
        until = self.step(loop.until) if loop.until is not None else None

        async def repeat(env: Env, sample: int) -> Any:
            values, known = await together(first(env, sample), head(env, sample))
            carried: dict[str, Any] = dict(zip(names, values, strict=True))
            source = known[0] if loop.source is not None else None
            limit = known[0] if loop.limit is not None else None
            for turn, item in enumerate(turns_of(loop, source, limit), 1):
                here = {**env, **carried, TURN: turn}
                if loop.item is not None:
                    here[loop.item] = item
                number = sample_of(sample, turn - 1)
                await body.run(here, number)
                carried |= {name: here[next_value(name)] for name in rebound}
                if until is not None and await until({**here, **carried}, number):
                    break
            return carried

        return repeat

    def _together(self, parts: Sequence[Expr]) -> Callable[[Env, int], Awaitable[list[Any]]]:
        steps = [self.step(part) for part in parts]

        async def run(env: Env, sample: int) -> list[Any]:
            return await together(*(step(env, sample) for step in steps))

        return run

    def _comp(self, comp: Comp) -> Step:
        """All clauses but the last are run one after the other, each over all elements of the one before."""
        *outer, last = (self._clause(clause) for clause in comp.clauses)
        body = self.step(comp.body)
        key = self.step(comp.key) if comp.key is not None else None

        async def element(env: Env, sample: int) -> tuple[Any, ...]:
            if key is None:
                return (await body(env, sample),)
            return (tuple(await together(key(env, sample), body(env, sample))),)

        async def keep(env: Env, sample: int) -> tuple[Env, ...]:
            return (env,)

        async def comprehension(env: Env, sample: int) -> Any:
            rows: list[Any] = [env]
            for clause in outer:
                rows = await clause(rows, keep, sample)
            found = await last(rows, element, sample)
            return found if key is None else {map_key(k): value for k, value in found}

        return comprehension

    def _clause(self, clause: For) -> Callable[[list[Any], Any, int], Awaitable[list[Any]]]:
        """`for … in source if …` over rows of names in scope; `then` makes of each kept row what it gives."""
        source, names = self.step(clause.source), clause.names
        conditions = tuple(self.step(condition) for condition in clause.conditions)

        def bound(env: Env, item: Any) -> Env:
            return {**env, **(dict(zip(names, item, strict=True)) if len(names) > 1 else {names[0]: item})}

        async def over(
            rows: list[Any], then: Callable[[Env, int], Awaitable[tuple[Any, ...]]], sample: int
        ) -> list[Any]:
            async def one(number: int, env: Env) -> tuple[Any, ...]:
                for condition in conditions:
                    if not await condition(env, number):
                        return ()
                return await then(env, number)

            sources = await together(*(source(env, sample) for env in rows))
            inner = [
                bound(env, item)
                for env, items in zip(rows, sources, strict=True)
                for item in items_of(items, len(names))
            ]
            return await each(inner, one, sample)

        return over
