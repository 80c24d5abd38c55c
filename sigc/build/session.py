"""The models of a run: opened once, behind one budget, one cache and, for a compile, one journal.

Promise: every model call of a command passes here, so money is spent in one place. Closing is idempotent.
May import: sigc.base, sigc.ir, sigc.lm, sigc.runtime, sigc.evaluate."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sigc.base.diagnostic import UserError, error
from sigc.base.source import join
from sigc.build.project import Place
from sigc.ir.program import Model, Program
from sigc.ir.project import Limits
from sigc.lm.base import LM
from sigc.lm.budget import Budget, Spent
from sigc.lm.journal import Journal, Journaled
from sigc.lm.prices import PICO, price_of
from sigc.lm.store import Store
from sigc.runtime.models import Models
from sigc.runtime.tools import PythonTools, Tools

if TYPE_CHECKING:
    from sigc.runtime.engine import Engine
    from sigc.runtime.recorded import Tape
    from sigc.runtime.spans import Tracer

OFFLINE = "sigc/offline"


@dataclass
class Session:
    """`lm_for(None)` is the default model. `budget` counts every attempt of the command."""

    models: Models
    budget: Budget
    tools: Tools
    store: Store | None = None
    journal: Journal | None = None
    tape: Tape | None = None
    tracer: Tracer | None = None
    _open: dict[str | None, LM] = field(default_factory=dict)

    def lm_for(self, name: str | None) -> LM:
        """The model of a declared name, or the default, with its wrappers."""
        if name not in self._open:
            lm = self.models.lm(name)
            self._open[name] = Journaled(lm, self.journal, self.models.endpoint(name)) if self.journal else lm
        return self._open[name]

    def engine(self, program: Program) -> Engine:
        """A program ready to run with these models and tools, traced where the session is."""
        if self.tracer is not None:
            from sigc.runtime.traced import TracedEngine

            return TracedEngine(program, self.lm_for, tracer=self.tracer, tools=self.tools)
        from sigc.runtime.engine import Engine

        return Engine(program, self.lm_for, tools=self.tools)

    def spent(self) -> Spent:
        return self.budget.spent()

    async def close(self) -> None:
        await self.models.close()
        if self.store:
            self.store.close()
        if self.journal:
            self.journal.close()
        if self.tape:
            self.tape.close()


def open_session(
    place: Place,
    models: Mapping[str, Model],
    *,
    default: str | None = None,
    offline: bool = False,
    limits: Limits = Limits(),
    journal: str | None = None,
    keep_replies: bool = True,
    tape: Tape | None = None,
    tracer: Tracer | None = None,
) -> Session:
    """Models for one command. `default`: the name of the declared model for unpinned slots, None for sigc/offline;
    `offline` puts sigc/offline in every slot. `journal`: the file's name in the state folder; `tape`: a recording
    that is made or played; `tracer`: who notes what runs. Raises UserError when the state folder cannot be made or
    holds a damaged journal."""
    wants_state = journal is not None or keep_replies
    state = _state_folder(place) if wants_state else None
    store = Store(join(state, "cache.sqlite")) if state and keep_replies else None
    book = Journal(join(state, journal)) if state and journal else None
    already = spent_before(book, models) if book else None
    budget = Budget(usd=limits.usd, calls=limits.calls, tokens=limits.tokens, already=already)
    opened = Models(models, default=default, offline=offline, store=store, budget=budget, env=os.environ,
                    tape=tape, tracer=tracer)  # fmt: skip
    python: Tools = PythonTools(place.python or (place.root,))
    return Session(opened, budget, tape.tools(python) if tape else python, store, book, tape, tracer)


def spent_before(journal: Journal, models: Mapping[str, Model]) -> Spent:
    """What a killed run had spent by its journal, for the budget of the run that goes on. Calls that were in flight may
    have been answered and paid: they count as calls, and as possibly paid up to the tokens they could have used, at
    list price, so that a ceiling holds over both runs."""
    known, flying = journal.spent(), journal.in_flight()
    settings = {model.id: model.settings for model in models.values()}
    prices = {intent.model: price_of(intent.model, settings.get(intent.model)) for intent in flying}
    return Spent(
        calls=known.calls + len(flying),
        tokens=known.usage.input + known.usage.output,
        usd=known.cost or 0.0,
        possibly_tokens=sum(intent.most.input + intent.most.output for intent in flying),
        possibly_usd=sum(p.cost(i.most) / PICO for i in flying if (p := prices[i.model]) is not None),
    )


def resumed(journal: Journal | None) -> str | None:
    """What to tell the user of a journal that an earlier run left: how much is known, and which calls it was waiting
    for. None for a fresh one."""
    answered = journal.spent().calls if journal else 0
    flying = Counter((intent.node, intent.purpose) for intent in journal.in_flight()) if journal else Counter()
    if not answered and not flying:
        return None
    told = f"goes on where it stopped: {_calls(answered)} answered before"
    if not flying:
        return told
    named = ", ".join(
        f"{node} ({what}) × {n}" if what else f"{node} × {n}" for (node, what), n in sorted(flying.items())
    )
    return f"{told}; {_calls(flying.total())} in flight when it ended, possibly paid, asked again: {named}"


def _calls(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'}"


def _state_folder(place: Place) -> str:
    """`.sigc` under the project's root, made when it is missing, with a .gitignore that keeps it out of commits."""
    folder = Path(place.state)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as failure:
        title = f"cannot write to `{folder}`: {failure.strerror or failure}"
        raise UserError(error("SIG0711", title, help="make the project's folder writable")) from None
    return str(folder)
