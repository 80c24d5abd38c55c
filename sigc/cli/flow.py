"""`sigc flow`: where a value goes, as a path or the reason there is none.

May import: all rooms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sigc.cli.common import FAILED, Form, guarded, say

if TYPE_CHECKING:
    from sigc.analysis.flow_query import Hop
    from sigc.base.source import Span
    from sigc.ir.program import Program

VERBS = {"start": "from", "data": "goes into", "decides": "decides", "released": "is released into"}


def flow(
    path: Annotated[str, typer.Argument(help="a .sig file or a project's folder")] = ".",
    start: Annotated[str | None, typer.Option("--from", help="a label, an input, a binding or a callable")] = None,
    end: Annotated[str | None, typer.Option("--to", help="a zone, a model, a binding or a callable")] = None,
    released: Annotated[bool, typer.Option(help="list every use of a release")] = False,
    call: Annotated[str | None, typer.Option(help="the signature or module; the first build's when left out")] = None,
    format: Annotated[Form, typer.Option(help="how to print the answer")] = Form.text,
) -> None:
    """Follow a value through a program. Calls no model; exit code 0 with a path, 1 without.

    Examples: `sigc flow desk.sig --from mail --to vendor` · `sigc flow --released`
    """
    from sigc.analysis.flow_query import find_path, releases
    from sigc.cli.program import program_of

    with guarded():
        project, sources = _project(path)
        _, program, _ = program_of(project, call)
        if released:
            _print_releases(releases(program), sources, format)
            return
        if start is None or end is None:
            say("say where to look: `--from NAME --to NAME`, or `--released`")
            raise typer.Exit(2)
        _known(program, start, end)
        answer = find_path(program, start, end)
        if format is Form.json:
            print(json.dumps({
                "from": start, "to": end, "path": [_data(hop, sources) for hop in answer.path],
                "reason": answer.reason, "cut": [_data(hop, sources) for hop in answer.cut],
            }, ensure_ascii=False, indent=1))  # fmt: skip
        else:
            print(f"{start} -> {end}: " + ("a path" if answer.path else f"no path: {answer.reason}"))
            for number, hop in enumerate(answer.path or answer.cut):
                print(f"  {number}. {VERBS[hop.how]} {hop.text}{_place(hop.span, sources)}")
        if not answer.path:
            raise typer.Exit(FAILED)


def _project(path: str) -> tuple[Any, Mapping[str, str]]:
    """The project; one whose only mistakes are leaks is looked at all the same."""
    from sigc.base.diagnostic import UserError
    from sigc.base.source import Disk
    from sigc.build.load import load

    loaded = load(path, Disk())
    others = [d for d in loaded.diagnostics if d.severity == "error" and not d.code.startswith("SIG04")]
    if loaded.project is None or others:
        raise UserError(*(others or loaded.diagnostics))
    return loaded.project, loaded.sources


def _known(program: Program, start: str, end: str) -> None:
    from sigc.analysis.flow_query import names_from, names_to
    from sigc.base.diagnostic import UserError, error
    from sigc.base.names import closest

    zones = {*program.zones, *program.models, "process", "outside"}
    labels = {r.subject for p in program.policies.values() for r in p.rules}
    for name, known in ((start, {*names_from(program), *labels}), (end, {*names_to(program), *zones})):
        if name not in known:
            near = closest(name, known)
            help_ = f"did you mean `{near}`?" if near else f"known: {', '.join(sorted(known))}"
            raise UserError(error("SIG0731", f"there is nothing called `{name}` in this program", help=help_))


def _print_releases(found: Any, sources: Mapping[str, str], format: Form) -> None:
    if format is Form.json:
        rows = [{"by": r.by, "labels": list(r.labels), **_at(r.span, sources)} for r in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for each in found:
        print(f"{', '.join(each.labels)} released by {each.by}{_place(each.span, sources)}")
    if not found:
        print("no release is used")


def _data(hop: Hop, sources: Mapping[str, str]) -> dict[str, Any]:
    return {"text": hop.text, "how": hop.how, **_at(hop.span, sources)}


def _at(span: Span | None, sources: Mapping[str, str]) -> dict[str, Any]:
    from sigc.base.source import SourceFile

    if span is None or span.path not in sources:
        return {"path": None, "line": None, "column": None}
    line, column = SourceFile(span.path, sources[span.path]).place(span.start)
    return {"path": span.path, "line": line, "column": column}


def _place(span: Span | None, sources: Mapping[str, str]) -> str:
    at = _at(span, sources)
    return f"   {at['path']}:{at['line']}:{at['column']}" if at["path"] is not None else ""
