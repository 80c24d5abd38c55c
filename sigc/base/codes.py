"""The table of diagnostic codes. A code never changes its meaning; each has a page docs/errors/CODE.md.

Promise: adding a code is one line here, one page, one case in tests/ui. May import: nothing of ours.

Ranges: 01 syntax · 02 names and imports · 03 types and graphs · 04 information flow · 05 data rows ·
06 metrics, tests, gates, builds, passes · 07 project, files, lock, journal, output · 08 models, budget, network ·
09 not supported yet."""

from __future__ import annotations

CODES: dict[str, str] = {
    # 01 syntax
    "SIG0101": "syntax error",
    # 02 names and imports
    "SIG0201": "unknown name",
    # 03 types and graphs
    "SIG0301": "types do not fit",
    # 05 data rows
    "SIG0501": "data row does not fit",
    "SIG0510": "data file cannot be read",
    "SIG0511": "data column is missing",
    "SIG0512": "too few rows to split",
    "SIG0513": "inputs in two splits",
    "SIG0514": "data columns not used",
    "SIG0515": "data file is empty",
    # 06 metrics, tests, gates, builds, passes
    "SIG0601": "unknown pass",
    "SIG0620": "pipeline does not read",
    "SIG0621": "wrong option of a pass",
    "SIG0622": "unknown choice of a pass",
    # 07 project, files, lock, journal, output
    "SIG0701": "file not found",
    "SIG0751": "bundle cannot be read",
    "SIG0760": "journal cannot be used",
    "SIG0790": "IR text not readable",
    # 08 models, budget, network
    "SIG0801": "missing key",
    "SIG0802": "key refused",
    "SIG0803": "unknown model",
    "SIG0804": "request refused",
    "SIG0805": "prompt too long",
    "SIG0806": "rate limit reached",
    "SIG0807": "provider's quota spent",
    "SIG0808": "server failed",
    "SIG0809": "server not reached",
    "SIG0810": "connection cut",
    "SIG0811": "call timed out",
    "SIG0812": "server answered nonsense",
    "SIG0813": "litellm not installed",
    "SIG0814": "unknown price",
    "SIG0815": "budget spent",
    "SIG0816": "cache damaged",
    "SIG0817": "cache not writable",
    "SIG0818": "no recorded reply",
    "SIG0819": "bad model setting",
    "SIG0820": "recording damaged",
    "SIG0821": "reply cannot be read",
    "SIG0822": "reply breaks a rule",
    "SIG0823": "inputs do not fit",
    "SIG0824": "tool failed",
    "SIG0825": "tool's answer does not fit",
    "SIG0826": "value cannot be computed",
    "SIG0827": "outputs do not fit",
    # 09 not supported yet
    "SIG0901": "not supported yet",
}
