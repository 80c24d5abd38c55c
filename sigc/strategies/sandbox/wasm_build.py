"""CPython as a WebAssembly component with our guest inside: built once by componentize-py, kept compiled in the cache.

Promise: the file is named by all that it is made of, appears whole or not at all, and is loaded only from a folder that
no other user can write. May import: sigc.lm.base, sigc.strategies.sandbox; wasmtime, componentize_py where used."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sigc.lm.base import LMError
from sigc.strategies.sandbox.base import MISSING

WORLD = """package sigc:sandbox;

world sandbox {
  import call: func(name: string, arguments: string) -> string;
  import emit: func(text: string);
  export start: func(variables: string, functions: list<string>, prelude: string);
  export run: func(code: string) -> string;
}
"""
GUEST = Path(__file__).parent / "guest" / "app.py"
PARTS = ("wasmtime", "componentize-py")
BUILD_SECONDS = 600


def compiled_python(env: Mapping[str, str] = os.environ) -> Path:
    """Where the compiled interpreter lies, made first when it is not there (about 20 s). Raises LMError SIG0829."""
    folder = cache_folder(env)
    place = folder / f"python-{_fingerprint()}.cwasm"
    if not place.exists():
        _build(place)
    if os.name == "posix":
        about = folder.stat()
        if about.st_uid != os.getuid() or about.st_mode & 0o022:
            raise LMError(MISSING, f"{folder} can be written by other users, so no interpreter is loaded from it")
    return place


def cache_folder(env: Mapping[str, str]) -> Path:
    """The user's cache folder for sigc, as the XDG base directory specification says."""
    home = env.get("XDG_CACHE_HOME") or Path(env.get("HOME") or Path.home()) / ".cache"
    return Path(home) / "sigc"


def _fingerprint() -> str:
    try:
        versions = [f"{part} {version(part)}" for part in PARTS]
    except PackageNotFoundError as error:
        why = "code that a model writes is to run in CPython, which is not installed: pip install 'sigc[wasm]'"
        raise LMError(MISSING, why) from error
    made_of = "\n".join([*versions, WORLD, GUEST.read_text(encoding="utf-8")])
    return hashlib.sha256(made_of.encode()).hexdigest()[:20]


def _build(place: Path) -> None:
    from wasmtime import Engine, component

    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=place.parent) as name:
        folder = Path(name)
        (folder / "world.wit").write_text(WORLD, encoding="utf-8")
        (folder / "app.py").write_text(GUEST.read_text(encoding="utf-8"), encoding="utf-8")
        words = ["-d", "world.wit", "-w", "sandbox", "componentize", "app", "-o", "python.wasm"]
        done = subprocess.run(
            [sys.executable, "-c", "import componentize_py; componentize_py.script()", *words],
            cwd=folder, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise LMError(MISSING, "componentize-py could not build the interpreter", raw=done.stderr[-2000:])
        engine: Any = Engine(configuration())
        made = component.Component.from_file(engine, str(folder / "python.wasm"))
        (folder / "python.cwasm").write_bytes(bytes(made.serialize()))
        (folder / "python.cwasm").replace(place)


def configuration() -> Any:
    """How code is compiled; the same when it is built and when it is loaded."""
    from wasmtime import Config

    config = Config()
    config.epoch_interruption = True
    return config
