"""Frames become events and notices."""

import json

import pytest
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.rows import Position, Resumed
from lockstep.targets.base import Notice
from lockstep.targets.reference.events import event_of, notices_of, refusal_of
from lockstep.targets.reference.known_state import World

from tests.targets.reference import answers


def frame(body: object) -> object:
    (decoded,) = codec_named("json").decode(json.dumps(body))
    return decoded


@pytest.mark.parametrize(
    ("kind", "data", "entity"),
    [
        ("chatroom_message_received", answers.MESSAGE, "message:19"),
        ("chatroom_message_edited", answers.MESSAGE, "message:19"),
        ("chatroom_message_deleted", answers.TOMBSTONE, "message:19"),
        ("chatroom_created", answers.CHATROOM, "chatroom:7"),
        ("chatroom_updated", answers.CHATROOM, "chatroom:7"),
        ("chatroom_deleted", answers.TOMBSTONE, "chatroom:19"),
        ("user_joined_chatroom", answers.MEMBERSHIP, "membership:chatroom:7/user:4"),
        ("access_revoked", answers.MEMBERSHIP | {"reason": "removed"}, "revocation:chatroom:7/user:4"),
        ("marker", {"token": "t", "userId": 3}, "marker:t"),
    ],
)
def test_the_entity_of_an_event(kind: str, data: object, entity: str) -> None:
    event = event_of(frame(answers.event(kind, data)), World())
    assert event.entity == entity
    assert (event.kind, event.channel, event.seq, event.epoch, event.cause) == (kind, "chatroom:7", 5, "e1", "w1")
    assert event.marker == (kind == "marker")


def test_a_message_names_its_author_and_what_was_sent() -> None:
    world = World()
    world.people["user:3"] = ("Ana", "company:1")
    event = event_of(frame(answers.event("chatroom_message_received", answers.MESSAGE)), world)
    assert event.author == "Ana"
    assert event.sent == {"content": "hello", "replyToId": None}
    assert event.version == 1


def test_an_event_of_unexpected_form_is_kept_as_it_is() -> None:
    event = event_of(frame(answers.event("chatroom_message_received", "what?")), World())
    assert event.payload == "what?"
    assert event.version is None


def control(kind: str, data: object) -> object:
    return frame({"event": kind, "ref": None, "data": data})


def test_notices() -> None:
    assert notices_of(control("authentication_success", {})) == [Notice("authenticated", "done")]
    joined = {"room": "chatroom:7", "position": {"epoch": "e", "seq": 4}}
    assert notices_of(control("room_joined", joined)) == [Notice("subscribe", "done", "chatroom:7", Position("e", 4))]
    assert notices_of(control("room_left", {"room": "chatroom:7"})) == [Notice("unsubscribe", "done", "chatroom:7")]
    assert notices_of(control("pong", {})) == []


def test_a_resume_that_did_not_recover_begins_a_new_subscription_where_it_may_listen() -> None:
    rooms = {
        "chatroom:7": {"recovered": True, "epoch": "e", "from": 2, "to": 4, "reason": None},
        "chatroom:8": {"recovered": False, "epoch": "e", "from": None, "to": 9, "reason": "retention"},
        "chatroom:9": {"recovered": False, "epoch": None, "from": None, "to": None, "reason": "not_found"},
    }
    resumed, anew = notices_of(control("resumed", {"rooms": rooms}))
    assert resumed.claims == {
        "chatroom:7": Resumed(recovered=True, start=2, end=4),
        "chatroom:8": Resumed(recovered=False, end=9),
        "chatroom:9": Resumed(recovered=False),
    }
    assert anew == Notice("subscribe", "done", "chatroom:8", Position("e", 9))


def test_refusals() -> None:
    told = {"status": 404, "code": "not_found", "message": "No such room.", "details": {}}
    assert refusal_of(control("error", told)) == "not_found: No such room."
    assert refusal_of(control("ack", {})) is None


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("room_joined", None),
        ("room_joined", {"position": {"epoch": "e", "seq": 4}}),
        ("room_joined", {"room": "chatroom:7", "position": None}),
        ("room_joined", {"room": 7, "position": {"epoch": [], "seq": "4"}}),
        ("room_left", {}),
        ("resumed", {"rooms": []}),
        ("resumed", {"rooms": {"chatroom:7": {"recovered": True}}}),
    ],
)
def test_a_control_frame_of_another_form_states_nothing(kind: str, data: object) -> None:
    assert notices_of(control(kind, data)) == []


def test_a_version_or_a_cause_of_another_type_is_none() -> None:
    body = answers.event("chatroom_message_received", {**answers.MESSAGE, "version": "1"}) | {"cause": 7}
    event = event_of(frame(body), World())
    assert (event.version, event.cause, event.entity) == (None, None, "message:19")
