"""Small worlds for the passes: programs built by hand, and models that are deterministic functions of the prompt.

A world's model reads the rendered prompt with the adapters' own inverse and answers by a rule, so what a pass learns
must reach the model through the prompt or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sigc.adapters.base import Prompt, Turn
from sigc.adapters.registry import HOMES, adapter_named
from sigc.evaluate.rows import Row, content_key
from sigc.ir.expr import Attr, Binary, Call, Expr, Format, Shown, Var
from sigc.ir.program import Binding, Metric, Module, Node, Program, Signature, Slots
from sigc.ir.types import EnumDef, Field, Member, RecordDef, Ref, Str, Type, TypeDef
from sigc.ir.types import List as ListType
from sigc.ir.types import Optional as OptionalType
from sigc.lm.base import LM, Message, Reply, Request, Usage
from sigc.offline.model import turn_of
from sigc.passes.base import Bench, Event

Answer = Callable[[Prompt], Mapping[str, Any]]

COLORS = ("red", "green", "blue", "yellow")
SORT = Signature("Sort", "Name the color.", (Field("text", Str()),), (Field("color", Ref("Color")),))
COLOR = EnumDef("Color", tuple(Member(c) for c in COLORS))
EXACT = Metric(
    "exact",
    Binary("==", Attr(Var("got"), "color"), Attr(Var("want"), "color")),
    Format(("the color is ", Shown(Attr(Var("want"), "color"), Ref("Color")))),
)


def alone(signature: Signature, types: Mapping[str, TypeDef], slots: Slots = Slots()) -> Program:
    """A signature as a program of its own."""
    args = tuple((f.name, Var(f.name)) for f in signature.inputs)
    bindings = [Binding("answer", Call("node", signature.name, args))]
    bindings += [Binding(f.name, Attr(Var("answer"), f.name)) for f in signature.outputs]
    module = Module(signature.name, signature.inputs, signature.outputs, tuple(bindings))
    return Program(
        entry=signature.name,
        types=dict(types),
        signatures={signature.name: signature},
        nodes={signature.name: Node(signature.name, signature.name, slots)},
        modules={signature.name: module},
    )


def sort_program(slots: Slots = Slots()) -> Program:
    return alone(SORT, {"Color": COLOR}, slots)


def chain_program() -> Program:
    """Two nodes: `Two.hint` writes a hint about the text, `Two.sort` sorts by the hint alone."""
    hint = Signature("Hint", "Write a hint.", (Field("text", Str()),), (Field("hint", Str()),))
    sort = Signature("ByHint", "Name the color.", (Field("hint", Str()),), (Field("color", Ref("Color")),))
    bindings: tuple[tuple[str, Expr], ...] = (
        ("hint", Call("node", "Two.hint", (("text", Var("text")),))),
        ("sort", Call("node", "Two.sort", (("hint", Attr(Var("hint"), "hint")),))),
        ("color", Attr(Var("sort"), "color")),
    )
    return Program(
        entry="Two",
        types={"Color": COLOR},
        signatures={"Hint": hint, "ByHint": sort},
        nodes={"Two.hint": Node("Two.hint", "Hint"), "Two.sort": Node("Two.sort", "ByHint")},
        modules={"Two": Module("Two", SORT.inputs, SORT.outputs, tuple(Binding(n, v) for n, v in bindings))},
    )


CASE = RecordDef(
    "Case",
    (
        Field("text", Str()),
        Field("expected", Str()),
        Field("got", OptionalType(Str())),
        Field("feedback", OptionalType(Str())),
    ),
)


def proposers() -> dict[str, Program]:
    """The programs of stdlib/optimize.sig, as the compiler would lower them."""
    cases: Type = ListType(Ref("Case"))
    advise = Signature(
        "Advise",
        "Write advice.",
        (Field("task", Str()), Field("field", Str()), Field("cases", cases)),
        (Field("lines", ListType(Str())),),
    )
    rewrite = Signature(
        "Rewrite", "Improve.", (Field("task", Str()), Field("cases", cases)), (Field("instruction", Str()),)
    )
    return {s.name: alone(s, {"Case": CASE}) for s in (advise, rewrite)}


@dataclass
class World:
    """A model that answers by the shape of the prompt. `sort` answers the program, `advise` and `rewrite` the
    proposers. `delays`: answers come back in an order of its own for each seed. `kill_at`: dies at that call."""

    sort: Answer
    advise: Callable[[Prompt], list[str]] = lambda prompt: []
    rewrite: Callable[[Prompt], str] = lambda prompt: str(prompt.inputs["task"])
    delays: int | None = None
    kill_at: int | None = None
    asked: list[Request] = field(default_factory=list)

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        if self.kill_at is not None and len(self.asked) >= self.kill_at:
            raise Killed
        if self.delays is not None:
            for _ in range(Random(f"{self.delays}{content_key([m.content for m in request.messages])}").randint(0, 6)):
                await asyncio.sleep(0)
        text = self.reply(request)
        size = sum(len(m.content) for m in request.messages) // 4
        return Reply(text, Usage(size, len(text) // 4), cost=0.001)

    def reply(self, request: Request) -> str:
        adapter, prompt = read(request.messages)
        outputs = {f.name for f in prompt.task.outputs}
        if outputs == {"lines"}:
            return adapter_named(adapter).write({"lines": self.advise(prompt)}, prompt.task)
        if outputs == {"instruction"}:
            return adapter_named(adapter).write({"instruction": self.rewrite(prompt)}, prompt.task)
        thought = {"reasoning": "so it seems"} if "reasoning" in outputs else {}
        return adapter_named(adapter).write({**thought, **self.sort(prompt)}, prompt.task)

    async def close(self) -> None:
        pass

    def for_any(self, name: str | None) -> LM:
        return self


class Killed(BaseException):
    """The process dies: nothing may catch this."""


def _turns(messages: tuple[Message, ...]) -> tuple[Turn, ...]:
    return tuple(map(turn_of, messages))


def read(messages: tuple[Message, ...]) -> tuple[str, Prompt]:
    """Which adapter wrote the messages, and what they say."""
    for name in HOMES:
        prompt = adapter_named(name).read_prompt(_turns(messages))
        if prompt is not None:
            return name, prompt
    raise AssertionError(f"no adapter reads {messages}")


def color_rows(count: int, seed: int = 0, *, canary: str = "") -> tuple[Row, ...]:
    """Texts of which one word tells the color, by a code that only training can teach."""
    rng = Random(seed)
    rows = []
    for at in range(count):
        color = COLORS[at % len(COLORS)]
        text = f"{canary}item {seed}-{at} {CODES[color][rng.randrange(3)]} {rng.choice(NOISE)}"
        rows.append(Row(content_key([text, color]), {"text": text}, {"color": color}))
    return tuple(rows)


CODES = {"red": ("rose", "ruby", "rust"), "green": ("grass", "gecko", "grape"), "blue": ("bay", "berry", "bolt"),
         "yellow": ("yolk", "yam", "yarn")}  # fmt: skip
NOISE = ("table", "window", "ladder", "candle", "basket")


def by_evidence(prompt: Prompt, otherwise: str = "") -> Mapping[str, Any]:
    """The color with the most shared words among demos, notes and lines of the instruction; when nothing speaks, red,
    or one that `otherwise` decides."""
    said = dict.fromkeys(COLORS, 0.0)
    said[COLORS[int(content_key(otherwise), 16) % len(COLORS)] if otherwise else "red"] = 0.5
    words = set(str(next(iter(prompt.inputs.values()))).split())
    for demo in prompt.task.demos:
        said[demo.outputs["color"]] += len(words & set(str(next(iter(demo.inputs.values()))).split()) - set(NOISE))
    for note in prompt.task.notes:
        if note.member is not None:
            said[note.member] += 2 * len(words & {w.strip(",") for w in note.text.split()})
    for line in prompt.task.instruction.splitlines():
        color, _, rest = line.partition(":")
        if color in said:
            said[color] += 2 * len(words & {w.strip(",") for w in rest.split()})
    return {"color": max(said, key=lambda c: said[c])}


def advise_codes(prompt: Prompt) -> list[str]:
    """For each expected color the words that its cases do not share with the others'."""
    seen: dict[str, set[str]] = {}
    for case in prompt.inputs["cases"]:
        seen.setdefault(case["expected"], set()).update(case["text"].split())
    found = []
    for color, words in seen.items():
        others = set().union(*(w for c, w in seen.items() if c != color))
        own = sorted(w for w in words - others if w.isalpha())
        found.append(f"{color}: {', '.join(own)}")
    return found


def bench(world: LM, **changes: Any) -> Bench:
    """A bench over color rows; what is said goes to `changes["said"]` when given."""
    said: list[Event] | None = changes.pop("said", None)
    found = Bench(
        train=changes.pop("train", color_rows(80, 1)),
        dev=changes.pop("dev", color_rows(60, 2)),
        metric=changes.pop("metric", EXACT),
        lm_for=lambda name: world,
        proposers=proposers(),
        **changes,
    )
    if said is not None:
        found.listen = said.append
    return found
