"""What it costs to begin, beside DSPy: the import of an emitted package, its memory, and the first answered call.

    python bench/startup.py [--rounds 15]

Needs `pip install "sigc[peers]"`. Every figure comes from a process of its own; the median of the rounds counts, ours
and DSPy's in turn. "Import" is the statement alone, without the start of Python; "first call" is from the start of the
process to the answer of a loopback server, all that is loaded for it included. Byte code is written beforehand, as it
is for anything installed. Prints a table and keeps it in bench/results/startup.txt."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from desk import MODEL, SERVED, SHAPES, answer, emitted  # noqa: E402
from loopback import spawned  # noqa: E402

FLAT = SHAPES[0]
IMPORT = """
import time
start = time.perf_counter()
{statement}
spent = time.perf_counter() - start
print(spent)
"""
PEAK = """
peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(peak[0].split()[1]) / 1024)
"""
OURS = """
import {module} as package
package.PACKAGE.program.models["bench"].settings.update({{"base_url": {url!r}}})
print(package.triage(mail="My parcel never came."))
"""
THEIRS = """
import dspy
from typing import Literal
class Triage(dspy.Signature):
    '''Decide which team owns a customer's mail and how urgent it is.'''
    mail: str = dspy.InputField(desc="verbatim, in any language")
    team: Literal["billing", "shipping", "technical"] = dspy.OutputField()
    urgency: int = dspy.OutputField(desc="5 = the customer cannot work")
dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=False)
dspy.configure(lm=dspy.LM({model!r}, api_base={url!r}, api_key="none", cache=False))
print(dspy.Predict(Triage)(mail="My parcel never came."))
"""
TARGETS = {"import, ms": 0.5, "import, MiB": 0.5, "first call, ms": 0.7, "first call, MiB": None}


def run(code: str, folder: Path) -> tuple[str, float, float]:
    """What a fresh process printed first, its wall time in seconds until then, and the most memory it took in MiB."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(folder)
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code + PEAK],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    spent = time.perf_counter() - start
    rest = process.stdout.read()
    process.wait()
    assert process.returncode == 0, code
    return first, spent, float(rest.split()[-1])


def measured(statement: str, call: str, folder: Path) -> tuple[float, ...]:
    """The figures of TARGETS."""
    printed, _, imported = run(IMPORT.format(statement=statement), folder)
    _, answered, called = run(call, folder)
    return float(printed) * 1000, imported, answered * 1000, called


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = emitted(FLAT, folder)
        with (
            spawned(text=answer(FLAT, package), model=SERVED) as url,
            spawned(text=FLAT.reply, model=SERVED) as peer_url,
        ):
            ways: dict[str, Callable[[], tuple[float, ...]]] = {
                "sigc": lambda: measured(
                    f"from {package.__name__} import triage", OURS.format(module=package.__name__, url=url), folder
                ),
                "dspy": lambda: measured("import dspy", THEIRS.format(model=MODEL, url=peer_url), folder),
            }
            seen: dict[str, list[tuple[float, ...]]] = {way: [] for way in ways}
            for turn in range(options.rounds + 1):
                for way, measure in ways.items():
                    figures = measure()
                    if turn:  # the first writes byte code
                        seen[way].append(figures)
    lines = []
    for place, (label, target) in enumerate(TARGETS.items()):
        ours, theirs = (statistics.median(figures[place] for figures in seen[way]) for way in ("sigc", "dspy"))
        verdict = "" if target is None else f"{target:>8.2f}  {'held' if ours <= target * theirs else 'MISSED'}"
        lines.append(f"{label:<16}{ours:>8.0f}{theirs:>8.0f}{ours / theirs:>8.2f}{verdict}")
    about = (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, median of {options.rounds} processes, "
        f"load {before:.1f} to {os.getloadavg()[0]:.1f}"
    )
    text = "\n".join([about, "", f"{'':<16}{'sigc':>8}{'dspy':>8}{'ratio':>8}{'target':>8}", *lines]) + "\n"
    print(text, end="")
    (ROOT / "bench" / "results" / "startup.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
