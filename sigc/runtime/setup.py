"""How a package calls models, and the models and engines that are made of it.

Promise: frozen; a bulk run makes another of it, with models and a budget of its own. May import: sigc.lm,
sigc.runtime."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigc.lm.base import LM
from sigc.lm.budget import Budget, Spent
from sigc.runtime.engine import Engine, engine_of
from sigc.runtime.loaded import Loaded
from sigc.runtime.models import OFFLINE, Limits, Models
from sigc.runtime.tools import Tools

if TYPE_CHECKING:
    from sigc.lm.store import Store
    from sigc.runtime.recorded import Tape
    from sigc.runtime.spans import Tracer


@dataclass(frozen=True, slots=True)
class Setup:
    """How a package calls models. `usd`, `calls`, `tokens`: the budget; `decides`: a hash of the package."""

    loaded: Loaded
    decides: str
    model: str | None
    offline: bool
    store: Store | None
    usd: float | None
    calls: int | None
    tokens: int | None
    limits: Limits
    env: Mapping[str, str]
    tape: Tape | None
    tracer: Tracer | None
    tools: Tools
    min_confidence: float = 0.0

    @property
    def default(self) -> str:
        return self.model or self.loaded.model or OFFLINE

    def models(self, already: Spent | None = None, batch: Callable[[LM, str], LM] | None = None) -> Models:
        """The models, behind a budget of their own. `batch`: as Models has it."""
        budget = Budget(self.usd, self.calls, self.tokens, already=already)
        return Models(
            *(self.loaded.program.models, self.default, self.offline, self.store, budget, self.limits, self.env),
            *(self.tape, self.tracer, batch),
        )

    def engine(self, lm_for: Callable[[str | None], LM]) -> Engine:
        engine = engine_of(self.loaded, lm_for, self.tools, self.tracer)
        engine.min_confidence = self.min_confidence
        return engine
