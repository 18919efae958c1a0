"""The header blocks of nchan: read, told apart, rewritten, refused."""

from collections.abc import Callable

import pytest
from lockstep.clients.dialects.base import MalformedFrameError
from lockstep.clients.dialects.nchan import Nchan

BODY = '{"channel":"chatroom:7","author":"user:1","content":"Hello\\n\\nyou"}'
HELLO = f"id: 1795360289:3\ncontent-type: application/json\n\n{BODY}"


def at(path: str) -> Nchan:
    codec = Nchan()
    codec.opened(path)
    return codec


def test_a_message_is_an_event_of_the_channel_that_its_body_names() -> None:
    (frame,) = at("/sub/chatroom:8").decode(HELLO)
    assert (frame.kind, frame.event, frame.channel, frame.entity) == ("message", True, "chatroom:7", "1795360289:3")
    assert frame.seq is None
    assert frame.data["content"] == "Hello\n\nyou"
    assert frame.body == {"id": "1795360289:3", "content-type": "application/json"}
    assert at("/").channels(frame) == {"chatroom:7"}


def test_a_body_that_names_none_belongs_to_the_only_channel_of_the_address() -> None:
    plain = "id: 1:0\n\nplain text"
    (frame,) = at("/sub/chatroom:8?last_event_id=1:0").decode(plain)
    assert (frame.channel, frame.data) == ("chatroom:8", "plain text")
    (frame,) = at("/sub/a,b").decode(plain)
    assert frame.channel is None
    assert Nchan().channels(frame) == frozenset()


def test_channels_stand_in_the_address() -> None:
    assert Nchan().opened("/sub/chatroom%3A7,b?x=y") == {"chatroom:7", "b"}
    assert Nchan().opened("/") == frozenset()


def test_the_persons_own_topic_is_no_channel_of_the_address() -> None:
    codec = Nchan()
    assert codec.opened("/as/company:1/user:9/chatroom:7,user:9?last_event_id=1:0") == frozenset({"chatroom:7"})
    (frame,) = codec.decode("id: 1:-,[0]\n\nnot JSON")
    assert frame.channel == "chatroom:7"


@pytest.mark.parametrize(
    ("place", "own"),
    [
        ("1795360289:[3],0", "1795360289:3"),
        ("1795360289:2,[0]", "1795360289:0"),
        ("1795360289:-,[11]", "1795360289:11"),
        ("5:0", "5:0"),
    ],
)
def test_of_several_channels_the_one_in_brackets_has_the_id(place: str, own: str) -> None:
    (frame,) = Nchan().decode(f"id: {place}\n\n{BODY}")
    assert frame.entity == own
    assert frame.body["id"] == place


@pytest.mark.parametrize(
    "raw",
    [
        b"id: 1:0\n\n{}",
        "",
        "no header",
        "id: 1:0\n",
        "id 1:0\n\n{}",
        ": 1:0\n\n{}",
        "content-type: application/json\n\n{}",
        "id: nonsense\n\n{}",
        "id: 1:0,\n\n{}",
        'id: 1:0\n\n{"channel": 7}',
    ],
)
def test_what_is_no_message_is_malformed_and_not_quoted(raw: str | bytes) -> None:
    with pytest.raises(MalformedFrameError) as refused:
        Nchan().decode(raw)
    assert "nonsense" not in str(refused.value)


def test_nesting_without_end_is_a_text() -> None:
    (frame,) = Nchan().decode("id: 1:0\n\n" + "[" * 100_000)
    assert frame.data == "[" * 100_000


def test_what_is_rewritten_and_what_stays() -> None:
    codec = Nchan()
    assert codec.rewrite(HELLO, entity="9:9") == HELLO.replace("1795360289:3", "9:9")
    (moved,) = codec.decode(codec.rewrite(HELLO, channel="chatroom:9"))
    assert (moved.channel, moved.data["content"], moved.entity) == ("chatroom:9", "Hello\n\nyou", "1795360289:3")
    (other,) = codec.decode(codec.rewrite(HELLO, data={"channel": "x", "content": "Goodbye"}))
    assert other.data == {"channel": "x", "content": "Goodbye"}
    assert codec.rewrite(HELLO) == HELLO


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda codec: codec.rewrite(HELLO, seq=1), MalformedFrameError),
        (lambda codec: codec.rewrite("id: 1:0\n\ntext", channel="x"), MalformedFrameError),
        (lambda codec: codec.rewrite(HELLO, colour="red"), TypeError),
        (lambda codec: codec.encode("ping"), LookupError),
    ],
)
def test_what_cannot_be_done(act: Callable[[Nchan], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        act(Nchan())
