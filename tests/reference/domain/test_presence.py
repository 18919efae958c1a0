"""Presence: one event when somebody comes, one when his last connection is over."""

import json

import pytest

from tests.reference.conftest import Heard, World
from tests.reference.refusals import refusal
from tests.reference.wire import Person

pytestmark = pytest.mark.anyio


def _told(ear: Heard) -> list[tuple[int, bool]]:
    events = [json.loads(text) for text in ear.texts]
    assert all((event["seq"], event["cause"]) == (None, None) for event in events)
    return [(event["data"]["userId"], event["data"]["present"]) for event in events]


def test_present_with_the_first_connection_absent_with_the_last(world: World) -> None:
    owner = world.owner()
    ben, stranger = world.colleague(owner), world.owner()
    id_, room, hub = ben.caller.user_id, f"company:{owner.caller.company_id}", world.backend.core.hub
    ear, elsewhere = world.ear(owner, room), world.ear(stranger, f"company:{stranger.caller.company_id}")
    assert world.backend.presences.of(owner, id_) == {"userId": id_, "present": False}
    phone, laptop = world.ear(ben), world.ear(ben)
    assert world.backend.presences.of(owner, id_) == {"userId": id_, "present": True}
    assert _told(ear) == [(id_, True)]
    hub.drop(phone)
    hub.drop(phone)
    assert _told(ear) == [(id_, True)]
    hub.drop(laptop)
    assert _told(ear) == [(id_, True), (id_, False)]
    assert world.backend.presences.of(owner, id_) == {"userId": id_, "present": False}
    assert elsewhere.texts == []
    assert refusal(world.backend.presences.of, stranger, id_) == (404, "not_found")


def test_all_connections_closed_together_are_one_absence_that_none_of_them_hears(world: World) -> None:
    owner = world.owner()
    ben, room = world.colleague(owner), f"company:{owner.caller.company_id}"
    ear = world.ear(owner, room)
    devices = [world.ear(ben, room), world.ear(ben, room)]
    world.backend.core.hub.close_person(ben.caller.user_id, "removed")
    assert _told(ear) == [(ben.caller.user_id, True), (ben.caller.user_id, False)]
    assert [device.texts for device in devices] == [[], []]


async def test_colleagues_hear_who_comes_and_goes(ana: Person, ben: Person) -> None:
    async with ana.listening() as ear:
        async with ben.listening() as own:
            came = await ear.until("user_presence_changed")
            assert (came["room"], came["data"]) == (f"company:{ana.company}", {"userId": ben.id, "present": True})
            assert (await own.ask("ping"))["event"] == "ack"
            assert own.events() == []
        gone = await ear.until("user_presence_changed")
        assert (gone["data"], gone["seq"], gone["cause"]) == ({"userId": ben.id, "present": False}, None, None)
    assert (await ana.do("GET", f"/users/{ben.id}/presence"))["data"] == {"userId": ben.id, "present": False}
