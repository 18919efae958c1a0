"""What is promised of notices fails where there is none, one too many, or one that does not say enough."""

from types import SimpleNamespace
from typing import Any

import pytest
from lockstep.running.service.notices import check_missed, check_told, check_untold, check_witness, notice

LINK = "Read on: https://suite.example.com/runs/20261123"


def client(*messages: dict[str, str], written: str = "") -> Any:
    return SimpleNamespace(
        receivers={"the team": SimpleNamespace(received=list(messages)), "the office": SimpleNamespace(received=[])},
        service=SimpleNamespace(written=lambda test: f"{test} {written}"),
        named=lambda label: f"id of {label}",
    )


def told(message: str = f"- a trial\n\n{LINK}", title: str = "Lockstep: 1 failed") -> dict[str, str]:
    return {"title": title, "message": message}


def test_exactly_one_is_a_notice() -> None:
    assert notice(client(told()), "the team") == told()
    for received in ((), (told(), told())):
        with pytest.raises(AssertionError, match="the notices that the team got"):
            notice(client(*received), "the team")


def test_it_says_what_happened_to_what_and_where_to_read_on() -> None:
    check_told(client(told()), "the team", "a trial", "1 failed")
    for wrong in (told(title="Lockstep: 1 flaky"), told(LINK), told("- a trial"), told(f"- a trial {{run}} {LINK}")):
        with pytest.raises(AssertionError):
            check_told(client(wrong), "the team", "a trial", "1 failed")


def test_its_witness_is_of_what_was_violated() -> None:
    found = {"validationResults": [{"property": "P1", "outcome": "violated"}, {"property": "P2", "outcome": "holds"}]}
    check_witness(client(told(f"The smallest witness:\nP1 no loss: Ben\n\n{LINK}")), "the team", found)
    for wrong in (LINK, f"The smallest witness:\nP2 no duplicate: Ben\n\n{LINK}"):
        with pytest.raises(AssertionError):
            check_witness(client(told(wrong)), "the team", found)


def test_who_is_told_nothing_heard_nothing() -> None:
    check_untold(client(told()), "the office")
    check_untold(client())
    with pytest.raises(AssertionError, match="the notices that the team got"):
        check_untold(client(told()))


def test_what_was_not_taken_is_kept_without_addresses() -> None:
    check_missed(client(written="the notice to json://... was not taken"), "a trial")
    for wrong in ("all is well", "the notice to json://someone:hush@127.0.0.1 was not taken"):
        with pytest.raises(AssertionError):
            check_missed(client(written=wrong), "a trial")
