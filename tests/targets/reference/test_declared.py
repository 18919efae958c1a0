"""What the reference backend declares."""

import pytest
from lockstep.targets.needs import NEEDS
from lockstep.targets.reference.declared import CLOSES, MEETS, PLACES, forged


def test_it_meets_every_need_but_those_it_cannot() -> None:
    listed = {name for name, need in NEEDS.items() if not need.declared and not need.by_suite}
    assert listed - MEETS == {"files", "local", "redelivery"}


def test_it_declares_every_ending_and_place() -> None:
    declared = {f"close-{name}" for name in CLOSES} | {f"token-{place}" for place in PLACES}
    assert declared == {name for name, need in NEEDS.items() if need.declared} - {"close-slow"}


@pytest.mark.parametrize(("token", "forgery"), [("a.b.cd", "a.b.dc"), ("abc", None), ("a.b", None)])
def test_a_forged_token_has_the_claims_under_another_signature(token: str, forgery: str | None) -> None:
    assert forged(token) == forgery
