"""What the benches beside DSPy ask: three signatures, each as `.sig` source and as a DSPy class, and their replies.

`SHAPES` are alike on both sides: the same instruction, field names, types and descriptions, sixteen equal demos in the
last. `emitted` writes and imports our package for one, `predictor` makes DSPy's Predict."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from sigc.backends.base import About
from sigc.backends.python import emit_python
from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Demo, Model

ROOT = Path(__file__).resolve().parent.parent
SERVED = "gpt-4o-mini"
"""Who the server says has answered. DSPy's price catalogue knows it: of a name that it does not know it reads the whole
catalogue at every call, which takes it twice as long."""
MODEL = f"openai/{SERVED}"
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "true")  # else DSPy's first call fetches prices from the network

FLAT = '''
signature Triage {
  """Decide which team owns a customer's mail and how urgent it is."""
  input  mail: str          "verbatim, in any language"
  output team: "billing" | "shipping" | "technical"
  output urgency: int       "5 = the customer cannot work"
}
'''
NESTED = '''
type Party { name: str  city: str?  vat_id: str? }
type Line { item: str  quantity: int  price: float "of one" }
type Invoice { number: str "as printed"  customer: Party  lines: [Line] "in document order"  total: float "with tax" }

signature Extract {
  """Extract the invoice from the text."""
  input  text: str
  output invoice: Invoice
}
'''
INVOICE: dict[str, Any] = {
    "number": "77",
    "customer": {"name": "Ann Lee", "city": "Bath", "vat_id": None},
    "lines": [{"item": "lamp", "quantity": 2, "price": 20.0}, {"item": "desk", "quantity": 1, "price": 80.0}],
    "total": 120.0,
}
TRIAGED: dict[str, Any] = {"team": "shipping", "urgency": 3}


def mail(number: int) -> str:
    return f"My parcel AB-{number:06} never came, and nobody answers the telephone. Please help. " * 4


@dataclass(frozen=True, slots=True)
class Shape:
    """One signature on both sides. `given` makes its input for a number; `outputs` is what every reply states;
    `reply` is that reply as DSPy's ChatAdapter wants it."""

    name: str
    source: str
    signature: str
    given: Callable[[int], Mapping[str, str]]
    outputs: Mapping[str, Any]
    reply: str
    demos: int = 0


TRIAGE_REPLY = "[[ ## team ## ]]\nshipping\n\n[[ ## urgency ## ]]\n3\n\n[[ ## completed ## ]]"
INVOICE_REPLY = (
    '[[ ## invoice ## ]]\n{"number": "77", "customer": {"name": "Ann Lee", "city": "Bath", "vat_id": null}, "lines": '
    '[{"item": "lamp", "quantity": 2, "price": 20.0}, {"item": "desk", "quantity": 1, "price": 80.0}], "total": 120.0}'
    "\n\n[[ ## completed ## ]]"
)
SHAPES = (
    Shape("flat", FLAT, "Triage", lambda n: {"mail": mail(n)}, TRIAGED, TRIAGE_REPLY),
    Shape("nested", NESTED, "Extract", lambda n: {"text": mail(n)}, {"invoice": INVOICE}, INVOICE_REPLY),
    Shape("16 demos", FLAT, "Triage", lambda n: {"mail": mail(n)}, TRIAGED, TRIAGE_REPLY, demos=16),
)


def emitted(shape: Shape, folder: Path) -> ModuleType:
    """Our package for a shape, written and imported. It asks the model `bench`."""
    project, diagnostics = check_project("desk.sig", Memory({"desk.sig": shape.source.encode()}))
    assert not [d for d in diagnostics if d.severity == "error"], diagnostics
    program = replace(project.programs[shape.signature], models={"bench": Model("bench", MODEL)})
    if shape.demos:
        demos = tuple(Demo(shape.given(10**6 + n), TRIAGED) for n in range(shape.demos))
        node = program.nodes[shape.signature]
        filled = replace(node, slots=replace(node.slots, demos=demos))
        program = replace(program, nodes={**program.nodes, shape.signature: filled})
    name = f"bench_{shape.name.replace(' ', '_').removeprefix('1')}"
    for path, content in emit_python(program, About(name, model="bench")).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return importlib.import_module(name)


def answer(shape: Shape, package: ModuleType) -> str:
    """The reply that states the outputs, as our package wants it."""
    question = package.PACKAGE.engine.node_runner(shape.signature).questions["main"]
    return str(question.adapter.write(shape.outputs, question.task))


def point(package: ModuleType, url: str, **settings: Any) -> None:
    """Let a package ask the server at `url`, with a new client. `settings`: as `configure` takes them."""
    package.PACKAGE.program.models["bench"].settings.update({"base_url": url})
    package.configure(**settings)


def entry(package: ModuleType, shape: Shape) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A package's function, and the one to await."""
    name = shape.signature.lower()
    return getattr(package, name), getattr(package, f"{name}_async")


def predictor(shape: Shape, url: str, *, cache: bool) -> Any:
    """DSPy's Predict for the same shape, asking the server at `url`."""
    import dspy
    from pydantic import BaseModel

    dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=cache)
    lm = dspy.LM(MODEL, api_base=url, api_key="none", cache=cache, max_tokens=1024, temperature=0.0)
    dspy.configure(lm=lm, adapter=dspy.ChatAdapter())
    if shape.signature == "Triage":

        class Triage(dspy.Signature):
            """Decide which team owns a customer's mail and how urgent it is."""

            mail: str = dspy.InputField(desc="verbatim, in any language")
            team: Literal["billing", "shipping", "technical"] = dspy.OutputField()
            urgency: int = dspy.OutputField(desc="5 = the customer cannot work")

        predict = dspy.Predict(Triage)
        given = [dict(shape.given(10**6 + n)) for n in range(shape.demos)]
        predict.demos = [dspy.Example(**inputs, **TRIAGED).with_inputs("mail") for inputs in given]
        return predict

    party = type("Party", (BaseModel,), {"__annotations__": {"name": str, "city": str | None, "vat_id": str | None}})
    line = type("Line", (BaseModel,), {"__annotations__": {"item": str, "quantity": int, "price": float}})
    fields = {"number": str, "customer": party, "lines": list[line], "total": float}  # type: ignore[valid-type]
    invoice = type("Invoice", (BaseModel,), {"__annotations__": fields})
    signature = dspy.Signature(
        {"text": (str, dspy.InputField()), "invoice": (invoice, dspy.OutputField())},
        "Extract the invoice from the text.",
    )
    return dspy.Predict(signature)


def as_data(prediction: Any) -> Any:
    """What DSPy or a package answered, as plain data, to see that both answered the same."""
    if hasattr(prediction, "model_dump"):
        return prediction.model_dump(mode="json", by_alias=True)
    if hasattr(prediction, "toDict"):
        return {key: as_data(value) for key, value in prediction.toDict().items()}
    return prediction
