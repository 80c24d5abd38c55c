"""`sigc cost`: the least and the most that a run costs, before any model is called.

May import: all rooms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from sigc.cli.common import FAILED, Form, guarded, show

if TYPE_CHECKING:
    from sigc.base.diagnostic import Diagnostic
    from sigc.ir.project import Limits

LIMITS = ("usd", "calls", "tokens")


def cost(
    path: Annotated[str, typer.Argument(help="a .sig file or a project's folder")] = ".",
    call: Annotated[str | None, typer.Option(help="the signature or module; the first build's when left out")] = None,
    budget: Annotated[
        str | None, typer.Option(help="fail unless every run stays within usd=…,calls=…,tokens=…")
    ] = None,
    estimate: Annotated[bool, typer.Option(help="compare the budget with the estimates of tokens and usd")] = False,
    offline: Annotated[bool, typer.Option(help="the embedded model in every slot, pinned ones too")] = False,
    as_written: Annotated[bool, typer.Option(help="leave out what sig.lock learnt")] = False,
    format: Annotated[Form, typer.Option(help="text or json")] = Form.text,
) -> None:
    """Print model calls, tool calls, calls in a row, tokens and money of one run, least and most. Calls no model.

    Examples: `sigc cost examples/triage` · `sigc cost desk.sig --call Support --budget calls=20,usd=0.05`
    """
    from sigc.analysis.bounds import bounds_of
    from sigc.analysis.bounds_budget import over_budget
    from sigc.base.diagnostic import has_errors
    from sigc.base.render import render_json
    from sigc.base.source import SourceFile
    from sigc.cli.cost_text import as_json, table
    from sigc.cli.program import checked, program_of, with_lock
    from sigc.cli.run import notes_of
    from sigc.runtime.models import Models

    limits = read_budget(budget)
    with guarded():
        place, project, loaded = checked(path)
        _, program, build = program_of(project, call)
        notes: tuple[Diagnostic, ...] = ()
        if not as_written:
            program, drift = with_lock(place, program, build)
            notes = tuple(notes_of(drift))
        models = Models(project.models, build.model if build else None, offline)
        bounds = bounds_of(program, models.model)
        found = (*notes, *over_budget(bounds, limits, program, estimate=estimate))
        if format is Form.json:
            files = {name: SourceFile(name, text) for name, text in loaded.sources.items()}
            data = as_json(bounds, program, models.model) | {"diagnostics": json.loads(render_json(found, files))}
            print(json.dumps(data, ensure_ascii=False, indent=2))
        else:
            print(table(bounds, program, models.model), end="")
            show(found, loaded.sources)
        if has_errors(found):
            raise typer.Exit(FAILED)


def read_budget(text: str | None) -> Limits:
    """`usd=0.05,calls=20,tokens=8000`, any of them."""
    from sigc.ir.project import Limits

    given: dict[str, float | int] = {}
    for part in (text or "").split(","):
        name, sign, amount = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        try:
            if not sign or name not in LIMITS or name in given:
                raise ValueError(name)
            value = float(amount) if name == "usd" else int(amount)
            if not 0 <= value < float("inf"):
                raise ValueError(amount)
        except ValueError:
            raise typer.BadParameter(
                f"`{part.strip()}`: write usd=0.05,calls=20,tokens=8000", param_hint="--budget"
            ) from None
        given[name] = value
    return Limits(**given)  # type: ignore[arg-type]
