"""The Program: what a `.sig` project means, and the slots that the compiler fills.

Promise: frozen; a pass makes a new one with `dataclasses.replace`. A `Program` is complete: running it needs no
source. May import: sigc.base, sigc.ir."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Any, Literal

from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.ir.expr import Expr, Rule
from sigc.ir.types import Field, Record, TypeDef

LATE: Mapping[str, bool] = {"late": True}
"""Of a field that came after locks were written: while it holds its default, fingerprints leave it out."""

Values = Mapping[str, Any]
"""Field name -> value. In memory: str, int, float, bool, None, date, datetime, list, dict (records and maps);
an enum member is the str of its name."""


@frozen
class Guide:
    """Wording that depends on an input: rendered only when the condition holds."""

    condition: Expr
    text: str


@frozen
class Demo:
    """A worked example. `source`: who made it: the author, a run that the metric accepted, or a labelled row."""

    inputs: Values
    outputs: Values
    source: Literal["author", "trace", "label"] = "author"


@frozen
class Signature:
    """What a model is asked to do. `intent` is the author's English, never edited by a pass."""

    name: str
    intent: str
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    ensures: tuple[Rule, ...] = ()
    prefers: tuple[Rule, ...] = ()
    guides: tuple[Guide, ...] = ()
    examples: tuple[Demo, ...] = ()
    lets: tuple[tuple[str, Expr], ...] = ()

    @property
    def result(self) -> Record:
        return Record(self.outputs)


@frozen
class Note:
    """A learnt line beside the author's description of an output or input field, or of one member of its enum
    (`member` is the wire spelling)."""

    field: str
    text: str
    member: str | None = None


@frozen
class Strategy:
    """An inference strategy with its options, spelled as in a source: `vote(n = 5)`."""

    name: str = "predict"
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools that a model may use through it."""
        return tuple(dict(self.options).get("tools", ()))

    @property
    def model(self) -> str | None:
        """The declared model that it asks beside the node's."""
        return dict(self.options).get("sub")


@frozen
class Sampling:
    temperature: float = 0.0
    max_tokens: int = 1024


@frozen
class Slots:
    """What the compiler may fill for one place of a call. None means: the default (`instruction`: the intent;
    `model`: the build's). `pinned` names slots that the source fixed; passes leave those alone."""

    instruction: str | None = None
    notes: tuple[Note, ...] = ()
    demos: tuple[Demo, ...] = ()
    adapter: str = "chat"
    strategy: Strategy = Strategy()
    model: str | None = None
    sampling: Sampling = Sampling()
    pinned: frozenset[str] = frozenset()


@frozen
class Node:
    """A place where a signature is called. `name` is unique in the program: `module.binding`, numbered when needed.
    `reach`: the zones and stores that what it sends may reach by the policies, None for all; worked out by
    analysis/flow.py, asked for at run time before anything is sent. `metric`: what its strategy chooses
    by, over `row` and `got`; there is no `want` at run time."""

    name: str
    signature: str
    slots: Slots = Slots()
    reach: tuple[str, ...] | None = None
    metric: Metric | None = None
    span: Span | None = field(default=None, compare=False)


@frozen
class Server:
    """An MCP server, as sig.toml declares it under `[mcp.NAME]`. It is a process that `command` starts and that is
    spoken to over its standard streams, or lies at `url` (streamable HTTP). `env`: variables of the environment that
    the process is given; `key_env`: the variable whose value goes into the `Authorization` header."""

    name: str
    command: tuple[str, ...] = ()
    url: str = ""
    env: tuple[str, ...] = ()
    key_env: str = ""
    zone: str | None = None


@frozen
class Remote:
    """A tool of an MCP server, by its name there."""

    server: Server
    name: str


@frozen
class Tool:
    """A Python function `module:function`, or a tool of an MCP server (`mcp`; then `python` is empty). `zone`: where
    what it is given goes, None for this process, or outside every zone when it is a server's. `reach`: as a node has
    it. `timeout`: seconds for a call, None for the usual 120."""

    name: str
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    python: str
    effect: Literal["reads", "pure", "acts"] = "reads"
    description: str = ""
    zone: str | None = None
    reach: tuple[str, ...] | None = None
    mcp: Remote | None = None
    timeout: float | None = field(default=None, metadata=LATE)
    span: Span | None = field(default=None, compare=False)

    @property
    def result(self) -> Record:
        return Record(self.outputs)

    @property
    def place(self) -> str | None:
        """The zone that its inputs go to; None outside every zone."""
        return PROCESS if self.zone is None and self.mcp is None else self.zone

    @property
    def home(self) -> str:
        """What tools may share state through: one Python file, or one server."""
        return self.python.partition(":")[0] if self.mcp is None else f"the MCP server {self.mcp.server.name}"


@frozen
class Binding:
    name: str
    value: Expr
    span: Span | None = field(default=None, compare=False)


@frozen
class Module:
    """A graph. Bindings are in an order in which each reads only earlier ones; every output is one of them.
    `declared`: the declaration that this is an instance of, where a policy names it."""

    name: str
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    bindings: tuple[Binding, ...]
    description: str = ""
    declared: str = ""

    @property
    def result(self) -> Record:
        return Record(self.outputs)


