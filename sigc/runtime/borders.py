"""The border of every call: values are made to fit the declared fields, or the call fails.

Promise: nothing passes a border that the callee did not declare. May import: sigc.ir, sigc.values, sigc.runtime."""

from __future__ import annotations

from typing import Any

from sigc.ir.program import Values
from sigc.ir.types import Field, Record, Types
from sigc.runtime.errors import CallFailed
from sigc.values.convert import Misfit, conform


class Border:
    """The declared fields of one side of a call. `where` and `code` name the callee and the failure."""

    def __init__(self, fields: tuple[Field, ...], types: Types, where: str, code: str) -> None:
        self._record, self._types = Record(fields), types
        self._where, self._code = where, code

    def fit(self, values: Values) -> dict[str, Any]:
        """Every declared field, conformed; defaults are filled in, others dropped. Raises CallFailed."""
        try:
            return conform(dict(values), self._record, self._types)  # type: ignore[no-any-return]
        except Misfit as misfit:
            raise CallFailed(self._code, self._where, 0, str(misfit)) from misfit
