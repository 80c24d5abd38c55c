"""What `album` takes and answers.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from pydantic import BaseModel
from sigc.runtime.inputs import Media, Turn


class Page(BaseModel):
    scan: Media
    sound: Media | None = None


class Album(BaseModel):
    """What `album` answers."""

    talked: list[Turn]
    first: Media
