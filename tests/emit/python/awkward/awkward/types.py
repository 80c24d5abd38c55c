"""What `main` takes and answers.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    model_config = ConfigDict(populate_by_name=True, protected_namespaces=())

    class_: str | None = Field(default=None, alias="class")
    from_: str | None = Field(default=None, alias="from")
    json_: str | None = Field(default=None, alias="json")
    copy_: str | None = Field(default=None, alias="copy")
    model_config_: str | None = Field(default=None, alias="model_config")
    schema_: str | None = Field(default=None, alias="schema")
    model_dump_: str | None = Field(default=None, alias="model_dump")
    dict_: str | None = Field(default=None, alias="dict")
    async_: str | None = Field(default=None, alias="async")


class Main(BaseModel):
    """What `main` answers."""

    model_config = ConfigDict(populate_by_name=True)

    import_: Model = Field(alias="import")
    validate_: list[dt.date] = Field(alias="validate")
    self_: dict[str, Any] = Field(alias="self")
