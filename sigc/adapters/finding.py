"""Where a reply states each output: behind marks, in JSON, in tags, on `name: value` lines.

Promise: each finder gives the statements of one form, with the repairs that it took; it decides nothing about values.
A name given twice with different texts is a problem of its own. Linear in the reply. May import: sigc.ir,
sigc.adapters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from sigc.adapters import blocks
from sigc.adapters.base import Repair
from sigc.adapters.choices import words_of
from sigc.adapters.coerce import coercion
from sigc.adapters.coercion import LOOSE, Words
from sigc.adapters.elements import data_of, unescape
from sigc.adapters.loose import Parsed, Unclosed, values_in
from sigc.adapters.pythonic import data_in
from sigc.adapters.shapes import by_field
from sigc.adapters.singles import core
from sigc.adapters.tables import has_table
from sigc.adapters.wording import cut_off
from sigc.ir import types as t
from sigc.ir.program import Task


@dataclass(frozen=True, slots=True)
class Statement:
    """What one part of a reply gives for the outputs, by name; `problem`: why it cannot be used anyway."""

    given: dict[str, Any]
    repairs: tuple[Repair, ...] = ()
    problem: str | None = None


Given: TypeAlias = tuple[dict[str, Any], tuple[Repair, ...]]
Finder: TypeAlias = tuple[str, Callable[[str, Task], Iterator[Statement]]]
"""A form's name, and what finds statements of it."""

_THOUGHT = re.compile(r"</think(?:ing)?>|◁/think▷|<\|channel\|>final<\|message\|>", re.IGNORECASE)
_OPEN_THOUGHT = re.compile(r"\s{0,64}(?:<think(?:ing)?>|◁think▷|<\|channel\|>analysis)", re.IGNORECASE)
_ASIDE = re.compile(
    r"\s{0,64}<(thoughts?|reasoning|reflection|scratchpad|analysis|inner_monologue)>.*?</\1>", re.IGNORECASE | re.DOTALL
)
_FINAL = re.compile(r"\b(?:final|corrected|revised)\b", re.IGNORECASE)
_DRAFT = re.compile(r"\b(?:draft|first (?:attempt|try|version)|initial(?:ly)?|sketch)\b", re.IGNORECASE)
_FENCED = re.compile(r"^[ \t]{0,8}```[\w-]{0,32}[ \t]*\n(.*?)^[ \t]{0,8}```[ \t]*$", re.DOTALL | re.MULTILINE)
_END = r"\[\[[ \t#]{0,6}(?:completed|end|done|/\w{1,64})[ \t#]{0,6}\]\]"


def without_thoughts(text: str, task: Task) -> tuple[str, tuple[Repair, ...]]:
    """A reply without the draft in front of it; nothing is left when it never came to an end."""
    end = _end_of_thoughts(text)
    names = {f.name.casefold() for f in task.outputs}
    if end and not names & {"think", "thinking"}:
        return text[end:], (Repair("thought"),)
    aside = _ASIDE.match(text)
    if aside and aside[1].casefold() not in names and text[aside.end() :].strip():
        return text[aside.end() :], (Repair("thought", "", 0.9),)
    return ("", (Repair("thought"),)) if _OPEN_THOUGHT.match(text) else (text, ())


def _end_of_thoughts(text: str) -> int:
    """Where the draft ends: behind the first end of one that was opened, since a value may speak of such ends too;
    behind the last where servers leave the opening out. 0 where there is none."""
    end, opened = 0, _OPEN_THOUGHT.match(text)
    if opened is None:
        return max((found.end() for found in _THOUGHT.finditer(text)), default=0)
    while opened is not None and (closed := _THOUGHT.search(text, opened.end())) is not None:
        end = closed.end()
        opened = _OPEN_THOUGHT.match(text, end)
    return end


# ---- marks and lines ---------------------------------------------------------------------------------------------


def marked(text: str, task: Task) -> Iterator[Statement]:
    """`[[name]] value`, however it is decorated; `[[ ## name ## ]]` too."""
    yield from _between(text, mark_of(task), task)


