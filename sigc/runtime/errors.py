"""What a run can end with instead of outputs.

Promise: `CallFailed` is the one failure that an `otherwise` catches, and a strategy. May import:
sigc.strategies.base, sigc.lm.base."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sigc.lm.base import OF_THE_SETUP, Failure, LMError
from sigc.strategies.base import Failed


class CallFailed(Failed, Failure):
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

    @property
    def by_model(self) -> bool:
        """Whether a model, or the way to it, is what failed; else no other answer would have helped."""
        return self.code not in OF_THE_PROGRAM

    @property
    def misfit(self) -> bool:
        return self.code in (UNREADABLE, RULE_BROKEN, CUT)


def failed_at(node: str, attempt: int, error: LMError) -> CallFailed:
    """The failure of a model as that of the node whose `attempt`-th question it is."""
    attempts = attempt - 1 + max(1, error.attempts)
    return CallFailed(error.code, node, attempts, error.message, error.raw, retryable=error.retryable)


@contextmanager
def asked_by(node: str) -> Iterator[None]:
    """Faults of the set-up inside are told with the node's name."""
    try:
        yield
    except LMError as error:
        error.node = node
        raise


UNREADABLE = "SIG0821"
RULE_BROKEN = "SIG0822"
INPUT_MISFIT = "SIG0823"
TOOL_FAILED = "SIG0824"
TOOL_MISFIT = "SIG0825"
VALUE_FAILED = "SIG0826"
OUTPUT_MISFIT = "SIG0827"
COMMITTED = "SIG0860"
OVERFLOWED = "SIG0805"
CUT = "SIG0830"
REFUSED = "SIG0831"
FILTERED = "SIG0832"

OF_THE_PROGRAM = frozenset({INPUT_MISFIT, TOOL_FAILED, TOOL_MISFIT, VALUE_FAILED, OUTPUT_MISFIT})


SETUP = OF_THE_SETUP
"""LMErrors that are no `CallFailed`, so no `otherwise` hides them."""


class BadBundle(Exception):
    """Data that are no bundle, or one of another version. `path`: where in the data; `code` is stable."""

    code = "SIG0751"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"[{self.code}] this is no bundle that can be read: {path + ': ' if path else ''}{reason}")
        self.path = path
        self.reason = reason
