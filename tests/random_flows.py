"""Random programs with one labelled input, as source, and a model that depends on everything it is sent.

The model answers with a hash of the whole request, so that every output depends on every input; some hashes fail, and
what is asked for as a bool or a list branches on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sigc.ir.program import Program
from sigc.lm.base import LMError, Reply, Request

PRELUDE = """
label pii
zone home { holds = [cache, journal, trace, log, lock, package, report] }
zone away
model near = "test/near" { zone = home }
model far = "test/far" { zone = away }
signature Ask { input text: str  output answer: str }
signature Judge { input text: str  output yes: bool }
signature Split { input text: str  output parts: [str] }
type Pair { open: str  closed: str @pii }
policy "p" { pii stays in home }
module Echo { input a: str  input b: str  output x: str  output y: str
  x = (Ask(a) on near).answer
  first = Split(b) on near
  y = first.parts[1] + (Ask("hi") on far).answer
}
module Plain { input a: str  input b: str  output x: str  output y: str
  x = a + "!"
  y = upper(b)
}
"""


@st.composite
def sources(draw: DrawFn) -> str:
    """A module over a labelled and a clean input. Whether it leaks is not known."""
    lines: list[str] = []
    texts, flags, lists = (
        ["note", "note", "mail", "pair.open", "pair.open", "pair.closed"],
        ["len(mail) > 3", "len(note) > 3"],
        [],
    )
    for number in range(draw(st.integers(2, 7))):
        name, model = f"v{number}", draw(st.sampled_from(["near", "far"]))
        one, two = draw(st.sampled_from(texts)), draw(st.sampled_from(texts))
        flag = draw(st.sampled_from(flags))
        kind = draw(
            st.sampled_from(
                KINDS if lists else [k for k in KINDS if k not in ("each", "count", "filter", "item", "fold")]
            )
        )
        items = draw(st.sampled_from(lists)) if lists else ""
        if kind == "judge":
            lines.append(f"{name} = (Judge({one}) on {model}).yes")
            flags.append(name)
        elif kind == "split":
            lines.append(f"{name} = (Split({one}) on {model}).parts")
            lists.append(name)
        elif kind == "each":
            lines.append(f"{name} = [(Ask(x + {one}) on {model}).answer for x in {items}]")
            lists.append(name)
        elif kind == "count":
            lines.append(f"{name} = [(Ask({one}) on {model}).answer for x in {items}]")
            lists.append(name)
        elif kind == "filter":
            lines.append(f"{name} = [x for x in {items} if (Judge(x + {one}) on {model}).yes]")
            lists.append(name)
        else:
            lines.append(f"{name} = " + _text(kind, model, one, two, flag, items))
            texts.append(name)
    lines.append(f"out = {draw(st.sampled_from(texts))}")
    body = "\n".join(f"  {line}" for line in lines)
    head = "module Main {\n  input mail: str @pii\n  input note: str\n  input pair: Pair\n  output out: str\n"
    return f"{PRELUDE}{head}{body}\n}}\n"


KINDS = ["ask", "ask", "judge", "split", "chosen", "guarded", "match", "otherwise", "caught", "join", "each", "count",
         "filter", "item", "echo", "plain", "loop", "fold", "record", "shape"]  # fmt: skip


def _text(kind: str, model: str, one: str, two: str, flag: str, items: str) -> str:
    return {
        "ask": f"(Ask({one}) on {model}).answer",
        "chosen": f"{one} if {flag} else {two}",
        "guarded": f"(Ask({one}) on {model}).answer if {flag} else {two}",
        "match": f"match {flag} {{ true -> (Ask({one}) on {model}).answer  false -> {two} }}",
        "otherwise": f"((Ask({one}) on near) otherwise {{ answer = {two} }}).answer",
        "caught": f"((Ask({one}) on near) otherwise (Ask({two}) on {model})).answer",
        "join": f'{one} + "," + {two}',
        "item": f"{items}[0] if len({items}) > 0 else {one}",
        "echo": f"(Echo({one}, {two}) otherwise {{ x = {two}, y = {two} }}).x",
        "plain": f"Plain({one}, {two}).y",
        "loop": f"(repeat 3 from (m = {one}, done = false) until done "
        f"{{ m = (Ask(m) on {model}).answer  done = {flag} and (Judge(m) on near).yes }}).m",
        "fold": f"(repeat for x in {items} from (m = {one}) {{ m = (Ask(m + x) on {model}).answer }}).m",
        "record": f"{{ a = {one}, b = {two} }}.a",
        "shape": f'f"{{len([{one}, {two}])}}"',
    }[kind]


@dataclass
class Hashing:
    """Answers every request by a hash of it. `sent`: model -> the requests, in order."""

    zone: str = "home"
    sent: dict[str, list[str]] = field(default_factory=dict)
    program: Program | None = None

    def named(self, name: str | None) -> _Named:
        return _Named(self, name or "near")


@dataclass
class _Named:
    all: Hashing
    name: str

    @property
    def zone(self) -> str:
        return {"near": "home", "far": "away"}[self.name]

    async def ask(self, request: Request) -> Reply:
        said = repr([(m.role, m.content) for m in request.messages]) + str(request.sample)
        self.all.sent.setdefault(self.name, []).append(said)
        number = int.from_bytes(hashlib.sha256(said.encode()).digest()[:4], "big")
        if number % 7 == 0 and self.name == "near":
            raise LMError("SIG0808", "fails on this input")
        assert self.all.program is not None
        output = self.all.program.signature_of(request.node).outputs[0].name
        parts = ", ".join(f'"p{number + i}"' for i in range(number % 4))
        value: Any = {"answer": f"w{number}", "yes": str(number % 2 == 0).lower(),
                      "parts": f"[{parts}]"}[output]  # fmt: skip
        return Reply(f"[[ ## {output} ## ]]\n{value}\n\n[[ ## completed ## ]]")

    async def close(self) -> None:
        pass
