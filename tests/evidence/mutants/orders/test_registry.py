"""Each mistake of the backend of orders can be made, and names scenarios that exist."""

import pytest

from evidence.mutants.orders.__main__ import ROOT, lines_of
from evidence.mutants.orders.backend import server, start
from evidence.mutants.orders.registry import MISTAKES


@pytest.mark.parametrize("name", MISTAKES)
def test_it_can_be_made(name: str) -> None:
    MISTAKES[name].apply(server())


@pytest.mark.parametrize("name", MISTAKES)
def test_its_scenarios_exist(name: str) -> None:
    for place in lines_of(MISTAKES[name]):
        file, _, line = place.rpartition(":")
        assert "each resource" in (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1]


def test_an_unknown_mistake_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(["nonsense"]) == 2
    assert "'nonsense' is no mistake of the backend of orders" in capsys.readouterr().err
