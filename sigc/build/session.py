"""The models of a run: opened once, behind one budget, one cache and, for a compile, one journal.

Promise: every model call of a command passes here, so money is spent in one place. Closing is idempotent.
May import: sigc.base, sigc.ir, sigc.lm, sigc.runtime, sigc.evaluate."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
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
from sigc.lm.store import Store
from sigc.runtime.models import Models
from sigc.runtime.resumed import spent_before
from sigc.runtime.tools import PythonTools, Tools

if TYPE_CHECKING:
    from sigc.runtime.engine import Engine
    from sigc.runtime.mcp import WithServers
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
    servers: WithServers | None = None
    _open: dict[str | None, LM] = field(default_factory=dict)

    def lm_for(self, name: str | None) -> LM:
        """The model of a declared name, or the default, with its wrappers."""
        if name not in self._open:
            lm = self.models.lm(name)
            self._open[name] = Journaled(lm, self.journal, self.models.endpoint(name)) if self.journal else lm
        return self._open[name]

    def engine(
        self, program: Program, lm_for: Callable[[str | None], LM] | None = None, tools: Tools | None = None
    ) -> Engine:
        """A program ready to run with these models and tools, or others made of them; traced where the session is."""
        from sigc.runtime.engine import engine_of

        return engine_of(program, lm_for or self.lm_for, tools or self.tools, self.tracer)

    @property
    def recorded(self) -> frozenset[str]:
        """Tools that the tape answers for."""
        return self.tape.answers if self.tape else frozenset()

    def spent(self) -> Spent:
        return self.budget.spent()

    async def close(self) -> None:
        await self.models.close()
        if self.servers is not None:
            await self.servers.close()
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
    journal: str | Journal | None = None,
    keep_replies: bool = True,
    tape: Tape | None = None,
    tracer: Tracer | None = None,
    batch: Callable[[LM, str], LM] | None = None,
) -> Session:
    """Models for one command. `default`: the name of the declared model for unpinned slots, None for sigc/offline;
    `offline` puts sigc/offline in every slot. `journal`: the file's name in the state folder, or one that is open;
    `tape`: a recording that is made or played; `tracer`: who notes what runs; `batch`: as Models has it. Raises
    UserError when the state folder cannot be made or holds a damaged journal."""
    wants_state = isinstance(journal, str) or keep_replies
    state = _state_folder(place) if wants_state else None
    store = Store(join(state, "cache.sqlite")) if state and keep_replies else None
    book = Journal(join(state or "", journal)) if isinstance(journal, str) else journal
    already = spent_before(book, models) if book else None
    budget = Budget(usd=limits.usd, calls=limits.calls, tokens=limits.tokens, already=already)
    opened = Models(models, default=default, offline=offline, store=store, budget=budget, env=os.environ,
                    tape=tape, tracer=tracer, batch=batch)  # fmt: skip
    tools: Tools = PythonTools(place.python or (place.root,))
    servers = _with_servers(tools, place.root) if place.servers else None
    tools = servers or tools
    return Session(opened, budget, tape.tools(tools) if tape else tools, store, book, tape, tracer, servers)


def _with_servers(inner: Tools, folder: str) -> WithServers:
    from sigc.runtime.mcp import WithServers

    return WithServers(inner, os.environ, folder=folder)


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
