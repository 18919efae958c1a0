"""The numbers that each target is held to: they hold today, and an adapter cannot lower its own."""

import runpy
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from behave.model_type import FileLocation
from lockstep.running.definitions import parameter_types
from lockstep.running.selection.feature_texts import read_features
from lockstep.settings import Settings
from lockstep.steps import packs
from lockstep.targets.base import Target
from lockstep.targets.minima import EXAMPLES, MINIMA, Minimum, least_executed
from lockstep.targets.reference import ReferenceTarget
from lockstep.targets.registry import TARGETS

from tests.quality.tree import ROOT
from tests.targets.applicable import applicable
from tests.targets.plain import PlainTarget


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    parameter_types.register()
    packs.load((*packs.GENERIC, *packs.CHAT, *packs.SERVICE))


def targets(tmp_path: Path) -> Iterator[tuple[Target, Minimum]]:
    tls = ssl.create_default_context()
    for name, make in TARGETS.items():
        yield make(Settings(), tls, tmp_path), MINIMA[name]
    example: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "examples" / "orders.py"))
    yield example["Orders"](), EXAMPLES["orders"]


def test_every_target_has_its_numbers() -> None:
    assert MINIMA.keys() == TARGETS.keys()
    assert all(one.executed for one in MINIMA.values())


def test_what_applies_is_not_less_than_stated(tmp_path: Path) -> None:
    places = [FileLocation(str(file)) for file in sorted((ROOT / "features").rglob("*.feature"))]
    short = []
    for target, least in targets(tmp_path):
        names = tuple(one.name for one in target.resources)
        found = applicable(read_features(places, None, ROOT, names).features, target)
        reached = (found.apply, found.resources_apply, found.other_percent)
        if any(
            has < must for has, must in zip(reached, (least.applicable, least.resources, least.other), strict=True)
        ):
            short.append((target.name, reached, least))
    assert short == []


def test_an_adapter_of_the_package_may_ask_more_of_itself_but_not_less(tmp_path: Path) -> None:
    made = ReferenceTarget("", "", tls=ssl.create_default_context(), log=tmp_path / "log")
    assert least_executed(made) == MINIMA["reference"].executed
    made.minimum = 1
    assert least_executed(made) == MINIMA["reference"].executed
    made.minimum = 10_000
    assert least_executed(made) == 10_000


def test_an_adapter_of_somebody_else_states_its_own() -> None:
    class Named(PlainTarget):
        name = "reference"
        minimum = 7

    assert least_executed(Named("")) == 7
