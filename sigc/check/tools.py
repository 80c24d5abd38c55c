"""Tools, from Python or from an MCP server. A function is looked for by reading its source, never by importing it.

Promise: a missing file, a missing function and parameters that do not fit are told with the place in the Python file.
May import: sigc.base, ir, syntax, check/core, headers, texts."""

from __future__ import annotations

import ast as python
import re

from sigc.base.diagnostic import error
from sigc.base.names import closest
from sigc.base.source import SourceFile, Span, join
from sigc.check.core import Checker, Header
from sigc.check.headers import refuse_output_defaults, with_defaults
from sigc.check.labels import marked, tool_marks
from sigc.check.scope import Symbol
from sigc.check.settings import plain
from sigc.check.texts import expand
from sigc.ir.program import PROCESS, Remote, Tool
from sigc.syntax import ast

_TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
LONGEST = 86_400
"""Seconds that a tool may be given: a day."""
Function = python.FunctionDef | python.AsyncFunctionDef


def check_tool(c: Checker, symbol: Symbol) -> Tool | None:
    """The lowered tool, None when it is broken or not supported yet."""
    decl = symbol.decl
    assert isinstance(decl, ast.ToolDecl)
    mark = c.mark()
    header = c.header(symbol)
    zone, labels = tool_marks(c, decl.labels)
    timeout = _timeout(c, decl)
    refuse_output_defaults(c, decl)
    inputs = with_defaults(c, symbol)
    words = [decl.description.value if decl.description else "", expand(c, decl.doc, c.world.scopes[symbol.path])]
    origin = _origin(c, symbol, decl, header)
    if origin is None or not header.ok or not c.clean_since(mark):
        return None
    remote = origin if isinstance(origin, Remote) else None
    if remote is not None:
        zone = _remote_zone(c, decl, remote, zone)
    effect = decl.effect.text if decl.effect is not None else "reads"
    return Tool(
        symbol.key,
        inputs,
        marked(header.outputs, labels),
        "" if isinstance(origin, Remote) else origin,
        "pure" if effect == "pure" else "acts" if effect == "acts" else "reads",
        "\n".join(w for w in words if w),
        zone,
        mcp=remote,
        timeout=timeout,
        span=symbol.span,
    )


def _timeout(c: Checker, decl: ast.ToolDecl) -> float | None:
    """The one setting of a tool: the seconds after which a call has failed."""
    found = None
    for bind in decl.settings:
        name = bind.name.text
        if name != "timeout":
            near = closest(name, ["timeout"])
            hint = "did you mean `timeout`?" if near else "a tool has the one setting `timeout`, in seconds"
            c.error("SIG0610", f"a tool has no setting `{name}`", bind.name.span, "no such setting", help=hint)
            continue
        value = plain(bind.value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LONGEST:
            c.error("SIG0612", f"`timeout` is a number of seconds, up to {LONGEST:,}", bind.value.span, "does not fit")
        else:
            found = float(value)
    return found


def _origin(c: Checker, symbol: Symbol, decl: ast.ToolDecl, header: Header) -> str | Remote | None:
    origin = decl.origin
    if origin is None:
        c.error(
            "SIG0321",
            f"`{symbol.name}` comes from nowhere",
            symbol.span,
            "what carries it out?",
            help='add `from python "module:function"`',
        )
        return None
    if origin.kind.text == "mcp":
        return _remote(c, origin)
    return python_target(c, symbol, origin, header)


def _remote(c: Checker, origin: ast.Origin) -> Remote | None:
    """A tool of a declared server; whether the server has it is seen when the server is first spoken to."""
    name = origin.target.value
    if origin.second is None:
        c.error(
            "SIG0327",
            "which tool of the server?",
            origin.target.span,
            "names the server alone",
            help=f'write `from mcp "{name}" "the tool\'s name there"`',
        )
        return None
    server = c.servers.get(name)
    if server is None:
        near = closest(name, c.servers)
        c.error(
            "SIG0327",
            f"no MCP server `{name}` is declared",
            origin.target.span,
            "not in sig.toml",
            note="servers are declared in sig.toml, so that a source file cannot start a process",
            help=f"did you mean `{near}`?" if near else f'add `[mcp.{name}]` with `command = "…"` or `url = "…"`',
        )
        return None
    if server.zone not in (None, PROCESS, *c.marks.zones):
        title = f"the server `{name}` is in the zone `{server.zone}`, which no file declares"
        c.error("SIG0327", title, origin.target.span, "its zone", help=f"declare it: `zone {server.zone}`")
        return None
    return Remote(server, origin.second.value)


def _remote_zone(c: Checker, decl: ast.ToolDecl, remote: Remote, marked: str | None) -> str | None:
    """A server is where sig.toml says; a mark may repeat that and not deny it."""
    zone = remote.server.zone
    if marked is not None and marked != zone:
        where = f"in the zone `{zone}`" if zone is not None else "outside every zone"
        c.error(
            "SIG0612",
            f"the server `{remote.server.name}` is {where}, not in `{marked}`",
            decl.labels[0].span,
            "another zone",
            help=f'put `zone = "{marked}"` into `[mcp.{remote.server.name}]`, if that is true',
        )
    return zone


def python_target(c: Checker, symbol: Symbol, origin: ast.Origin, header: Header) -> str | None:
    """`module:function`, looked for in the source; None when it cannot be one."""
    target = origin.target.value
    if origin.kind.text != "python" or not _TARGET.fullmatch(target):
        c.error(
            "SIG0321",
            f"`{target}` names no Python function",
            origin.target.span,
            "not of the form `module:function`",
            help='write `from python "package.module:function"`',
        )
        return None
    source = _source(c, origin.target, target.split(":")[0])
    if source is not None:
        _check_function(c, symbol, origin.target, source, target.split(":")[1], header)
    return target


def _source(c: Checker, at: ast.Text, module: str) -> SourceFile | None:
    """The Python file of a module under the project's Python folders."""
    path = module.replace(".", "/")
    tried = [join(folder, name) for folder in c.python for name in (f"{path}.py", f"{path}/__init__.py")]
    for candidate in tried:
        if not c.world.files.exists(candidate):
            continue
        try:
            text = c.world.files.read(candidate).decode("utf-8").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError):
            c.error("SIG0321", f"`{candidate}` cannot be read", at.span, "not UTF-8 text")
            return None
        source = SourceFile(candidate, text)
        c.world.sources[candidate] = source
        return source
    c.error(
        "SIG0321",
        f"there is no Python module `{module}`",
        at.span,
        f"looked for `{tried[0]}`" if tried else "",
        note="modules are looked for under the project's `python` folders, and read, never imported",
    )
    return None


