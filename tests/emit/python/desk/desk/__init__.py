"""The whole desk."""

from typing import TYPE_CHECKING

from .program import PACKAGE, support, support_async, support_stream

if TYPE_CHECKING:
    from .types import Doc, Support, Team
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

__all__ = [
    "PACKAGE",
    "Doc",
    "Support",
    "Team",
    "amap",
    "configure",
    "map",
    "support",
    "support_async",
    "support_stream",
]
