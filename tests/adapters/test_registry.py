"""The adapters' and strategies' own tables agree with the catalog."""

from __future__ import annotations

import pytest

from sigc.adapters import registry as adapters
from sigc.catalog.tables import ADAPTERS, STRATEGIES
from sigc.strategies import registry as strategies


def test_the_tables_agree() -> None:
    assert {name: entry.home for name, entry in ADAPTERS.items()} == adapters.HOMES
    assert {name: entry.home for name, entry in STRATEGIES.items()} == strategies.HOMES


@pytest.mark.parametrize("name", sorted(adapters.HOMES))
def test_an_adapter_knows_its_name(name: str) -> None:
    assert adapters.adapter_named(name).name == name
    assert adapters.adapter_named(name) is adapters.adapter_named(name)


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        adapters.adapter_named("morse")
    with pytest.raises(KeyError):
        strategies.strategy_named("guess")


@pytest.mark.parametrize("name", sorted(strategies.HOMES))
def test_a_strategy_has_the_defaults_of_the_catalog(name: str) -> None:
    options = STRATEGIES[name].options
    known = {key: option.default for key, option in options.items() if option.default is not None}
    assert dict(strategies.strategy_named(name).defaults) == known
    assert set(STRATEGIES[name].asks(known | {"tools": ["a"]}).tasks) == {"main"} | (
        {"attempt"} if name == "compare" else {"step"} if "steps" in options or "tries" in options else set()
    )
