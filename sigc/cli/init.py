"""`sigc init`: a project to start from.

May import: all rooms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigc.cli.common import guarded, say

STARTER = Path(__file__).parent / "starter"


def init(folder: Annotated[str, typer.Argument(help="the folder to make the project in")] = ".") -> None:
    """Write a first project: sig.toml and main.sig. Never overwrites a file.

    Example: `sigc init hello && sigc test hello`
    """
    from sigc.base.diagnostic import UserError, error
    from sigc.base.source import Disk, join

    with guarded():
        disk = Disk()
        names = sorted(p.name for p in STARTER.iterdir() if p.suffix in (".sig", ".toml"))
        taken = [join(folder, name) for name in names if disk.exists(join(folder, name))]
        if taken:
            title = f"`{taken[0]}` exists already"
            raise UserError(error("SIG0713", title, note="init overwrites nothing", help="give another folder"))
        try:
            for name in names:
                disk.write(join(folder, name), (STARTER / name).read_bytes())
        except OSError as failure:
            title = f"cannot write to `{folder}`: {failure.strerror or failure}"
            raise UserError(error("SIG0711", title, help="make the folder writable, or give another")) from None
        say(f"wrote {' and '.join(join(folder, name) for name in names)}")
        say(f"next: sigc test {folder}")
