"""What runs inside WebAssembly: code with its names, what it prints, and the way to the functions handed in.

Promise: nothing here is trusted by the host; code may change all of it. What is imported here is what code can import.
May import: the standard library of the CPython it is built into, wit_world (made when it is built)."""
# ruff: noqa: F401

from __future__ import annotations

import abc
import ast
import base64
import bisect
import calendar
import collections
import collections.abc
import contextlib
import copy
import csv
import dataclasses
import datetime
import decimal
import difflib
import enum
import fractions
import functools
import hashlib
import heapq
import html
import io
import itertools
import json
import math
import operator
import pprint
import random
import re
import statistics
import string
import sys
import textwrap
import time
import types
import typing
import unicodedata
from typing import Any

import wit_world

BUFFER = 8000
"""Characters printed that are held back, so that printing line by line costs few ways out."""
LONGEST = 20_000
"""Characters of an error that are told."""


class Out(io.TextIOBase):
    """Where `print` goes."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.size = 0

    def write(self, text: str) -> int:
        self.held.append(text)
        self.size += len(text)
        if self.size >= BUFFER:
            self.flush()
        return len(text)

    def flush(self) -> None:
        held, self.held, self.size = "".join(self.held), [], 0
        if held:
            wit_world.emit(held)


OUT = Out()


NAMES: dict[str, Any] = {"__name__": "__main__"}
"""What code has defined. Here, because the object below lives no longer than one call from the host."""


class WitWorld(wit_world.WitWorld):  # type: ignore[misc]
    """One session: an instance of this component is used for one only."""

    def start(self, variables: str, functions: list[str], prelude: str) -> None:
        sys.stdout = sys.stderr = OUT
        sys.stdin = io.StringIO()
        time.sleep = lambda seconds: None
        random.seed(0)
        NAMES.update({name: function(name) for name in functions})
        exec(compile(prelude, "<prelude>", "exec"), NAMES)
        open_handles(NAMES)
        NAMES.update(decoded(json.loads(variables), NAMES["Handle"]))

    def run(self, code: str) -> str:
        """The error that the code ended in, or an empty text."""
        try:
            tree = ast.parse(code, "<code>")
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<code>", "exec"), NAMES)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<code>", "eval"), NAMES)
                if value is not None:
                    print(repr(value))
        except BaseException as error:  # SystemExit and KeyboardInterrupt too: they end this run, not the session
            return f"{type(error).__name__}: {error}"[:LONGEST]
        finally:
            OUT.flush()
        return ""


def function(name: str) -> Any:
    """One of the host's functions."""

    def call(*values: Any, **named: Any) -> Any:
        OUT.flush()
        given = json.dumps([[encoded(value) for value in values], {key: encoded(v) for key, v in named.items()}])
        [kind, value] = json.loads(wit_world.call(name, given))
        if kind == "value":
            return value
        raise {"type": TypeError, "name": NameError}.get(kind, ValueError)(value)

    return call


def encoded(value: Any) -> Any:
    """As JSON, in which a dict stands in `d` and a handle in `h`, so that no data can be taken for a handle."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dict):
        return {"d": {str(key): encoded(item) for key, item in value.items()}}
    if isinstance(value, set | frozenset):
        return sorted((encoded(item) for item in value), key=repr)
    if isinstance(value, list | tuple):
        return [encoded(item) for item in value]
    if type(value).__name__ == "Handle":
        return {"h": [value._source, value._start, value._stop]}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be handed to a function")


def decoded(value: Any, handle: Any) -> Any:
    if isinstance(value, list):
        return [decoded(item, handle) for item in value]
    if isinstance(value, dict) and "h" in value:
        return handle(*value["h"])
    if isinstance(value, dict):
        return {key: decoded(item, handle) for key, item in value["d"].items()}
    return value


def open_handles(names: dict[str, Any]) -> None:
    """A class of CPython's can hold `len`, slices, `in` and `for`."""
    handle: Any = names["Handle"]

    def item(self: Any, at: Any) -> Any:
        if not isinstance(at, slice):
            return names["_handle"]("item", self, at)
        found = self.slice(at.start, at.stop) if at.step is None else self.slice()
        return found if at.step is None else found[at]

    def through(self: Any) -> Any:
        for page in names["_pages"](self):
            yield from names["_page"](self, page)

    handle.__len__ = lambda self: self._stop - self._start
    handle.__getitem__, handle.__iter__ = item, through
    handle.__contains__ = lambda self, piece: names["_handle"]("find", self, piece) >= 0
