"""Album, compiled by sigc.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from sigc.runtime.inputs import Media, Turn
from sigc.runtime.later import Later
from sigc.runtime.package import Package, Run, Values
from sigc.runtime.streaming import Stream
from sigc.runtime.sync import wait_for
from sigc.values import operations as ops

if TYPE_CHECKING:
    import pydantic as _pydantic

    from . import types as _types
else:
    _pydantic = Later("pydantic")
    _types = Later(f"{__package__}.types")

_HERE = Path(__file__).parent
PACKAGE = Package((_HERE / "bundle.json").read_bytes())


async def album_async(
    *,
    photos: Annotated[list[Media], _pydantic.Field(min_length=1, max_length=3)],
    page: _types.Page | None = None,
    talk: list[Turn],
) -> _types.Album:
    """Album, compiled by sigc.

    Raises CallFailed when there is no answer, LMError for a missing key, BudgetSpent.
    """
    outputs = await PACKAGE.call(album_graph, {"photos": photos, "page": page, "talk": talk})
    return _types.Album.model_validate(outputs)


def album(
    *,
    photos: Annotated[list[Media], _pydantic.Field(min_length=1, max_length=3)],
    page: _types.Page | None = None,
    talk: list[Turn],
) -> _types.Album:
    """As `album_async`, from any code: inside a running event loop too."""
    return wait_for(album_async(photos=photos, page=page, talk=talk))


def album_stream(
    *,
    photos: Annotated[list[Media], _pydantic.Field(min_length=1, max_length=3)],
    page: _types.Page | None = None,
    talk: list[Turn],
    commit: str | None = None,
) -> Stream[_types.Album]:
    """What `album` answers as it comes, in a `for` or an `async for`.

    An output named by `commit` is not taken back once a part of it was shown.
    """
    return PACKAGE.stream(
        album_graph, {"photos": photos, "page": page, "talk": talk}, _types.Album.model_validate, commit
    )


@PACKAGE.module("Album")
async def album_graph(run: Run, photos: list[Any], page: Any, talk: Any) -> Values:
    seen = await run.node("Album.seen", photos=photos, page=page, talk=talk)
    return {"talked": ops.add(talk, [{"role": "assistant", "text": seen["caption"]}]), "first": ops.index_(photos, 0)}