def mark_of(task: Task) -> re.Pattern[str]:
    """A mark of one of the task's outputs, or of the end."""
    return re.compile(
        rf"^[ \t]{{0,8}}(?:[-*>#]{{1,6}}[ \t]{{1,4}})?[*_`]{{0,3}}"
        rf"(?:\[\[[ \t#]{{0,6}}({_names(task)})[ \t#]{{0,6}}\]\]|{_END})[*_`]{{0,3}}:?",
        re.IGNORECASE | re.MULTILINE,
    )


def lined(text: str, task: Task) -> Iterator[Statement]:
    """`name: value` lines, in bold, in bullets, in a table of two columns; headings with the value below; TOON."""
    names = _names(task)
    line = re.compile(
        rf"^[ \t]{{0,8}}(?:(?:[-*+•>|]|\d{{1,2}}[.)])[ \t]{{1,4}})?[*_`\"'“‘]{{0,3}}({names})[*_`\"'”’]{{0,3}}"
        rf"[ \t]{{0,4}}(?:=>|->|→|[:=|])[*_]{{0,3}}"
        rf"|^#{{1,6}}[ \t]{{1,4}}[*_]{{0,3}}({names})[*_]{{0,3}}:?[ \t]*$|^\*\*({names})\*\*[ \t]*$"
        rf"|^\"?({names})\"?(?=\[\d{{1,9}}\](?:\{{[^}}\n]{{0,2000}}\}})?:)",
        re.IGNORECASE | re.MULTILINE,
    )
    yield from _between(text, line, task)


def _between(text: str, mark: re.Pattern[str], task: Task) -> Iterator[Statement]:
    """One statement from the texts between marks; the whole may stand in a fence."""
    repairs: list[Repair] = []
    inner = [block[1] for block in _FENCED.finditer(text) if mark.search(block[1])]
    if len(inner) == 1 and not mark.search(_FENCED.sub("", text)):
        text = inner[0]
        repairs.append(Repair("fence", "", 0.95))
    found = list(mark.finditer(text))
    if not any(group for m in found for group in m.groups()):
        return
    if text[: found[0].start()].strip():
        repairs.append(Repair("prose", "", 0.9))
    given: dict[str, Any] = {}
    problem = None
    for here, after in zip(found, [*found[1:], None], strict=True):
        name = _named(next((g for g in here.groups() if g), ""), task)
        said = _said(text[here.end() : after.start() if after else len(text)], in_table=here[0].endswith("|"))
        if _QUOTED_KEY.search(here[0]) and (quoted := _QUOTED.fullmatch(said.rstrip(",;"))):
            said = Words(quoted[1] or quoted[2] or "")
            repairs.append(Repair("quotes", name or "", 0.9))
        if name and given.get(name, said) != said:
            problem = f"the reply gives `{name}` more than once, and not the same; give it once"
        if name:
            given[name] = said
    yield Statement(given, tuple(repairs), problem)


_QUOTED_KEY = re.compile(r"['“‘].*['”’]")
_QUOTED = re.compile(r"'([^'\n]+)'|[“‘]([^“”‘’\n]+)[”’]")


def _said(text: str, in_table: bool) -> Words:
    """The text after a mark; below it, with the first line's indentation."""
    on_the_line = text.partition("\n")[0].strip()
    text = text.strip() if on_the_line else text.strip("\n").rstrip()
    return Words(text.rstrip("|").rstrip() if in_table else text)


def _names(task: Task) -> str:
    """An alternation of the names of outputs, words apart or together."""
    exact = [re.escape(f.name) for f in task.outputs]
    return "|".join([*exact, *("[ _-]?".join(map(re.escape, _parts(f.name))) for f in task.outputs)])


def _parts(name: str) -> list[str]:
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+|[^\W_]+", name) or [name]


def _named(found: str, task: Task) -> str | None:
    exact = next((f.name for f in task.outputs if f.name == found), None)
    folded = "".join(words_of(found))
    alike = [f.name for f in task.outputs if "".join(words_of(f.name)) == folded]
    return exact or (alike[0] if len(alike) == 1 else None)


