"""Main, compiled by sigc.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigc.runtime.later import Later
from sigc.runtime.package import Package, Run, Values
from sigc.runtime.streaming import Stream
from sigc.runtime.sync import wait_for

if TYPE_CHECKING:
    from . import types as _types
else:
    _types = Later(f"{__package__}.types")

_HERE = Path(__file__).parent
PACKAGE = Package((_HERE / "bundle.json").read_bytes())


async def main_async(
    *,
    class_: str | None = None,
    from_: str | None = None,
    json_: str | None = None,
    copy_: str | None = None,
    model_config_: str | None = None,
    schema_: str | None = None,
    model_dump_: str | None = None,
    dict_: str | None = None,
    async_: str | None = None,
    mail: str,
) -> _types.Main:
    """Main, compiled by sigc.

    Raises CallFailed when there is no answer, LMError for a missing key, BudgetSpent.
    """
    outputs = await PACKAGE.call(
        main_graph,
        {
            "class": class_,
            "from": from_,
            "json": json_,
            "copy": copy_,
            "model_config": model_config_,
            "schema": schema_,
            "model_dump": model_dump_,
            "dict": dict_,
            "async": async_,
            "mail": mail,
        },
    )
    return _types.Main.model_validate(outputs)


def main(
    *,
    class_: str | None = None,
    from_: str | None = None,
    json_: str | None = None,
    copy_: str | None = None,
    model_config_: str | None = None,
    schema_: str | None = None,
    model_dump_: str | None = None,
    dict_: str | None = None,
    async_: str | None = None,
    mail: str,
) -> _types.Main:
    """As `main_async`, from any code: inside a running event loop too."""
    return wait_for(
        main_async(
            class_=class_,
            from_=from_,
            json_=json_,
            copy_=copy_,
            model_config_=model_config_,
            schema_=schema_,
            model_dump_=model_dump_,
            dict_=dict_,
            async_=async_,
            mail=mail,
        ),
    )


def main_stream(
    *,
    class_: str | None = None,
    from_: str | None = None,
    json_: str | None = None,
    copy_: str | None = None,
    model_config_: str | None = None,
    schema_: str | None = None,
    model_dump_: str | None = None,
    dict_: str | None = None,
    async_: str | None = None,
    mail: str,
    commit: str | None = None,
) -> Stream[_types.Main]:
    """What `main` answers as it comes, in a `for` or an `async for`.

    An output named by `commit` is not taken back once a part of it was shown.
    """
    return PACKAGE.stream(
        main_graph,
        {
            "class": class_,
            "from": from_,
            "json": json_,
            "copy": copy_,
            "model_config": model_config_,
            "schema": schema_,
            "model_dump": model_dump_,
            "dict": dict_,
            "async": async_,
            "mail": mail,
        },
        _types.Main.model_validate,
        commit,
    )


@PACKAGE.module("Main")
async def main_graph(
    run: Run,
    class_: Any,
    from_: Any,
    json_: Any,
    copy_: Any,
    model_config_: Any,
    schema_: Any,
    model_dump_: Any,
    dict_: Any,
    async_: Any,
    mail: str,
) -> Values:
    answer = await run.node(
        "Echo",
        json=json_,
        copy=copy_,
        model_config=model_config_,
        schema=schema_,
        model_dump=model_dump_,
        dict=dict_,
        mail=mail,
        **{"class": class_, "from": from_, "async": async_},
    )
    return {"import": answer["import"], "validate": answer["validate"], "self": answer["self"]}
