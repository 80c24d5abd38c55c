"""What the adapters in our own frame have in common: they differ in how a reply is written and read.

Promise: as `base.Adapter`. An adapter is a subclass with a `style`, the `finders` in the order in which they are
believed, and the reason of a re-ask when none of them finds an output. May import: sigc.ir, sigc.adapters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sigc.adapters.base import Growing, Prompt, Reading, Template, Turn
from sigc.adapters.finding import Finder
from sigc.adapters.frame import Style, frame
from sigc.adapters.growing import AfterThoughts, Finished
from sigc.adapters.salvage import read_reply
from sigc.adapters.unframe import read_frame
from sigc.ir.program import Task, Values


class Framed:
    """An adapter in our own frame."""

    style: ClassVar[Style]
    finders: ClassVar[Sequence[Finder]]
    nothing: ClassVar[str]
    """The reason when a reply gives no output; `{}` stands for their names."""

    @property
    def name(self) -> str:
        return self.style.adapter

    def fits(self, task: Task) -> str | None:
        return None

    def template(self, task: Task) -> Template:
        return frame(task, self.style)

    def write(self, values: Values, task: Task) -> str:
        return self.style.write(values, task)

    def read(self, text: str, task: Task) -> Reading:
        names = ", ".join(map(self.shown, (f.name for f in task.outputs)))
        return read_reply(text, task, self.style.read_demo, self.finders, self.nothing.format(names))

    def growing(self, task: Task) -> Growing:
        return AfterThoughts(self.reader(task))

    def reader(self, task: Task) -> Growing:
        """What reads a reply behind its draft as it comes."""
        return Finished(task)

    def read_prompt(self, messages: Sequence[Turn]) -> Prompt | None:
        return read_frame(messages, self.style)

    @staticmethod
    def shown(name: str) -> str:
        """An output's name in the reason."""
        return name