def tagged(text: str, task: Task) -> Iterator[Statement]:
    """`<name>value</name>`."""
    given: dict[str, Any] = {}
    problem, opened = None, False
    for place in task.outputs:
        opening, closing = f"<{place.name}>", f"</{place.name}>"
        start = text.find(opening)
        end = text.find(closing, start)
        opened = opened or start >= 0
        if start >= 0 > end or (start < 0 and _ends_in(text, opening)):
            problem = problem or cut_off(place.name)
        if start >= 0 and end > 0:
            given[place.name] = data_of(text[start + len(opening) : end])
            if text.find(opening, end) >= 0:
                problem = f"the reply gives `{place.name}` more than once; give it once"
    if given or (opened and problem):
        yield Statement(given, (), problem)


def _ends_in(text: str, opening: str) -> bool:
    """Does a text stop in the middle of an opening tag?"""
    begun = text.rfind("<", max(0, len(text) - len(opening)))
    return begun >= 0 and opening.startswith(text[begun:].rstrip())


# ---- YAML ----------------------------------------------------------------------------------------------------------


def in_yaml(text: str, task: Task) -> Iterator[Statement]:
    """A document in blocks whose keys are the outputs."""
    start = re.search(
        rf"^(?:\"|')?(?:{_names(task)})(?:\"|')?[ \t]{{0,8}}:(?=\s|$)", text, re.IGNORECASE | re.MULTILINE
    )
    if start is None:
        return
    body, repairs = text[start.start() :], []
    fence = re.search(r"^```", body, re.MULTILINE)
    if fence is not None and "```" in text[: start.start()]:
        body = body[: fence.start()]
        repairs.append(Repair("fence", "", 0.95))
    if re.sub(r"```[\w-]*", "", text[: start.start()]).strip(" \n-"):
        repairs.append(Repair("prose", "", 0.9))
    try:
        tree = blocks.parse(body)
    except ValueError:
        return
    given, changes = _by_key(_worded(tree), task)
    if given:
        yield Statement(given, (*repairs, *changes))


def _worded(tree: blocks.Tree) -> Any:
    """A document with what stands on lines as text of a reply."""
    if isinstance(tree, dict):
        return {key: _worded(item) for key, item in tree.items()}
    if isinstance(tree, list):
        return [_worded(item) for item in tree]
    if isinstance(tree, blocks.Block):
        return str(tree)
    quoted = len(tree) > 1 and tree[0] == "'" == tree[-1]
    return tree[1:-1].replace("''", "'") if quoted else Words(tree)


# ---- JSON --------------------------------------------------------------------------------------------------------


def in_json(text: str, task: Task) -> Iterator[Statement]:
    """Objects whose keys are the outputs."""
    whole = _string(text)
    if whole is not None:
        yield from (_with(s, "double", 0.9) for s in in_json(whole, task))
        return
    found = list(_statements(text, task, _by_key))
    if not found and '\\"' in text:
        found = [_with(s, "escaped", 0.9) for s in _statements(text.replace('\\"', '"'), task, _by_key)]
    if not found and "&quot;" in text:
        found = [_with(s, "escaped", 0.9) for s in _statements(unescape(text), task, _by_key)]
    yield from found
    if not found and (data := data_in(text)) is not None:
        given, repairs = _by_key(data, task)
        if given:
            yield Statement(given, (Repair("python", "", 0.8), *repairs))


def unnamed(text: str, task: Task) -> Iterator[Statement]:
    """The value of the only output, as JSON without its name. What stands in a table is left to who reads tables."""
    if len(task.outputs) != 1 or has_table(text):
        return
    data = data_in(text)
    found = [] if data is not None else [_inline(s, text) for s in _statements(text, task, _alone)]
    items = [s.given[task.outputs[0].name] for s in found]
    if len(found) > 1 and isinstance(core(task.outputs[0].type), t.List) and all(isinstance(i, dict) for i in items):
        problem = next((s.problem for s in found if s.problem is not None), None)
        repairs = tuple(dict.fromkeys(r for s in found for r in s.repairs))
        found = [Statement({task.outputs[0].name: items}, (Repair("unbracketed", "", 0.8), *repairs), problem)]
    if data is not None:
        found = [Statement(_alone(data, task)[0], (Repair("python", "", 0.8),))]
    yield from found


