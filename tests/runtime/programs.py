"""Programs built by hand, shared by the tests of the runtime and of the backends."""

from __future__ import annotations

from base64 import b64decode

from sigc.ir.expr import (
    AnyPat,
    Arm,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    Format,
    IfElse,
    Index,
    Lib,
    ListOf,
    LitPat,
    Match,
    Otherwise,
    RecordOf,
    Rule,
    Shown,
    Var,
)
from sigc.ir.program import (
    Binding,
    Demo,
    Guide,
    Model,
    Module,
    Node,
    Note,
    Program,
    Sampling,
    Signature,
    Slots,
    Strategy,
    Tool,
)
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    EnumDef,
    Field,
    Int,
    Json,
    List,
    Lit,
    Map,
    Media,
    Member,
    Optional,
    RecordDef,
    Ref,
    Str,
    Union,
)
from sigc.values.media import of_bytes


def call(kind: str, target: str, **args: Expr) -> Call:
    return Call(kind, target, tuple(args.items()))  # type: ignore[arg-type]


def node(target: str, **args: Expr) -> Call:
    return call("node", target, **args)


TEAM = EnumDef(
    "Team",
    (
        Member("billing", "invoices, refunds, payment methods"),
        Member("shipping", "parcels, delivery dates, lost items"),
        Member("technical", "the product misbehaves"),
        Member("other", alias="none_of_these"),
    ),
    "who owns the problem",
)
DOC = RecordDef("Doc", (Field("title", Str()), Field("body", Str(), "plain text")), "a page of the help centre")

ORDER = Str(pattern=r"[A-Z]{2}-\d{6}")

TRIAGE = Signature(
    "Triage",
    "Decide which team owns a customer's mail and how urgent it is.",
    (Field("mail", Str(), "verbatim, in any language"),),
    (
        Field("team", Ref("Team")),
        Field("urgency", Int(1, 5), "5 = the customer cannot work"),
        Field("order", Optional(ORDER), "order number"),
    ),
    ensures=(
        Rule(
            Binary("or", Binary("==", Var("order"), Const(None)), Binary("in", Var("order"), Var("mail"))),
            "an order number is quoted from the mail, never invented",
            "order == none or order in mail",
        ),
    ),
    examples=(Demo({"mail": "Where is AB-123456?!"}, {"team": "shipping", "urgency": 3, "order": "AB-123456"}),),
)
ANSWER = Signature(
    "Answer",
    "Answer the mail from the documents alone.",
    (
        Field("mail", Str()),
        Field("docs", List(Ref("Doc"))),
        Field("tone", Union((Lit("formal"), Lit("friendly"))), default=Const("friendly")),
    ),
    (Field("reply", Str(max=1200)),),
    prefers=(Rule(Binary(">", Lib("len", (Var("reply"),)), Const(80)), "a one-line reply reads as rude"),),
    guides=(Guide(Binary("==", Var("tone"), Const("formal")), "Use titles and full sentences."),),
)
RELEVANT = Signature(
    "Relevant",
    "Does the document help to answer the mail?",
    (Field("mail", Str()), Field("doc", Ref("Doc"))),
    (Field("relevant", Bool()),),
)


def triage() -> Program:
    """One signature, compiled by itself."""
    slots = Slots(
        notes=(Note("team", "parcel, courier, delivery", "shipping"),),
        demos=(Demo({"mail": "Refund me"}, {"team": "billing", "urgency": 2, "order": None}, "label"),),
    )
    module = Module(
        "Main",
        TRIAGE.inputs,
        TRIAGE.outputs,
        (
            Binding("answer", node("Triage", mail=Var("mail"))),
            *(Binding(f.name, Attr(Var("answer"), f.name)) for f in TRIAGE.outputs),
        ),
        TRIAGE.intent,
    )
    return Program(
        "Main",
        types={"Team": TEAM},
        signatures={"Triage": TRIAGE},
        nodes={"Triage": Node("Triage", "Triage", slots)},
        modules={"Main": module},
    )


def desk() -> Program:
    """A desk: independent calls, a tool, a filter with a call, a match with arms that call, an otherwise."""
    reply = RecordOf((), (("reply", Const("We have passed your mail on.")),))
    fallback = RecordOf((), (("reply", Const("We will get back to you.")),))
    useful = Comp(
        Var("d"),
        (For(("d",), Var("docs"), (Attr(node("Support.useful", mail=Var("mail"), doc=Var("d")), "relevant"),)),),
    )
    answer = Otherwise(
        Match(
            Attr(Var("triage"), "team"),
            (
                Arm(
                    (LitPat("billing"), LitPat("shipping")),
                    node("Support.answer", mail=Var("mail"), docs=Var("useful")),
                ),
                Arm(
                    (LitPat("technical"),),
                    node("Support.answer#2", mail=Var("mail"), docs=Var("useful"), tone=Const("formal")),
                ),
                Arm((AnyPat(),), reply),
            ),
        ),
        fallback,
    )
    head = Format(
        ("[", Shown(Attr(Var("triage"), "team"), Ref("Team")), "] ", Shown(Attr(Var("answer"), "reply"), Str()))
    )
    module = Module(
        "Support",
        (Field("mail", Str()),),
        (Field("reply", Str()), Field("team", Ref("Team")), Field("useful", List(Ref("Doc")))),
        (
            Binding("triage", node("Support.triage", mail=Var("mail"))),
            Binding("docs", Attr(call("tool", "search", query=Var("mail"), k=Const(8)), "docs")),
            Binding("useful", useful),
            Binding("answer", answer),
            Binding(
                "reply",
                IfElse(Binary(">", Attr(Var("triage"), "urgency"), Const(3)), head, Attr(Var("answer"), "reply")),
            ),
            Binding("team", Attr(Var("triage"), "team")),
        ),
        "The whole desk.",
    )
    search = Tool(
        "search",
        (Field("query", Str()), Field("k", Int(), default=Const(5))),
        (Field("docs", List(Ref("Doc"))),),
        "desk_tools:search",
        description="full-text search over the help centre",
    )
    return Program(
        "Support",
        types={"Team": TEAM, "Doc": DOC},
        signatures={"Triage": TRIAGE, "Answer": ANSWER, "Relevant": RELEVANT},
        nodes={
            "Support.triage": Node("Support.triage", "Triage"),
            "Support.useful": Node("Support.useful", "Relevant", Slots(adapter="json")),
            "Support.answer": Node("Support.answer", "Answer", Slots(strategy=Strategy("cot"))),
            "Support.answer#2": Node(
                "Support.answer#2",
                "Answer",
                Slots(model="strong", sampling=Sampling(0.5, 300), pinned=frozenset({"model"})),
            ),
        },
        tools={"search": search},
        modules={"Support": module},
        models={"strong": Model("strong", "openai/gpt-5", {"base_url": "http://localhost:1/v1", "retries": 0})},
    )


