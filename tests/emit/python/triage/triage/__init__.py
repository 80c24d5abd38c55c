"""Decide which team owns a customer's mail and how urgent it is."""

from typing import TYPE_CHECKING

from .program import PACKAGE, main, main_async, main_stream

if TYPE_CHECKING:
    from .types import Main, Team
else:
    from .program import _types

    def __getattr__(name):
        """A class: they are made, and pydantic is loaded, when the first of them is needed."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(_types, name)


configure = PACKAGE.configure
map = PACKAGE.map
amap = PACKAGE.amap

__all__ = ["PACKAGE", "Main", "Team", "amap", "configure", "main", "main_async", "main_stream", "map"]
