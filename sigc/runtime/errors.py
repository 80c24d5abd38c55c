"""What a run can end with instead of outputs.

Promise: `CallFailed` is the one failure that an `otherwise` catches. May import: nothing of ours."""

from __future__ import annotations


class CallFailed(Exception):
    """A call of a signature, tool or module that gave no outputs.

    `code`: a SIG08xx code; `node`: the node, tool or module; `attempts`: requests or runs made; `reason`: one sentence;
    `raw`: the last reply, empty when there was none; `retryable`: the same call may succeed later."""

    def __init__(
        self, code: str, node: str, attempts: int, reason: str, raw: str = "", *, retryable: bool = False
    ) -> None:
        super().__init__(f"[{code}] {node}: {reason}")
        self.code = code
        self.node = node
        self.attempts = attempts
        self.reason = reason
        self.raw = raw
        self.retryable = retryable


UNREADABLE = "SIG0821"
RULE_BROKEN = "SIG0822"
INPUT_MISFIT = "SIG0823"
TOOL_FAILED = "SIG0824"
TOOL_MISFIT = "SIG0825"
VALUE_FAILED = "SIG0826"
OUTPUT_MISFIT = "SIG0827"
MISSING_KEY = "SIG0801"
