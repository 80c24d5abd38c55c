"""`match`: patterns are resolved against the matched type, arms narrow it, and together they must cover it.

Promise: a missing case is named; a pattern that can never fit, or comes too late, is reported. May import: sigc.base,
ir, syntax, check/core, fit, misfit, exhaustive, flow."""

from __future__ import annotations

from sigc.base.names import closest, sure
from sigc.base.source import Span
from sigc.check.core import LOST, Checker, Env, Local, Typed, Want, path_of
from sigc.check.exhaustive import Coverage, cases_of, left_over, taken_by
from sigc.check.fit import UNKNOWN, interval, is_text, is_unknown, join, without_none
from sigc.check.flow import Branch
from sigc.check.misfit import shown, variants_of
from sigc.ir.expr import AnyPat, Arm, LitPat, Match, Pattern, RangePat, VariantPat
from sigc.ir.types import Bool, EnumDef, Nothing, Optional, Ref, Type, Union, enum_of
from sigc.syntax import ast


def match(c: Checker, node: ast.MatchExpr, env: Env, hint: Type | None) -> Typed:
    return _match(c, node, env, lambda e, inner: c.infer(e, inner, hint), joined=True)


def check_match(c: Checker, node: ast.MatchExpr, env: Env, want: Want) -> Typed:
    return _match(c, node, env, lambda e, inner: c.check(e, inner, want), joined=False)


def _match(c: Checker, node: ast.MatchExpr, env: Env, branch: Branch, *, joined: bool) -> Typed:
    of = c.infer(node.of, env)
    path = path_of(node.of)
    coverage = Coverage(cases_of(of.type, c.types))
    arms: list[Arm] = []
    result: Typed | None = None
    sound = not is_unknown(of.type)
    for written in node.arms:
        here = left_over(of.type, coverage.left, c.types)
        patterns, ok = _patterns(c, written, of.type, env, coverage)
        sound = sound and ok
        inner = _inside(written, patterns, taken_by(here, patterns, c.types), env, path)
        body = branch(written.body, inner)
        arms.append(Arm(patterns, body.expr))
        result = _joined(c, result, body, written, node, joined=joined)
    if sound:
        _exhausted(c, node, of.type, coverage)
    return Typed(result.type, Match(of.expr, tuple(arms))) if result is not None else LOST


def _joined(
    c: Checker, result: Typed | None, body: Typed, written: ast.MatchArm, node: ast.MatchExpr, *, joined: bool
) -> Typed:
    if result is None:
        return body
    found = join(result.type, body.type, c.types)
    if found is None and joined:
        c.error(
            "SIG0316",
            "the arms have nothing in common",
            written.body.span,
            f"`{shown(body.type)}` beside `{shown(result.type)}`",
            note="a value has one type, whichever way it was chosen",
        )
    return Typed(found or UNKNOWN, body.expr)


def _inside(
    written: ast.MatchArm, patterns: tuple[Pattern, ...], type_: Type, env: Env, path: tuple[str, ...] | None
) -> Env:
    """The arm's environment: the matched path narrowed, the variant's name bound."""
    inner = env
    if path is not None and not is_unknown(type_) and (path in env.facts or path[0] in env.names):
        inner = inner.know({path: type_})
    for each, pattern in zip(written.patterns, patterns, strict=False):
        if each.bind is not None:
            variant = Ref(pattern.name) if isinstance(pattern, VariantPat) else UNKNOWN
            inner = inner.bind({each.bind.text: Local(variant, each.bind.span, "the matched value")})
    return inner


def _exhausted(c: Checker, node: ast.MatchExpr, of: Type, coverage: Coverage) -> None:
    missing = coverage.missing()
    if not missing:
        return
    if missing == ["_"] and coverage.left is None:
        c.error(
            "SIG0314",
            f"`match` on `{shown(of)}` needs `_`",
            _head(node),
            "not every value has an arm",
            help="add `_ -> …` for all other values",
        )
        return
    named = ", ".join(f"`{m}`" for m in missing[:4]) + (f" and {len(missing) - 4} more" if len(missing) > 4 else "")
    c.error(
        "SIG0314",
        f"`match` misses {named}",
        _head(node),
        f"`{shown(of)}` has {'this case' if len(missing) == 1 else 'these cases'} too",
        note="a `match` has an arm for every value",
        help=f"add `{' | '.join(missing[:3])} -> …`" if len(missing) <= 3 else "add the missing arms, or `_ -> …`",
    )


def _head(node: ast.MatchExpr) -> Span:
    return Span(node.span.path, node.span.start, node.of.span.end)


# --- patterns --------------------------------------------------------------------------------------------------------


def _patterns(
    c: Checker, arm: ast.MatchArm, of: Type, env: Env, coverage: Coverage
) -> tuple[tuple[Pattern, ...], bool]:
    """The lowered patterns, one for each written, and whether all were understood."""
    found: list[Pattern] = []
    ok = True
    for written in arm.patterns:
        pattern = _pattern(c, written, of, env)
        if pattern is None:
            ok = False
            found.append(AnyPat())
            continue
        found.append(pattern)
        if not is_unknown(of) and ok and not coverage.add(pattern):
            c.warn("SIG0331", "this pattern is never reached", written.span, "earlier arms cover it", help="remove it")
        if written.bind is not None and len(arm.patterns) > 1:
            c.error(
                "SIG0315",
                "a name needs a pattern of its own",
                written.span,
                "one of several patterns",
                help="give the variant its own arm",
            )
    return tuple(found), ok


