"""The adapters' and strategies' own tables agree with the catalog."""

from __future__ import annotations

import pytest

from sigc.adapters import registry as adapters
from sigc.catalog.tables import ADAPTERS, STRATEGIES
from sigc.ir.program import Task, Tool
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
def test_a_strategy_has_the_defaults_and_tasks_of_the_catalog(name: str) -> None:
    options, strategy = STRATEGIES[name].options, strategies.strategy_named(name)
    assert dict(strategy.defaults) == {key: o.default for key, o in options.items() if o.default is not None}
    for more in ({}, {"depth": 3}):
        given = {**strategy.defaults, **more, "tools": (Tool("search", (), (), "m:search"),)}
        assert set(STRATEGIES[name].asks(given).tasks) == set(strategy.tasks(Task("T", "", (), (), {}), given))
