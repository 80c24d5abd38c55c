"""The README of an emitted package.

Promise: what it shows runs. May import: sigc.ir, sigc.backends."""

from __future__ import annotations

from sigc.backends.program import Entry
from sigc.ir.program import Program
from sigc.ir.spell import spell
from sigc.ir.types import Field
from sigc.runtime.names import python_name


def readme(name: str, program: Program, entry: Entry) -> str:
    """Markdown."""
    main = program.main
    given = ", ".join(f"{python_name(f.name)}=…" for f in main.inputs)
    return f"""# {name}

{entry.summary}

A Python package written by sigc from `.sig` source; compile again instead of editing it. `{name}/program.py` is the
program, `{name}/types.py` has its classes, `{name}/bundle.json` holds the prompts that it sends.

```python
from {name} import {entry.function}

answer = {entry.function}({given})
```

`await {entry.asynchronous}({given})` is the same from asynchronous code, and
`for event in {entry.stream}({given}):` gives the answer as it comes. From a shell:

```sh
python -m {name} --help
python -m {name} '{{{", ".join(f'"{f.name}": …' for f in main.inputs)}}}'
```

| input | type | |
| --- | --- | --- |
{_rows(main.inputs)}

| output | type | |
| --- | --- | --- |
{_rows(main.outputs)}

`{name}.configure(model="openai/gpt-5")` chooses the model for places that name none, `offline=True` the embedded one
everywhere; `usd`, `calls` and `tokens` set a budget, `cache` names a file for replies, `trace` one for what happens.
Keys come from the environment. `{name}.map(rows, journal="run.journal")` answers many rows at once and goes on where it
was stopped.
"""


def _rows(fields: tuple[Field, ...]) -> str:
    return "\n".join(
        f"| `{f.name}` | `{spell(f.type).replace('|', chr(92) + '|')}` | {_cell(f.description)} |" for f in fields
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
