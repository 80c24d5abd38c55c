"""What a `model` block may set: the names and kinds that the model-calling room reads, for the checker.

Promise: one table for both, so that what checks also connects. May import: sigc.lm."""

from __future__ import annotations

from sigc.lm.settings import NAMES as MODEL_SETTINGS
from sigc.lm.settings import setting_problem

__all__ = ["MODEL_SETTINGS", "setting_problem"]
