"""The names of the types that need no declaration.

May import: nothing of ours."""

from __future__ import annotations

TYPES = frozenset(["str", "int", "float", "bool", "date", "datetime", "json", "image", "audio", "video", "pdf", "chat"])