def awkward() -> Program:
    """Names that Python or pydantic keep for themselves, on every kind of place."""
    names = ("class", "from", "json", "copy", "model_config", "schema", "model_dump", "dict", "async")
    record = RecordDef("Model", tuple(Field(name, Optional(Str())) for name in names))
    echo = Signature(
        "Echo",
        "Say it again.",
        (*(Field(name, Optional(Str()), default=Const(None)) for name in names), Field("mail", Str())),
        (Field("import", Ref("Model")), Field("validate", List(Date())), Field("self", Map(Json()))),
    )
    module = Module(
        "Main",
        echo.inputs,
        echo.outputs,
        (
            Binding("answer", Call("node", "Echo", tuple((f.name, Var(f.name)) for f in echo.inputs))),
            *(Binding(f.name, Attr(Var("answer"), f.name)) for f in echo.outputs),
        ),
    )
    return Program(
        "Main",
        types={"Model": record},
        signatures={"Echo": echo},
        nodes={"Echo": Node("Echo", "Echo", Slots(adapter="json"))},
        modules={"Main": module},
    )


def hops() -> Program:
    """A module used in another, twice; independent chains; calls inside arguments and inside list elements."""
    ask = Signature("Ask", "Write a search query.", (Field("claim", Str()),), (Field("query", Str()),))
    hop = (Field("claim", Str()),)

    def instance(name: str) -> Module:
        return Module(
            name,
            hop,
            (Field("found", Str()),),
            (
                Binding("first", node(f"{name}.first", claim=Var("claim"))),
                Binding(
                    "found",
                    Attr(node(f"{name}.found", claim=Attr(Var("first"), "query")), "query"),
                ),
            ),
        )

    module = Module(
        "Verify",
        (Field("claim", Str()), Field("others", List(Str()))),
        (Field("left", Str()), Field("right", Str()), Field("all", List(Str())), Field("both", Str())),
        (
            Binding("left", Attr(call("module", "Verify.left", claim=Var("claim")), "found")),
            Binding("right", Attr(call("module", "Verify.right", claim=Lib("upper", (Var("claim"),))), "found")),
            Binding(
                "all",
                Comp(
                    Attr(call("module", "Verify.all", claim=Binary("+", Var("o"), Var("left"))), "found"),
                    (For(("o",), Var("others"), (Binary("!=", Var("o"), Const("")),)),),
                ),
            ),
            Binding(
                "both",
                Otherwise(
                    Binary(
                        "+",
                        Attr(node("Verify.both", claim=Var("left")), "query"),
                        Attr(node("Verify.both#2", claim=Var("right")), "query"),
                    ),
                    Const("none"),
                ),
            ),
        ),
    )
    parts = [instance(f"Verify.{name}") for name in ("left", "right", "all")]
    nodes = [f"{part.name}.{name}" for part in parts for name in ("first", "found")] + ["Verify.both", "Verify.both#2"]
    return Program(
        "Verify",
        signatures={"Ask": ask},
        nodes={name: Node(name, "Ask") for name in nodes},
        modules={"Verify": module, **{part.name: part for part in parts}},
    )


def album() -> Program:
    """Media on their own, in a list, in a record and in a demo; a chat that goes in and comes out longer."""
    page = RecordDef("Page", (Field("scan", Media("pdf")), Field("sound", Optional(Media("audio")))))
    given = (Field("photos", List(Media("image"), 1, 3)), Field("page", Optional(Ref("Page"))), Field("talk", Chat()))
    demo = Demo({"photos": [PIXEL], "page": None, "talk": []}, {"caption": "A red dot."}, "author")
    caption = Signature("Caption", "Say what is seen.", given, (Field("caption", Str()),), examples=(demo,))
    said = RecordOf((), (("role", Const("assistant")), ("text", Attr(Var("seen"), "caption"))))
    bindings = (
        Binding("seen", node("Album.seen", photos=Var("photos"), page=Var("page"), talk=Var("talk"))),
        Binding("talked", Binary("+", Var("talk"), ListOf((said,)))),
        Binding("first", Index(Var("photos"), Const(0))),
    )
    outputs = (Field("talked", Chat()), Field("first", Media("image")))
    slots = Slots(demos=(demo,))
    return Program(
        "Album",
        {"Page": page},
        {"Caption": caption},
        {"Album.seen": Node("Album.seen", "Caption", slots)},
        {},
        {"Album": Module("Album", given, outputs, bindings)},
        {},
    )


PIXEL = of_bytes(
    "image",
    b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="),
)
"""A red dot."""

ALL = {"triage": triage, "desk": desk, "awkward": awkward, "hops": hops, "album": album}
