"""What a compile shows while it works: one moving line on a terminal, one line per pass elsewhere.

May import: all rooms."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.status import Status

from sigc.build.optimize import RESUMED
from sigc.cli.common import say
from sigc.passes.base import Event


class Progress:
    """A context manager whose `listen` takes the events of a build."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._console = Console(stderr=True, highlight=False)
        self._status: Status | None = None
        self._pass = ""

    def __enter__(self) -> Progress:
        if self._console.is_terminal:
            self._status = self._console.status(f"{self._name}: checking")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def listen(self, event: Event) -> None:
        if event.pass_ == RESUMED:
            self._console.print(f"{self._name}: {event.text}", soft_wrap=True, markup=False)
            return
        place = f" {event.node}" if event.node else ""
        count = f" {event.done}/{event.total}" if event.total else ""
        score = f" (best {event.score:.3f})" if event.total and event.score is not None else ""
        line = f"{self._name}: {event.pass_}{place}: {event.text}{count}{score}"
        if self._status:
            self._status.update(line, spinner="dots")
        elif event.pass_ != self._pass or not event.total:
            say(line)
        self._pass = event.pass_
