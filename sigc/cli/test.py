"""`sigc test`: the `test` blocks of a project.

May import: all rooms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from sigc.cli.common import FAILED, guarded, say, show

if TYPE_CHECKING:
    from sigc.base.diagnostic import Diagnostic
    from sigc.build.session import Session
    from sigc.ir.project import TestCase


def test(
    path: Annotated[str, typer.Argument(help="a .sig file or a project's folder")] = ".",
    name: Annotated[str | None, typer.Option("-k", help="only tests whose name holds this")] = None,
    offline: Annotated[bool, typer.Option(help="the embedded model in every slot, pinned ones too")] = False,
    record: Annotated[str | None, typer.Option(metavar="FILE", help="write down what models and tools answer")] = None,
    replay: Annotated[str | None, typer.Option(metavar="FILE", help="answer from a recording; call nothing")] = None,
) -> None:
    """Run the `test` blocks. Exit code 1 when an expectation does not hold.

    Examples: `sigc test examples/triage` · `sigc test desk.sig -k parcel --offline`
    """
    from sigc.build.session import open_session
    from sigc.cli.program import build_of, checked, limits_of
    from sigc.runtime.recorded import tape_of

    with guarded():
        place, project, loaded = checked(path)
        show(loaded.diagnostics, loaded.sources)
        cases = [case for case in project.tests if name is None or name in case.name]
        build = build_of(project, None)

        async def run_all() -> list[list[Diagnostic]]:
            default, limits, tape = (build.model if build else None), limits_of(build), tape_of(record, replay)
            session = open_session(place, project.models, default=default, offline=offline, limits=limits, tape=tape)
            try:
                return [await _run(case, session) for case in cases]
            finally:
                await session.close()

        found = asyncio.run(run_all())
        for case, problems in zip(cases, found, strict=True):
            print(f"{'FAIL' if problems else 'ok  '} {case.name}")
        show([d for problems in found for d in problems], loaded.sources)
        failed = sum(bool(problems) for problems in found)
        say(f"{len(cases) - failed} passed, {failed} failed" if cases else "no test was found")
        if failed:
            raise typer.Exit(FAILED)


async def _run(case: TestCase, session: Session) -> list[Diagnostic]:
    """The expectations of one block that do not hold, each with what the names in it were."""
    from sigc.base.diagnostic import error
    from sigc.runtime.engine import Engine
    from sigc.runtime.errors import CallFailed
    from sigc.runtime.tools import Stubbed
    from sigc.values.evaluate import evaluate
    from sigc.values.operations import ValueFailure

    try:
        outputs = await Engine(case.program, session.lm_for, tools=Stubbed(session.tools, case.stubs)).run({})
    except CallFailed as failure:
        return [error("SIG0641", f"`{failure.node}` failed: {failure.reason}", case.span, "in this test")]
    found = []
    for expected in case.expectations:
        try:
            holds = bool(evaluate(expected.condition, outputs, case.program.types))
            note = f"outputs: {_short(outputs)}"
        except ValueFailure as failure:
            holds, note = False, str(failure)
        if not holds:
            title = f"`{expected.source}` does not hold"
            found.append(error("SIG0640", title, expected.span, note=note))
    return found


def _short(outputs: dict[str, object]) -> str:
    import json

    text = json.dumps(outputs, ensure_ascii=False, default=str)
    return text if len(text) <= 600 else text[:600] + " …"
