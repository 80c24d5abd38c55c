"""The whole desk."""

from .program import PACKAGE, Doc, Support, Team, support, support_async, support_stream

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
