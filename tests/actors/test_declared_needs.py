"""Needs that call for something which the adapter does not have are told before anything is started."""

import pytest
from lockstep.actors.declared_needs import declared_amiss
from lockstep.history.rows import Promises
from lockstep.targets.reference.declared import MEETS

from tests.targets.plain import PlainTarget


def target(*needs: str, **attributes: object) -> PlainTarget:
    made: PlainTarget = type("Made", (PlainTarget,), {"needs_met": frozenset(needs), **attributes})(
        "ws://127.0.0.1:1"
    )
    return made


def test_what_is_there_is_not_told() -> None:
    assert declared_amiss(target("ping", "reads", "refused-frames", "membership", "socket-writes")) == []


@pytest.mark.parametrize(
    ("need", "told"),
    [
        ("forged-tokens", "calls for forge: write it"),
        ("accounts", "calls for token_places: write it"),
        ("numbers", "calls for promises.numbers"),
        ("presence", "calls for promises.presence"),
        ("redelivery", 'calls for promises.delivery "at-least-once"'),
        ("load", "calls for load_profile"),
        ("local", "calls for variant"),
        ("token-renewal", "calls for authenticate and renewal"),
        ("edits", "which no scenario needs"),
    ],
)
def test_what_is_missing_is_told_with_the_way_out(need: str, told: str) -> None:
    (sentence,) = declared_amiss(target(need))
    assert sentence.startswith(f'needs_met has "{need}"')
    assert told in sentence


def test_a_promise_meets_what_calls_for_it() -> None:
    assert declared_amiss(target("numbers", promises=Promises(numbers=True))) == []


def test_the_reference_has_what_its_needs_call_for() -> None:
    from lockstep.targets.reference import ReferenceTarget  # noqa: PLC0415 - only here

    made = object.__new__(ReferenceTarget)
    made.needs_met = MEETS
    made.websocket_url = "ws://127.0.0.1:1/"
    assert declared_amiss(made) == []
