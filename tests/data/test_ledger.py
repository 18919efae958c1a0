"""The clean-up ledger: what was made stands in it, and is made once."""

import pytest
from lockstep.data.ledger import Ledger


def ledger() -> Ledger:
    made = Ledger()
    made.made("company:1", "Ana")
    made.made("chatroom:7", "Ana", "design")
    made.made("message:19", "Ben")
    return made


def test_what_stands_is_told_in_the_order_it_was_made() -> None:
    assert ledger().left() == [
        "company:1, made by Ana, is still there",
        'chatroom:7 ("design"), made by Ana, is still there',
        "message:19, made by Ben, is still there",
    ]


def test_one_thing_cannot_be_made_twice() -> None:
    entries = ledger()
    with pytest.raises(ValueError, match="chatroom:7 was made by Ana already, now Ben made it too"):
        entries.made("chatroom:7", "Ben")


def test_ids_of_two_kinds_may_be_the_same() -> None:
    made = Ledger()
    made.made("1", "Ana", "home", "company")
    made.made("1", "Ana", "Ana", "person")
    with pytest.raises(ValueError, match="1 was made by Ana already, now Ben made it too"):
        made.made("1", "Ben", "Ben", "person")
    assert len(made.left()) == 2
