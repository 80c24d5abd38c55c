"""Album, compiled by sigc."""

from .program import PACKAGE, Album, Page, album, album_async

configure = PACKAGE.configure
map = PACKAGE.map
amap = PACKAGE.amap

__all__ = ["PACKAGE", "Album", "Page", "album", "album_async", "amap", "configure", "map"]
