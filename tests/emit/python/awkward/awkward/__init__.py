"""Main, compiled by sigc."""

from .program import PACKAGE, Main, Model, main, main_async, main_stream

configure = PACKAGE.configure
map = PACKAGE.map
amap = PACKAGE.amap

__all__ = ["PACKAGE", "Main", "Model", "amap", "configure", "main", "main_async", "main_stream", "map"]
