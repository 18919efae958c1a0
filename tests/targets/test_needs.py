"""The table of needs, and what adapters say of it."""

import re
from typing import Any, ClassVar, get_args

import pytest
from lockstep.history.rows import Promises
from lockstep.targets.base import Target
from lockstep.targets.comparison_page import SIDE_BY_SIDE
from lockstep.targets.declarations import Declarations, Place, Reason
from lockstep.targets.needs import NEEDS, SPLIT, TABLE, amiss, lacking, met_by
from lockstep.targets.operations import ReadOperation, WriteOperation

from tests.quality.tree import ROOT


class Mine(Declarations):
    needs_met = frozenset({"edit", "reads"})
    closes: ClassVar[Any] = {"revoked": (4001,)}
    token_places = ("header",)
    promises = Promises(slow_codes=(4408,))


def test_each_need_stands_once_and_says_what_it_is() -> None:
    assert len(NEEDS) == len(TABLE)
    assert all(need.what for need in TABLE)
    assert not SPLIT.keys() & NEEDS.keys()
    assert {name for names in SPLIT.values() for name in names} <= NEEDS.keys()


def test_needs_name_operations_and_reads_that_exist() -> None:
    operations = {re.split(r"[( ]", one)[0] for need in TABLE for one in need.operations}
    assert operations <= set(get_args(WriteOperation))
    assert {one.partition("(")[0] for need in TABLE for one in need.reads} <= set(get_args(ReadOperation))


def test_every_declaration_has_a_need() -> None:
    assert {f"close-{reason}" for reason in get_args(Reason)} <= NEEDS.keys()
    assert {f"token-{place}" for place in get_args(Place)} <= NEEDS.keys()


def test_every_need_is_one_of_a_scenario_or_says_that_it_is_not() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "features").rglob("*.feature"))
    used = set(re.findall(r"@needs\.(?!each\.)([\w-]+)", text))
    assert used <= NEEDS.keys()
    assert NEEDS.keys() - used == {"files"}


def test_declarations_meet_needs() -> None:
    assert met_by(Mine) == {"edit", "reads", "close-revoked", "close-slow", "token-header"}
    assert met_by(Target) == frozenset()


def test_what_is_lacking_leaves_out_what_the_suite_decides() -> None:
    assert lacking(["edit", "delete", "faults", "service", "close-token"], met_by(Mine)) == ["delete", "close-token"]


@pytest.mark.parametrize("target", SIDE_BY_SIDE)
def test_the_adapters_of_the_suite_name_needs_that_exist(target: type[Target]) -> None:
    assert amiss(target) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"needs_met": frozenset({"edits"})}, 'needs_met has "edits", which no scenario needs: did you mean "edit"?'),
        (
            {"needs_met": frozenset({"commands"})},
            'needs_met has "commands", which was split: write those that hold of ping, refused-frames',
        ),
        ({"needs_met": frozenset({"xyz"})}, 'needs_met has "xyz", which no scenario needs: docs/needs.md lists all'),
        (
            {"needs_met": frozenset({"close-token"})},
            'needs_met has "close-token", which is declared by closes["token"]: leave it out',
        ),
        (
            {"needs_met": frozenset({"faults"})},
            'needs_met has "faults", which the suite decides about: leave it out',
        ),
        ({"closes": {"kicked": (1,)}}, 'closes has "kicked": it may have revoked, token, binary, oversized'),
        ({"token_places": ("body",)}, 'token_places has "body": it may have header, query, message'),
    ],
)
def test_what_is_unknown_is_told_with_the_way_out(given: dict[str, object], told: str) -> None:
    assert amiss(type("Other", (Mine,), given)) == [told]
