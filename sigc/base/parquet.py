"""Parquet files: their columns from the schema alone, and their rows as JSON data, batch after batch.

Promise: pyarrow is loaded here and nowhere else, when a Parquet file is read; rows hold what a JSON file would: dates
as ISO text, decimals as numbers, maps as objects, bytes as base64; a null at the top is a column that the row lacks.
May import: nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

EXTRA = 'pip install "sigc[parquet]"'
BATCH = 4096
"""Rows that are decoded at a time."""


class NoParquet(Exception):
    """pyarrow is not installed."""


class BadParquet(Exception):
    """The bytes are no Parquet file, or a damaged one."""


def parquet_columns(data: bytes) -> frozenset[str]:
    """The names of the columns; no row is decoded. Raises NoParquet, BadParquet."""
    return frozenset(_opened(data).schema_arrow.names)


def parquet_rows(data: bytes) -> Iterator[dict[str, Any]]:
    """The rows in order. Raises NoParquet, BadParquet."""
    opened = _opened(data)
    maps = {field.name: field.type for field in opened.schema_arrow}
    try:
        for batch in opened.iter_batches(batch_size=BATCH):
            for row in batch.to_pylist():
                yield {name: _plain(value, maps[name]) for name, value in row.items() if value is not None}
    except OSError as failure:  # what pyarrow raises for pages that do not decode
        raise BadParquet(str(failure)) from failure


def _opened(data: bytes) -> Any:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as failure:
        raise NoParquet from failure
    try:
        return parquet.ParquetFile(pyarrow.BufferReader(data))
    except (pyarrow.ArrowInvalid, OSError) as failure:
        raise BadParquet(str(failure)) from failure


def _plain(value: Any, type_: Any) -> Any:
    """A value of an Arrow type as JSON data."""
    from pyarrow import types

    if value is None:
        return None
    if types.is_map(type_):
        return {str(key): _plain(item, type_.item_type) for key, item in value}
    if types.is_list(type_) or types.is_large_list(type_) or types.is_fixed_size_list(type_):
        return [_plain(item, type_.value_type) for item in value]
    if types.is_struct(type_):
        return {field.name: _plain(value[field.name], field.type) for field in type_}
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    return value