def _pattern(c: Checker, written: ast.Pattern, of: Type, env: Env) -> Pattern | None:
    value = written.value
    if value is None:
        return AnyPat()
    if isinstance(value, tuple):
        return _range(c, written, value, of)
    if isinstance(value, ast.Literal):
        return _literal(c, written, value, of)
    return _named(c, written, value, of, env)


def _range(c: Checker, written: ast.Pattern, ends: tuple[float, float], of: Type) -> Pattern | None:
    plain = without_none(of)
    if interval(plain) is None or isinstance(plain, Bool):
        if is_unknown(of):
            return RangePat(*ends)
        return _never(c, written, of, "a range fits numbers only")
    if ends[0] > ends[1]:
        return _never(c, written, of, "the range is empty")
    return RangePat(*ends)


def _literal(c: Checker, written: ast.Pattern, literal: ast.Literal, of: Type) -> Pattern | None:
    value = literal.value
    pattern = LitPat(value)
    if is_unknown(of):
        return pattern
    if value is None:
        return pattern if isinstance(of, Optional | Nothing) else _never(c, written, of, "this is never none")
    cases = cases_of(without_none(of), c.types)
    enum = enum_of(without_none(of), c.types)
    if enum is not None and isinstance(value, str):
        member = enum.member(value)
        help_ = f"write the member without quotes: `{member.name}`" if member else None
        return _never(c, written, of, "a member has no quotes", help=help_)
    if cases is not None:
        if not any(case[0] == "value" and type(case[1]) is type(value) and case[1] == value for case in cases):
            words = [str(v) for k, v in cases if isinstance(v, str)]
            near = closest(value, words) if isinstance(value, str) else None
            return _never(c, written, of, "not one of its values", help=f'did you mean `"{near}"`?' if near else None)
        return pattern
    fits = is_text(without_none(of)) if isinstance(value, str) else interval(without_none(of)) is not None
    return pattern if fits else _never(c, written, of, "not of this type")


def _named(c: Checker, written: ast.Pattern, path: ast.Path, of: Type, env: Env) -> Pattern | None:
    """A member of the matched enum, `Enum.member`, or a variant of the matched union."""
    plain = without_none(of)
    name = path.parts[-1].text
    enums = [e for o in (plain.options if isinstance(plain, Union) else (plain,)) if (e := enum_of(o, c.types))]
    if len(path.parts) == 2:
        return _qualified(c, written, path, enums, of, env)
    if any(m.name == name for e in enums for m in e.members):
        if written.bind is not None:
            return _never(c, written, of, "a member binds no name")
        return LitPat(name)
    symbol = env.scope.find(name)
    variant = Ref(symbol.key) if symbol is not None and symbol.kind == "record" else None
    if variant is not None and (variant in (*variants_of(c, plain), plain) or is_unknown(of)):
        return VariantPat(variant.name, written.bind.text if written.bind else None)
    if is_unknown(of):
        return LitPat(name)
    return _report_pattern(c, written, name, enums, plain, of)


def _qualified(
    c: Checker, written: ast.Pattern, path: ast.Path, enums: list[EnumDef], of: Type, env: Env
) -> Pattern | None:
    owner, name = path.parts[0].text, path.parts[1].text
    symbol = env.scope.find(owner)
    enum = c.types.get(symbol.key) if symbol is not None else None
    if not isinstance(enum, EnumDef):
        c.unknown_name(owner, path.parts[0].span, env.scope.of_kind({"enum"}), env.scope, "enum")
        return None
    if enum not in enums and not is_unknown(of):
        return _never(c, written, of, f"`{owner}` is another enum")
    if not any(m.name == name for m in enum.members):
        near = closest(name, [m.name for m in enum.members])
        members = ", ".join(f"`{m.name}`" for m in enum.members[:6])
        help_ = f"did you mean `{owner}.{near}`?" if near else f"members are {members}"
        fix = sure(name, [m.name for m in enum.members])
        c.error(
            "SIG0208", f"`{owner}` has no member `{name}`", path.parts[1].span, "no such member", help=help_, fix=fix
        )
        return None
    return LitPat(name)


def _report_pattern(
    c: Checker, written: ast.Pattern, name: str, enums: list[EnumDef], plain: Type, of: Type
) -> Pattern | None:
    if enums:
        known = [m.name for e in enums for m in e.members]
        near = closest(name, known)
        by_wire = next((m.name for e in enums for m in e.members if m.wire == name), None)
        help_ = (
            f"did you mean `{near or by_wire}`?"
            if near or by_wire
            else "members are " + ", ".join(f"`{k}`" for k in known[:6])
        )
        fix = by_wire or sure(name, known)
        title = f"`{shown(plain)}` has no member `{name}`"
        c.error("SIG0208", title, written.span, "no such member", help=help_, fix=fix)
        return None
    variants = [v.name for v in variants_of(c, plain)]
    if variants:
        near = closest(name, variants)
        help_ = f"did you mean `{near}`?" if near else "its variants are " + ", ".join(f"`{v}`" for v in variants)
        title, fix = f"`{name}` is no variant of `{shown(plain)}`", sure(name, variants)
        c.error(
            "SIG0315", title, written.span, "no such variant", help=help_, fix=fix if written.bind is None else None
        )
        return None
    quoted = f'a text needs quotes: `"{name}"`' if is_text(plain) else None
    return _never(c, written, of, "a pattern never binds a name", help=quoted)


def _never(c: Checker, written: ast.Pattern, of: Type, why: str, *, help: str | None = None) -> Pattern | None:
    c.error("SIG0315", f"this pattern never fits `{shown(of)}`", written.span, why, help=help)
    return None
