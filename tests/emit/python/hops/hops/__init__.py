"""Verify, compiled by sigc."""

from .program import PACKAGE, Verify, verify, verify_async, verify_stream

configure = PACKAGE.configure
map = PACKAGE.map
amap = PACKAGE.amap

__all__ = ["PACKAGE", "Verify", "amap", "configure", "map", "verify", "verify_async", "verify_stream"]
