"""Endpoints and events: those of the reference adapter, and none where nobody says so."""

from lockstep.management.catalogue.known import known_of


def test_the_reference_adapter_says_what_there_is() -> None:
    endpoints, events = known_of("reference")
    assert "post_message" in endpoints
    assert "chatroom_message_received" in events


def test_of_another_target_none_is_known() -> None:
    assert known_of("nchan") == (frozenset(), frozenset())