def _inline(statement: Statement, text: str) -> Statement:
    """A list or object in the middle of a sentence may be something else, such as a reference."""
    lone = re.fullmatch(r"[^\n]*\w[^\n]*[\[{][^\n]*", text.strip()) and not _INTRODUCED.match(text)
    return _with(statement, "inline", 0.5) if lone and statement.problem is None else statement


_INTRODUCED = re.compile(r"[^\[{]{0,200}[:=]\s*[\[{]|\s*[\[{]")


def _string(text: str) -> str | None:
    """The text that a reply is a JSON string of."""
    if not text.strip().startswith('"{'):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def _with(statement: Statement, kind: str, confidence: float) -> Statement:
    return Statement(statement.given, (Repair(kind, "", confidence), *statement.repairs), statement.problem)


def _statements(text: str, task: Task, read: Callable[[Any, Task], Given]) -> Iterator[Statement]:
    parsed = list(values_in(text))
    drafts = _drafts(text, parsed)
    drafted = (Repair("draft", "", 0.8),) if drafts else ()
    for one in parsed:
        if one.start in drafts:
            continue
        given, repairs = read(one.value, task)
        if given:
            repairs = (
                *drafted,
                *_around(text, parsed),
                *(Repair(k, p, LOOSE.get(k, 0.8)) for k, p in one.mended),
                *repairs,
            )
            open_end = read is _by_key and isinstance(one.value, Unclosed) and len(given) < len(task.outputs)
            cut = one.cut[0] if one.cut else "" if open_end else None
            yield Statement(given, repairs, None if cut is None else cut_off(cut))


def _drafts(text: str, parsed: list[Parsed]) -> frozenset[int]:
    """Where values begin that are drafts by what is said before them, when the last one is called final."""
    if len(parsed) < 2:
        return frozenset()
    said = [text[max(a.end, b.start - 200) : b.start] for a, b in zip([_START, *parsed], parsed, strict=False)]
    if not _FINAL.search(said[-1]) or any(_FINAL.search(words) or not _DRAFT.search(words) for words in said[:-1]):
        return frozenset()
    return frozenset(one.start for one in parsed[:-1])


_START = Parsed(None, 0, 0)


def _around(text: str, parsed: list[Parsed]) -> tuple[Repair, ...]:
    """What stands outside of the JSON: a fence, prose."""
    ends = [0, *(p.end for p in parsed)]
    starts = [*(p.start for p in parsed), len(text)]
    outside = "".join(text[a:b] for a, b in zip(ends, starts, strict=True))
    fences = (Repair("fence", "", 0.95),) if "```" in outside else ()
    prose = re.sub(r"```\w*", "", outside).strip()
    return (*fences, Repair("prose", "", 0.9)) if prose else fences


def _by_key(value: Any, task: Task) -> Given:
    """What an object gives for the outputs; it may stand alone in a list, or in a wrapper of one key."""
    c = coercion(task.types)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        c.mend("single", "", 0.8)
        value = value[0]
    if not isinstance(value, dict):
        return {}, ()
    before = list(c.repairs)
    given = by_field(c, value, task.outputs, "")
    inside = [found for item in value.values() if (found := _inside(item, task)) and len(found) > len(given)]
    if len(inside) == 1 and len(given) < len(task.outputs):
        c.repairs = [*before, Repair("wrapper", "", 0.9)]
        given = by_field(c, inside[0], task.outputs, "")
    return given, tuple(c.repairs)


def _inside(item: Any, task: Task) -> dict[str, Any] | None:
    """An object that a wrapper holds, also as text, if it gives outputs and nothing else."""
    if isinstance(item, str) and item.lstrip()[:1] == "{":
        try:
            item = json.loads(item)
        except (ValueError, RecursionError):
            return None
    if not isinstance(item, dict) or not item:
        return None
    trial = coercion(task.types)
    given = by_field(trial, item, task.outputs, "")
    return item if given and len(given) == len(item) else None


def _alone(value: Any, task: Task) -> Given:
    name = task.outputs[0].name
    return ({}, ()) if value == [[name]] else ({name: value}, ())


MARKS: Finder = ("marks", marked)
JSON: Finder = ("json", in_json)
TAGS: Finder = ("tags", tagged)
YAML: Finder = ("yaml", in_yaml)
LINES: Finder = ("lines", lined)
UNNAMED: Finder = ("unnamed", unnamed)
