"""The clean-up ledger: what was made stands in it until it, or what it is a part of, is gone."""

import pytest

from support.data.ledger import Ledger


def ledger() -> Ledger:
    made = Ledger()
    made.made("company:1", "Ana")
    made.made("chatroom:7", "Ana", "design", within="company:1")
    made.made("message:19", "Ben", within="chatroom:7")
    return made


def test_what_stands_is_told_in_the_order_it_was_made() -> None:
    assert ledger().left() == [
        "company:1, made by Ana, is still there",
        'chatroom:7 ("design"), made by Ana, is still there',
        "message:19, made by Ben, is still there",
    ]


def test_what_is_removed_takes_its_parts_along() -> None:
    entries = ledger()
    entries.removed("chatroom:7")
    assert entries.left() == ["company:1, made by Ana, is still there"]
    entries.removed("company:1")
    assert entries.left() == []


def test_removing_a_part_leaves_the_rest() -> None:
    entries = ledger()
    entries.removed("message:19")
    assert len(entries.left()) == 2


def test_what_others_made_is_not_its_concern() -> None:
    entries = ledger()
    entries.removed("chatroom:8")
    assert len(entries.left()) == 3


def test_one_thing_cannot_be_made_twice() -> None:
    entries = ledger()
    with pytest.raises(ValueError, match="chatroom:7 was made by Ana already, now Ben made it too"):
        entries.made("chatroom:7", "Ben")
