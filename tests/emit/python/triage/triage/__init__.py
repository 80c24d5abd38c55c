"""Decide which team owns a customer's mail and how urgent it is."""

from .program import PACKAGE, Main, Team, main, main_async, main_stream

configure = PACKAGE.configure
map = PACKAGE.map
amap = PACKAGE.amap

__all__ = ["PACKAGE", "Main", "Team", "amap", "configure", "main", "main_async", "main_stream", "map"]
