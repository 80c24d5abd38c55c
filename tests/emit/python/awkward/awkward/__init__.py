"""Main, compiled by sigc."""

from .program import PACKAGE, Main, Model, main, main_async

configure = PACKAGE.configure

__all__ = ["PACKAGE", "Main", "Model", "configure", "main", "main_async"]
