"""The Bayeux dialect: what frames say, whose client a connection speaks for, what rewriting leaves alone."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.clients.dialects.base import Frame, MalformedFrameError
from lockstep.clients.dialects.bayeux import CONNECT, HANDSHAKE, SUBSCRIBE, Bayeux

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=200)
EVENT = {"channel": "/chatroom/7", "data": {"author": "ana", "content": "hällo"}, "id": "m0"}
SHAKEN = {"channel": HANDSHAKE, "successful": True, "clientId": "c1", "version": "1.0"}


def raw(*bodies: dict[str, Any]) -> str:
    return json.dumps(bodies)


def shaken() -> Bayeux:
    codec = Bayeux()
    codec.decode(raw(SHAKEN))
    return codec


def asked(text: str) -> dict[str, Any]:
    (command,) = json.loads(text)
    assert isinstance(command, dict)
    return command


def test_an_event_is_read_with_all_it_says() -> None:
    assert Bayeux().decode(raw(EVENT)) == [
        Frame(
            kind="message",
            event=True,
            channel="/chatroom/7",
            entity="m0",
            data={"author": "ana", "content": "hällo"},
            body=EVENT,
        )
    ]


def test_a_message_may_hold_several_frames_or_one_without_an_array() -> None:
    answer = {"channel": CONNECT, "successful": True, "id": 3}
    frames = Bayeux().decode(raw(answer, EVENT, EVENT))
    assert [(frame.kind, frame.event, frame.ref) for frame in frames] == [
        (CONNECT, False, "3"),
        ("message", True, None),
        ("message", True, None),
    ]
    assert [frame.event for frame in Bayeux().decode(json.dumps(EVENT))] == [True]


def test_the_answer_to_a_publication_is_no_event() -> None:
    (frame,) = Bayeux().decode(raw({"channel": "/chatroom/7", "successful": True, "id": "m0"}))
    assert (frame.kind, frame.event, frame.ref) == ("published", False, "m0")


def test_commands_name_the_client_of_the_handshake() -> None:
    codec = shaken()
    assert asked(codec.encode(SUBSCRIBE, ref="1", data={"subscription": "/a"})) == {
        "channel": SUBSCRIBE,
        "clientId": "c1",
        "subscription": "/a",
        "id": "1",
    }
    assert asked(codec.encode(CONNECT)) == {"channel": CONNECT, "connectionType": "websocket", "clientId": "c1"}


def test_a_refused_handshake_gives_out_no_client() -> None:
    codec = Bayeux()
    codec.decode(raw({**SHAKEN, "successful": False}))
    assert asked(codec.encode(CONNECT))["clientId"] == ""


def test_a_handshake_names_no_client() -> None:
    assert "clientId" not in asked(shaken().encode(HANDSHAKE))


def test_who_comes_back_with_an_older_client_goes_on_as_that() -> None:
    codec = Bayeux()
    codec.encode(CONNECT, ref="1", data={"clientId": "old", "advice": {"timeout": 0}})
    assert asked(codec.encode(CONNECT))["clientId"] == "old"


@pytest.mark.parametrize(
    ("body", "channels"),
    [
        (EVENT, {"/chatroom/7"}),
        ({"channel": SUBSCRIBE, "subscription": "/a"}, {"/a"}),
        ({"channel": SUBSCRIBE, "subscription": ["/a", "/b"]}, {"/a", "/b"}),
        ({"channel": SUBSCRIBE, "subscription": {"/a": 1}}, {SUBSCRIBE}),
        ({"channel": HANDSHAKE}, {HANDSHAKE}),
    ],
)
def test_a_connection_is_concerned_with_what_its_frames_name(body: dict[str, Any], channels: set[str]) -> None:
    codec = Bayeux()
    assert codec.channels(codec.decode(raw(body))[0]) == channels


def test_no_channel_stands_in_an_address() -> None:
    assert Bayeux().opened("/faye?a=/chatroom/7") == frozenset()


def test_rewriting_changes_the_first_event_and_nothing_else() -> None:
    answer = {"channel": CONNECT, "successful": True}
    changed = Bayeux().rewrite(raw(answer, EVENT, EVENT), data={"content": "x"}, entity="m1", channel="/b")
    assert json.loads(changed) == [answer, {"channel": "/b", "data": {"content": "x"}, "id": "m1"}, EVENT]


def test_what_cannot_be_rewritten_is_said() -> None:
    with pytest.raises(MalformedFrameError, match="numbers no messages"):
        Bayeux().rewrite(raw(EVENT), seq=1)
    with pytest.raises(MalformedFrameError, match="expected an event"):
        Bayeux().rewrite(raw(SHAKEN), data={})
    with pytest.raises(TypeError, match="colour"):
        Bayeux().rewrite(raw(EVENT), colour="red")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"[]", "binary message of 2 bytes"),
        ("{", "text of 1 characters"),
        ("[1]", "array of JSON objects"),
        ('"x"', "array of JSON objects"),
        ("[{}]", '"channel"'),
        ('[{"channel": "chatroom"}]', '"channel"'),
        ('[{"channel": "/a", "id": true}]', '"id"'),
    ],
)
def test_what_is_not_of_the_dialect_is_malformed(message: str | bytes, expected: str) -> None:
    with pytest.raises(MalformedFrameError, match=expected):
        Bayeux().decode(message)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=9), x, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["channel", "data", "id", "subscription", "clientId"])


@CALM
@given(st.lists(st.dictionaries(FIELDS, JSON), max_size=6))
def test_whatever_a_peer_sends_only_one_error_is_raised(bodies: list[dict[str, Any]]) -> None:
    codec = Bayeux()
    with contextlib.suppress(MalformedFrameError):
        for frame in codec.decode(json.dumps(bodies)):
            assert codec.channels(frame)


def test_an_event_that_names_a_subscription_concerns_its_own_channel_too() -> None:
    codec = Bayeux()
    (event,) = codec.decode(raw({"channel": "/chatroom/7", "data": {}, "subscription": ["/a", 7]}))
    assert codec.channels(event) == {"/chatroom/7", "/a"}
