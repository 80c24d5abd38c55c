"""What sandboxed code is given to work with handles: Python that every interpreter here can run.

Promise: no more than the smallest of them knows. An interpreter whose classes can hold `len`, slices, `in` and `for`
puts these in; for one whose cannot, `rewritten` turns them into the functions below. May import: nothing of ours."""

from __future__ import annotations

import ast

PRELUDE = '''
import re as _re
_len, _repr = len, repr

class Handle:
    """A long text, or list, that stays outside."""
    def __init__(self, source, start, stop):
        self._source, self._start, self._stop = source, start, stop
    def slice(self, start=None, stop=None):
        return _handle("slice", self, start, stop)
    def find(self, piece, start=None, stop=None):
        return _handle("find", self, piece, start, stop)
    def count(self, piece):
        return _handle("count", self, piece)
    def line_count(self):
        return _handle("line_count", self)
    def lines(self, first=None, last=None):
        return _handle("lines", self, first, last)
    def parts(self, size):
        return [Handle(self._source, a, b) for a, b in _handle("parts", self, size)]
    def grep(self, pattern, most=1000):
        found, number = [], 0
        for page in _pages(self):
            for line in _page(self, page):
                if _re.search(pattern, line):
                    found.append((number, line))
                    if _len(found) >= most:
                        return found
                number += 1
        return found
    def __repr__(self):
        return "<handle: " + self._source + "[" + str(self._start) + ":" + str(self._stop) + "]>"
    def __getitem__(self, at):
        raise TypeError("slice a handle as `name[a:b]`, or use its method slice(a, b)")
    def __iter__(self):
        raise TypeError("go through a handle by `for line in name`, or use its methods lines(a, b) and parts(size)")
    def __contains__(self, piece):
        raise TypeError("use the handle's method find(piece)")

def _size(value):
    return value._stop - value._start if isinstance(value, Handle) else _len(value)
def _cut(value, start, stop, step):
    return value.slice(start, stop) if isinstance(value, Handle) and step is None else value[start:stop:step]
def _item(value, place):
    return _handle("item", value, place) if isinstance(value, Handle) else value[place]
def _within(piece, value):
    return _handle("find", value, piece) >= 0 if isinstance(value, Handle) else piece in value
def _pages(value):
    if not isinstance(value, Handle):
        return [None]
    pages = []
    for start, stop, first in _handle("pages", value):
        page = Handle(value._source, start, stop)
        page._first = first
        pages.append(page)
    return pages
def _first(page):
    return 0 if page is None else page._first
def _page(value, page):
    if page is None:
        return value
    found = page.slice()
    if not isinstance(found, str):
        return found
    return (found[:-1] if found[-1:] == "\\n" else found).split("\\n")
def _shown(value):
    return value if value is None else _repr(value)
'''
"""`_handle(operation, handle, …)` is ours: it asks the host."""


def rewritten(code: str) -> str:
    """The code with `len`, slices, `in`, `for` and comprehensions that also work on handles which have a name, and its
    last value shown by its own `repr`. Code that is no Python is given back as it is: whoever runs it says why."""
    try:
        tree = _Rewriting().visit(ast.parse(code))
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            tree.body[-1] = ast.Expr(_call("_shown", tree.body[-1].value))
        return ast.unparse(ast.fix_missing_locations(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code


class _Rewriting(ast.NodeTransformer):
    """Names alone are looked at twice, so only these are rewritten where an expression would stand twice."""

    def __init__(self) -> None:
        self._number = 0

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node  # an annotation is no value: `list[int]` stays

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        node.value = self.visit(node.value) if node.value is not None else None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        node.body = [self.visit(line) for line in node.body]
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name("_size", node.ctx) if node.id == "len" and isinstance(node.ctx, ast.Load) else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        if isinstance(node.slice, ast.Slice):
            ends = [end or ast.Constant(None) for end in (node.slice.lower, node.slice.upper, node.slice.step)]
            return _call("_cut", node.value, *ends)
        return _call("_item", node.value, node.slice) if isinstance(node.value, ast.Name) else node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        [op, *more] = node.ops
        if more or not isinstance(op, ast.In | ast.NotIn) or not isinstance(node.comparators[0], ast.Name):
            return node
        found = _call("_within", node.left, node.comparators[0])
        return found if isinstance(op, ast.In) else ast.UnaryOp(ast.Not(), found)

    def visit_For(self, node: ast.For) -> ast.stmt:
        """Page by page: `break` leaves the pages too, and `else` follows the last of them."""
        self.generic_visit(node)
        through = self._through(node.iter)
        if through is None:
            return node
        page, pages, items = through
        inner = ast.For(node.target, items, node.body, [ast.Continue()])
        return ast.For(page, pages, [inner, ast.Break()], node.orelse)

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return self._paged(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.expr:
        return self._paged(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.expr:
        return self._paged(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self._paged(node)

    def _paged(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> ast.expr:
        self.generic_visit(node)
        generators: list[ast.comprehension] = []
        for one in node.generators:
            through = self._through(one.iter)
            if through is not None:
                page, pages, one.iter = through
                generators.append(ast.comprehension(page, pages, [], 0))
            generators.append(one)
        node.generators = generators
        return node

    def _through(self, items: ast.expr) -> tuple[ast.Name, ast.expr, ast.expr] | None:
        """For `x` or `enumerate(x)`: a name for a page, the pages, and what to go through of one."""
        counted = isinstance(items, ast.Call) and isinstance(items.func, ast.Name) and items.func.id == "enumerate"
        name = items.args[0] if counted and isinstance(items, ast.Call) and len(items.args) == 1 else items
        if not isinstance(name, ast.Name) or (isinstance(items, ast.Call) and items.keywords):
            return None
        self._number += 1
        page = ast.Name(f"_page_{self._number}", ast.Load())
        found = _call("_page", name, page)
        if counted:
            found = _call("enumerate", found, _call("_first", page))
        return ast.Name(page.id, ast.Store()), _call("_pages", name), found


def _call(name: str, *given: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), list(given), [])
