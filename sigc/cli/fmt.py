"""`sigc fmt`: files in the house style.

May import: all rooms."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from sigc.base.diagnostic import Diagnostic, UserError, error
from sigc.base.source import Disk, join
from sigc.cli.common import FAILED, guarded, say, show

STDIN = "-"


def fmt(
    paths: Annotated[list[str] | None, typer.Argument(help="files and folders; `-`: stdin to stdout")] = None,
    check: Annotated[bool, typer.Option("--check", help="write nothing; list what would change")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="write nothing; show what would change")] = False,
) -> None:
    """Lay files out in the one style; comments, texts and meaning stay. Without a path: the folder here.

    A declaration that cannot be read stays as it is. Exit code 1: there was one, or --check or --diff found a change.

    Examples: `sigc fmt` · `sigc fmt --check desk.sig lib` · `sigc fmt - < desk.sig`
    """
    disk = Disk()
    with guarded():
        names = list(dict.fromkeys(name for path in paths or ["."] for name in _names(path, disk)))
        changed, broken = [], []
        for name in names:
            old = sys.stdin.buffer.read() if name == STDIN else _read(name, disk)
            new, found = _formatted(name, old)
            if found:
                broken.append(name)
            if new != old:
                changed.append(name)
                if diff:
                    _show_difference(name, old, new)
                elif check:
                    print(name)
                elif name != STDIN:
                    _write(name, new, disk)
            if name == STDIN and not (check or diff):
                sys.stdout.buffer.write(new)
        if names != [STDIN]:
            say(_summary(len(names), len(changed), len(broken), wrote=not (check or diff)))
        if broken or (changed and (check or diff)):
            raise typer.Exit(FAILED)


def _names(path: str, disk: Disk) -> Iterator[str]:
    """The file that is named, or all `.sig` files in and below a folder; what is not the author's is left out."""
    if path == STDIN or (disk.exists(path) and not disk.is_dir(path)):
        if path != STDIN and not path.endswith(".sig"):
            raise UserError(error("SIG0702", f"`{path}` is not a `.sig` file", help="give a `.sig` file or a folder"))
        yield path
        return
    if not disk.exists(path):
        raise UserError(error("SIG0701", f"`{path}` does not exist", help="give a `.sig` file or a folder"))
    folders = [path]
    while folders:
        folder = folders.pop()
        inside = [join(folder, name) for name in _listed(folder, disk) if name[0] != "." and name != "node_modules"]
        yield from (name for name in inside if name.endswith(".sig") and not disk.is_dir(name))
        below = [name for name in inside if disk.is_dir(name) and not os.path.islink(name)]
        folders += [name for name in reversed(below) if not disk.exists(join(name, "pyvenv.cfg"))]


def _listed(folder: str, disk: Disk) -> tuple[str, ...]:
    try:
        return disk.list(folder)
    except OSError as failure:
        raise UserError(error("SIG0701", f"cannot read `{folder}`: {failure.strerror or failure}")) from None


def _read(name: str, disk: Disk) -> bytes:
    try:
        return disk.read(name)
    except OSError as failure:
        raise UserError(error("SIG0701", f"cannot read `{name}`: {failure.strerror or failure}")) from None


def _formatted(name: str, old: bytes) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The bytes as they should be; what could not be read is told and stays."""
    from sigc.syntax.format import format
    from sigc.syntax.parse import decode

    shown = "stdin" if name == STDIN else name
    file = decode(shown, old)
    if isinstance(file, Diagnostic):
        show([file], {})
        return old, (file,)
    formatted = format(file)
    show(formatted.found, {shown: file.text})
    return formatted.text.encode(), formatted.found


def _show_difference(name: str, old: bytes, new: bytes) -> None:
    before, after = (data.decode("utf-8-sig").splitlines(keepends=True) for data in (old, new))
    for line in difflib.unified_diff(before, after, f"{name} (now)", f"{name} (formatted)"):
        sys.stdout.write(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


def _write(name: str, new: bytes, disk: Disk) -> None:
    try:
        disk.write(name, new)
    except OSError as failure:
        title = f"cannot write `{name}`: {failure.strerror or failure}"
        raise UserError(error("SIG0711", title, help="make its folder writable")) from None
    say(f"formatted {name}")


def _summary(files: int, changed: int, broken: int, *, wrote: bool) -> str:
    """`3 files: 1 formatted, 1 with errors, the others as they should be`."""
    told = [f"{changed} {'formatted' if wrote else 'to format'}"] if changed else []
    told += [f"{broken} with errors"] if broken else []
    return f"{files} file{'' if files == 1 else 's'}: {', '.join(told) or 'nothing to change'}"
