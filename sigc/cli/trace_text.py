"""A trace as lines of text: one tree a run.

Promise: never fails on what a damaged file holds; without `full` no line is wider than asked for. May import:
sigc.runtime.tracefile."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from sigc.runtime.tracefile import Step, Traces

LEAST = 40
"""Columns below which lines are not cut further."""
CONTENT = ("inputs", "messages", "reply", "thinking", "calls", "outputs", "repairs")


def shown(traces: Traces, width: int, *, full: bool = False, only: int | None = None) -> Iterator[str]:
    """All runs, or that of the number `only` (from 1; negative: from the end)."""
    picked = list(enumerate(traces.runs, 1))
    if only is not None:
        at = only - 1 if only > 0 else len(picked) + only
        picked = picked[at : at + 1] if 0 <= at < len(picked) else []
    for number, run in picked:
        yield from _lines(run, f"run {number}: ", "", "", max(width, LEAST), full)
        yield _total(run)
    if only is None and traces.strays:
        yield "steps whose run is not in the file:"
        for step in traces.strays:
            yield from _lines(step, "", "", "", max(width, LEAST), full)
    if not picked and not traces.strays:
        yield "no run"


def _lines(step: Step, title: str, head: str, rest: str, width: int, full: bool) -> Iterator[str]:
    """A step and all inside. `head`: what stands before its first line, `rest`: before the following ones."""
    yield _cut(f"{head}{title}{_said(step.line)}", width)
    below = rest + ("│ " if step.inside else "  ")
    for text in _content(step.line, full):
        yield _cut(f"{below}  {text}", None if full else width).rstrip()
    for attempt in _attempts(step.line):
        yield _cut(f"{below}  {attempt}", width)
    for position, inner in enumerate(step.inside):
        last = position == len(step.inside) - 1
        yield from _lines(
            inner, "", f"{rest}{'└─ ' if last else '├─ '}", f"{rest}{'   ' if last else '│  '}", width, full
        )


def _said(line: dict[str, Any]) -> str:
    """What a step is and how it went, in one line."""
    words = [str(line.get("kind", "?")), str(line.get("name", "?"))]
    if line.get("strategy") not in (None, "predict"):
        words.append(f"by {line['strategy']}")
    if line.get("sample"):
        words.append(f"sample {line['sample']}")
    words.append(_duration(line.get("ms")))
    usage = line.get("usage")
    if isinstance(usage, dict):
        words.append(f"{usage.get('input', '?')}+{usage.get('output', '?')} tokens")
        words.append("cached" if line.get("cached") else _money(line.get("cost")))
    if line.get("finish") not in (None, "stop"):
        words.append(f"ended by {line['finish']}")
    if line.get("withheld"):
        words.append("content withheld by a policy")
    error = line.get("error")
    if isinstance(error, dict):
        reason = error.get("reason")
        words.append(f"FAILED {error.get('code', '?')}" + (f": {reason}" if reason else ""))
    return "  ".join([" ".join(words[:2]), *(word for word in words[2:] if word)])


def _content(line: dict[str, Any], full: bool) -> Iterator[str]:
    """The content of a step: in full, or the values that go in and out, and repairs, a line each."""
    for name in CONTENT:
        value = line.get(name)
        if value in (None, [], {}):
            continue
        if name == "messages" and isinstance(value, list):
            yield from _messages(value) if full else ()
        elif name == "repairs" and isinstance(value, list):
            yield "repaired: " + ", ".join(_repair(item) for item in value)
        elif full and isinstance(value, str):
            yield from (f"{name}: {value}" if "\n" not in value else f"{name}:\n{value}").splitlines()
        elif full or line.get("kind") in ("module", "tool", "row"):
            yield f"{name}: {json.dumps(value, ensure_ascii=False)}"


def _messages(messages: list[Any]) -> Iterator[str]:
    for message in messages:
        told = message if isinstance(message, dict) else {"role": "?", "content": message}
        yield f"--- {told.get('role', '?')}"
        yield from str(told.get("content", "")).splitlines()
        more = {name: value for name, value in told.items() if name not in ("role", "content")}
        if more:
            yield json.dumps(more, ensure_ascii=False)


def _repair(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    place = f" at {item['path']}" if item.get("path") else ""
    return f"{item.get('kind', '?')}{place} ({item.get('confidence', '?')})"


def _attempts(line: dict[str, Any]) -> Iterator[str]:
    """Each attempt, when there was more than one or it failed."""
    attempts = line.get("attempts")
    if not isinstance(attempts, list):
        return
    told = [attempt for attempt in attempts if isinstance(attempt, dict)]
    if len(told) < 2 and not any("error" in attempt for attempt in told):
        return
    for number, attempt in enumerate(told, 1):
        error = attempt.get("error")
        how = f"{error.get('code', '?')} {error.get('reason', '')}" if isinstance(error, dict) else "answered"
        yield f"attempt {number}  {_duration(attempt.get('ms'))}  {how}".rstrip()


def _total(run: Step) -> str:
    """Requests, tokens and money of a run."""
    calls = paid = tokens = 0
    cost: float | None = 0.0
    waiting = [run]
    while waiting:
        step = waiting.pop()
        waiting += step.inside
        usage = step.line.get("usage")
        if step.line.get("kind") != "model" or not isinstance(usage, dict):
            continue
        calls += 1
        if step.line.get("cached"):
            continue
        paid += 1
        tokens += sum(n for n in (usage.get("input"), usage.get("output")) if isinstance(n, int))
        price = step.line.get("cost")
        cost = cost + price if cost is not None and isinstance(price, int | float) else None
    kept = f" ({calls - paid} cached)" if calls > paid else ""
    return f"  {calls} request{'' if calls == 1 else 's'}{kept}  {tokens} tokens  {_money(cost) or 'cost unknown'}"


def _duration(ms: Any) -> str:
    if not isinstance(ms, int | float):
        return ""
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.1f} ms"


def _money(usd: Any) -> str:
    return f"${usd:.6f}".rstrip("0").rstrip(".") if isinstance(usd, int | float) else ""


def _cut(line: str, width: int | None) -> str:
    """A line without control characters, which a terminal might obey, cut to columns: wide signs take two."""
    out: list[str] = []
    columns = 0
    for sign in line:
        sign = " " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign
        columns += 0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if width is not None and columns > width - 1:
            return "".join(out) + "…"
        out.append(sign)
    return "".join(out)
