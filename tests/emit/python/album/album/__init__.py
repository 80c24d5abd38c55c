"""Album, compiled by sigc."""

from .program import PACKAGE, Album, Page, album, album_async, album_stream

configure = PACKAGE.configure
map = PACKAGE.map
amap = PACKAGE.amap

__all__ = ["PACKAGE", "Album", "Page", "album", "album_async", "album_stream", "amap", "configure", "map"]
