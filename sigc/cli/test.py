"""`sigc test`: the `test` blocks and the gates of a project.

May import: all rooms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from sigc.cli.common import FAILED, Form, guarded, say, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigc.base.diagnostic import Diagnostic
    from sigc.build.gates import Gated
    from sigc.build.project import Place
    from sigc.build.session import Session
    from sigc.ir.project import Gate, Project, TestCase


def test(
    path: Annotated[str, typer.Argument(help="a .sig file or a project's folder")] = ".",
    name: Annotated[str | None, typer.Option("-k", help="only tests and gates whose name holds this")] = None,
    gates: Annotated[bool, typer.Option(help="run the gates too, which read the rows that they name")] = True,
    offline: Annotated[bool, typer.Option(help="the embedded model in every slot, pinned ones too")] = False,
    record: Annotated[str | None, typer.Option(metavar="FILE", help="write down what models and tools answer")] = None,
    replay: Annotated[str | None, typer.Option(metavar="FILE", help="answer from a recording; call nothing")] = None,
    format: Annotated[Form, typer.Option(help="text or json")] = Form.text,
) -> None:
    """Run the `test` blocks, then the gates. Exit code 1 when an expectation does not hold or a gate does not pass.

    Examples: `sigc test examples/triage` · `sigc test desk.sig -k parcel --offline` · `sigc test --no-gates`
    """
    from sigc.build.session import open_session
    from sigc.cli.program import build_of, checked, limits_of
    from sigc.runtime.recorded import tape_of

    with guarded():
        tape = tape_of(record, replay)
        place, project, loaded = checked(path, tape.answers if tape else frozenset())
        show(loaded.diagnostics, loaded.sources)
        cases = [case for case in project.tests if name is None or name in case.name]
        held = [g for g in project.gates.values() if gates and (name is None or name in g.name)]
        build = build_of(project, None)

        async def run_all() -> tuple[list[list[Diagnostic]], list[Gated]]:
            default, limits = (build.model if build else None), limits_of(build)
            session = open_session(place, project.models, default=default, offline=offline, limits=limits, tape=tape)
            try:
                found = [await _run(case, session) for case in cases]
                return found, [await _gate(gate, place, project, session) for gate in held]
            finally:
                await session.close()

        found, decided = asyncio.run(run_all())
        failed = sum(bool(problems) for problems in found) + sum(g.outcome != "passed" for g in decided)
        if format is Form.json:
            print(_as_json(cases, found, decided, loaded.sources))
        else:
            _print(cases, found, decided, loaded.sources)
        total, opened = len(cases) + len(decided), sum(g.outcome == "inconclusive" for g in decided)
        rest = f", {opened} inconclusive" if opened else ""
        say(f"{total - failed} passed, {failed - opened} failed{rest}" if total else "no test was found")
        if failed:
            raise typer.Exit(FAILED)


def _print(
    cases: list[TestCase], found: list[list[Diagnostic]], decided: list[Gated], sources: Mapping[str, str]
) -> None:
    from sigc.build.gates import told

    for case, problems in zip(cases, found, strict=True):
        print(f"{'FAIL' if problems else 'ok  '} {case.name}")
    marks = {"passed": "ok  ", "failed": "FAIL", "inconclusive": "?   "}
    for g in decided:
        print(
            f"{marks[g.outcome]} gate {g.gate.name}: {g.score.mean:.3f}  [{g.score.low:.3f}, {g.score.high:.3f}]"
            f"  {g.score.rows} rows, at least {g.gate.at_least:g}"
        )
        if g.failures:
            say(f"{g.failures} of {g.score.rows} rows failed and count as 0")
    show([*(d for problems in found for d in problems), *(d for g in decided for d in told(g))], sources)


def _as_json(
    cases: list[TestCase], found: list[list[Diagnostic]], decided: list[Gated], sources: Mapping[str, str]
) -> str:
    import json

    from sigc.base.render import render_json
    from sigc.base.source import SourceFile

    files = {path: SourceFile(path, text) for path, text in sources.items()}
    tests = [
        {"name": case.name, "passed": not problems, "diagnostics": json.loads(render_json(problems, files))}
        for case, problems in zip(cases, found, strict=True)
    ]
    gates = [
        {"name": g.gate.name, "outcome": g.outcome, "score": g.score.mean, "low": g.score.low, "high": g.score.high,
         "rows": g.score.rows, "rows_failed": g.failures, "at_least": g.gate.at_least, "rows_needed": g.needed}
        for g in decided
    ]  # fmt: skip
    return json.dumps({"tests": tests, "gates": gates}, ensure_ascii=False, indent=2)


async def _gate(gate: Gate, place: Place, project: Project, session: Session) -> Gated:
    """A gate on its callable as it was compiled, where sig.lock has it."""
    from sigc.base.disk import Disk
    from sigc.build.gates import run_gate
    from sigc.cli.program import with_lock
    from sigc.cli.run import notes_of
    from sigc.runtime.tools import Stubbed

    like = next((b for b in project.builds.values() if b.subject == gate.subject), None)
    program, notes = with_lock(place, project.programs[gate.subject], like)
    show(notes_of(notes), {})
    tools = Stubbed(session.tools, gate.stubs, session.recorded)
    return await run_gate(project, gate, program, session.lm_for, tools, Disk())


async def _run(case: TestCase, session: Session) -> list[Diagnostic]:
    """The expectations of one block that do not hold, each with what the names in it were."""
    from sigc.base.diagnostic import error
    from sigc.runtime.engine import Engine
    from sigc.runtime.errors import CallFailed
    from sigc.runtime.tools import Stubbed
    from sigc.values.evaluate import evaluate
    from sigc.values.operations import ValueFailure

    try:
        outputs = await Engine(
            case.program, session.lm_for, tools=Stubbed(session.tools, case.stubs, session.recorded)
        ).run({})
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
