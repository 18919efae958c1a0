"""Who hears what, and when that ends."""

import pytest
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from tests.reference.conftest import Heard


def _event(room: str, seq: int) -> Event:
    return Event(room, seq, "thing", f"{room} {seq}", 10)


@pytest.fixture
def hub() -> Hub:
    return Hub()


def _enter(hub: Hub, user_id: int = 1, company_id: int = 1, family: str = "f") -> Heard:
    heard = Heard(user_id, company_id, family)
    hub.enter(heard)
    return heard


def test_subscribers_alone_hear_a_room_from_their_position_on(hub: Hub) -> None:
    ana, ben, cleo = _enter(hub, 1), _enter(hub, 2), _enter(hub, 3)
    hub.join(ana, "chatroom:1", 0)
    hub.join(ben, "chatroom:1", 1)
    hub.join(cleo, "chatroom:2", 0)
    for seq in (1, 2):
        hub.deliver(_event("chatroom:1", seq))
    assert ana.texts == ["chatroom:1 1", "chatroom:1 2"]
    assert ben.texts == ["chatroom:1 2"]
    assert cleo.texts == []


def test_leaving_and_dropping_end_it(hub: Hub) -> None:
    ana, ben = _enter(hub, 1), _enter(hub, 2)
    for heard in (ana, ben):
        hub.join(heard, "chatroom:1", 0)
    hub.leave(ana, "chatroom:1")
    hub.drop(ben)
    hub.drop(ben)
    hub.deliver(_event("chatroom:1", 1))
    assert ana.texts == ben.texts == []
    assert not hub.hears(ana, "chatroom:1")
    assert hub.count() == 1


def test_a_revocation_ends_every_connection_of_the_person_in_that_room_alone(hub: Hub) -> None:
    ana, phone, ben = _enter(hub, 1), _enter(hub, 1), _enter(hub, 2)
    for heard in (ana, phone, ben):
        hub.join(heard, "chatroom:1", 0)
        hub.join(heard, "chatroom:2", 0)
    hub.revoke(1, "chatroom:1")
    for room in ("chatroom:1", "chatroom:2"):
        hub.deliver(_event(room, 1))
    assert ana.texts == phone.texts == ["chatroom:2 1"]
    assert ben.texts == ["chatroom:1 1", "chatroom:2 1"]
    hub.revoke_all(2, but="chatroom:2")
    assert not hub.hears(ben, "chatroom:1")
    assert hub.hears(ben, "chatroom:2")


def test_the_end_of_a_room_ends_every_subscription(hub: Hub) -> None:
    ana = _enter(hub)
    hub.join(ana, "chatroom:1", 0)
    hub.end("chatroom:1")
    hub.end("chatroom:1")
    hub.deliver(_event("chatroom:1", 1))
    assert ana.texts == []


def test_closing_takes_whom_it_names_and_nobody_else(hub: Hub) -> None:
    one, other, person, company, stays = (
        _enter(hub, 1, 1, "one"),
        _enter(hub, 1, 1, "other"),
        _enter(hub, 2, 1),
        _enter(hub, 3, 2),
        _enter(hub, 4, 3),
    )
    hub.close_family("one", "")
    hub.close_person(2, "")
    hub.close_company(2, "")
    assert [heard.code for heard in (one, other, person, company, stays)] == [4401, None, 4403, 4403, None]
    assert hub.count() == 2
