"""A module that is loaded when something of it is first needed: the classes of an emitted package, and pydantic.

Promise: annotations that name something of it can be evaluated, for `typing.get_type_hints` and all that stands on it;
nothing but its first use loads it. May import: nothing of ours."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """Stands for the module called `name`; once it is loaded, its names are found here as fast as there."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by whoever looks at objects, such as a debugger
            raise AttributeError(name)
        module = import_module(self._name)
        self.__dict__.update((key, value) for key, value in vars(module).items() if not key.startswith("_"))
        return getattr(module, name)