@frozen
class Metric:
    """Expressions over `row`, `want` and `got` (records). `score` is clipped to 0..1; `feedback` is text.
    `steps` are evaluated in order before both. What it calls (judges, pure tools) is in the Program of the node whose
    metric it is; for one that stands by itself, in `judges`, whose entry is the metric as a module."""

    name: str
    score: Expr
    feedback: Expr | None = None
    steps: tuple[Binding, ...] = ()
    judges: Program | None = field(default=None, metadata=LATE)
    types: Mapping[str, TypeDef] | None = field(default=None, metadata=LATE)
    """Of one that stands by itself, without judges: types that its expressions name, those of its callable aside."""


@frozen
class Model:
    """A declared model: `id` such as "openai/gpt-5", and settings (temperature, max_tokens, base_url, …). `zone`:
    where what it is sent goes; None is outside every zone."""

    name: str
    id: str
    settings: Values = field(default_factory=dict)
    zone: str | None = None

    @property
    def stand_ins(self) -> tuple[str, ...]:
        """Names of the models that share its calls, or are asked when it fails; all of its zone."""
        return tuple(name for key in ("share", "fallback") for name in self.settings.get(key, ()))


PROCESS = "process"
"""The zone inside every zone: this process."""
STORES = ("cache", "journal", "trace", "log", "lock", "package", "report")
"""What a zone may hold of the things that sigc itself writes."""


@frozen
class Zone:
    """A place where data may be. `holds`: which of STORES lie in it."""

    name: str
    holds: tuple[str, ...] = ()


@frozen
class PolicyRule:
    """`stays`: a label in zones. `released`: a label by callables. `never`: a callable exchanges with callables."""

    kind: Literal["stays", "released", "never"]
    subject: str
    names: tuple[str, ...]
    span: Span | None = field(default=None, compare=False)


@frozen
class Policy:
    name: str
    rules: tuple[PolicyRule, ...] = ()


@frozen
class Program:
    """Everything reachable from one callable. `entry` is a key of `modules`: a signature that is compiled by itself
    gets a module of one call. Calls of submodules are instances of their own: `modules` holds one per place."""

    entry: str
    types: Mapping[str, TypeDef] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    tools: Mapping[str, Tool] = field(default_factory=dict)
    modules: Mapping[str, Module] = field(default_factory=dict)
    models: Mapping[str, Model] = field(default_factory=dict)
    zones: Mapping[str, Zone] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    shares: tuple[str, ...] = ()
    """Signatures whose places have one set of slots, but for what a place pins."""

    @property
    def main(self) -> Module:
        return self.modules[self.entry]

    def signature_of(self, node: str) -> Signature:
        return self.signatures[self.nodes[node].signature]

    def with_slots(self, node: str, slots: Slots) -> Program:
        """The same program with the slots of one node replaced, and of those that share with it."""
        mine = self.nodes[node].slots.pinned
        changed = {name: _shared(self.nodes[name], slots, mine) for name in self.sharing(node)}
        return replace(self, nodes={**self.nodes, **changed, node: replace(self.nodes[node], slots=slots)})

    def sharing(self, node: str) -> tuple[str, ...]:
        """The nodes whose slots are this one's too, in the order of names; itself alone where nothing is shared."""
        signature = self.nodes[node].signature
        if signature not in self.shares:
            return (node,)
        return tuple(sorted(n.name for n in self.nodes.values() if n.signature == signature))

    def each_place(self, slot: str) -> Iterator[Node]:
        """Nodes whose slot is to be filled, in the order of names; of those that share, the first."""
        shared: set[str] = set()
        for node in self.each_node():
            if slot not in node.slots.pinned and node.signature not in shared:
                shared |= {node.signature} & set(self.shares)
                yield node

    def each_node(self) -> Iterator[Node]:
        """Nodes in the order of their names, the order in which passes work and files are written."""
        return iter(sorted(self.nodes.values(), key=lambda n: n.name))


def _shared(node: Node, slots: Slots, pinned: frozenset[str]) -> Node:
    """A node with slots made for another, but for what either of them pins."""
    own = {name: getattr(node.slots, name) for name in (*pinned, *node.slots.pinned)}
    return replace(node, slots=replace(slots, **{**own, "pinned": node.slots.pinned}))


@frozen
class Task:
    """One signature as a strategy asks for it: what an adapter renders. `notes` and `demos` come from the slots,
    author's examples ahead of learnt demos; `instruction` is the slot's text or the intent."""

    name: str
    instruction: str
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    types: Mapping[str, TypeDef]
    rules: tuple[str, ...] = ()
    guides: tuple[Guide, ...] = ()
    notes: tuple[Note, ...] = ()
    demos: tuple[Demo, ...] = ()


def task_of(program: Program, node: str) -> Task:
    """The Task of a node before its strategy derives one (`cot` puts a `reasoning` output first)."""
    signature, slots = program.signature_of(node), program.nodes[node].slots
    rules = tuple(rule.text or rule.source for rule in (*signature.ensures, *signature.prefers))
    return Task(
        name=signature.name,
        instruction=slots.instruction if slots.instruction is not None else signature.intent,
        inputs=signature.inputs,
        outputs=signature.outputs,
        types=program.types,
        rules=rules,
        guides=signature.guides,
        notes=slots.notes,
        demos=(*signature.examples, *slots.demos),
    )