def _check_function(c: Checker, symbol: Symbol, at: ast.Text, source: SourceFile, name: str, header: Header) -> None:
    try:
        tree = python.parse(source.text)
    except (SyntaxError, ValueError, RecursionError) as problem:
        line = getattr(problem, "lineno", None)
        where = f" (line {line})" if line else ""
        c.error("SIG0321", f"`{source.path}` is not valid Python{where}", at.span, "cannot be read")
        return
    defined = _top_level(tree)
    if name not in defined:
        near = closest(name, [n for n, f in defined.items() if f is not None])
        c.error(
            "SIG0321",
            f"`{source.path}` has no function `{name}`",
            at.span,
            "not defined at its top level",
            help=f"did you mean `{near}`?" if near else f"define `def {name}(…)` there",
        )
        return
    function = defined[name]
    if function is not None:
        _check_parameters(c, symbol, source, function, header)


def _top_level(tree: python.Module) -> dict[str, Function | None]:
    """Names at the top level; None for what is no function but may well be callable (an import, an assignment)."""
    found: dict[str, Function | None] = {}
    for statement in tree.body:
        if isinstance(statement, Function):
            found[statement.name] = statement
        elif isinstance(statement, python.ClassDef):
            found[statement.name] = None
        elif isinstance(statement, python.Import | python.ImportFrom):
            found |= {(a.asname or a.name).split(".")[0]: None for a in statement.names}
        elif isinstance(statement, python.Assign | python.AnnAssign):
            targets = statement.targets if isinstance(statement, python.Assign) else [statement.target]
            found |= {t.id: None for t in targets if isinstance(t, python.Name)}
    return found


def _check_parameters(c: Checker, symbol: Symbol, source: SourceFile, function: Function, header: Header) -> None:
    """Inputs are passed by name, so each needs a parameter, and each parameter without default an input."""
    args = function.args
    takes = [a.arg for a in (*args.args, *args.kwonlyargs)]
    inputs = [f.name for f in header.inputs]
    place = _def_place(source, function)
    for name in inputs:
        if args.kwarg is None and name not in takes:
            near = closest(name, takes)
            found = error(
                "SIG0322",
                f"`{function.name}` takes no parameter `{name}`",
                header.places.get(name, symbol.span),
                "this input is passed by its name",
                help=f"is its parameter `{near}` meant?" if near else None,
            )
            c.report(found.seen(place, "the function"))
    positional = args.args[: len(args.args) - len(args.defaults)] if args.defaults else args.args
    needed = [a.arg for a in positional]
    needed += [a.arg for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is None]
    needed += [a.arg for a in args.posonlyargs]
    for name in needed:
        if name not in inputs:
            found = error(
                "SIG0322",
                f"`{function.name}` needs `{name}`, which is no input",
                symbol.span,
                "has no such input",
                help=f"add `input {name}: …`, or give the parameter a default",
            )
            c.report(found.seen(place, "the function"))


def _def_place(source: SourceFile, function: Function) -> Span:
    """The line of the `def`, as far as its signature's first line goes. ast columns count UTF-8 bytes."""
    start = source.line_starts[function.lineno - 1]
    line = source.line(function.lineno)
    column = len(line.encode()[: function.col_offset].decode(errors="ignore"))
    end = line.rfind(":") if ":" in line else len(line)
    return Span(source.path, start + column, start + max(end, column + 1))
