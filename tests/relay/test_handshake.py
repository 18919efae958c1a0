"""A WebSocket handshake is recognised in whatever parts it comes, and nothing is held up but what must wait."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.relay.handshake import Handshake

from tests.relay.rig import answer, request

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=100)


def parts(data: bytes, cut: int) -> list[bytes]:
    return [data[start : start + cut] for start in range(0, len(data), cut)]


@pytest.mark.parametrize("cut", [1, 7, 1000])
def test_an_accepted_handshake_passes_whole_and_what_follows_is_frames(cut: int) -> None:
    handshake = Handshake()
    asked = b"".join(handshake.from_client(part) for part in parts(request() + b"early", cut))
    assert (asked, bytes(handshake.early)) == (request(), b"early")
    told, rest = b"", b""
    for part in parts(answer() + b"late", cut):
        if handshake.verdict == "websocket":
            rest += part
        else:
            now, after = handshake.from_server(part)
            told, rest = told + now, rest + after
    assert (told, rest) == (answer(), b"late")
    assert handshake.verdict == "websocket"


@pytest.mark.parametrize("cut", [1, 7, 1000])
def test_the_path_is_what_was_asked_for_with_its_query(cut: int) -> None:
    handshake = Handshake()
    asked = request().split(b" ", 2)
    for part in parts(b" ".join([asked[0], b"/sub/chatroom:7,chatroom:8?last_event_id=5:0", asked[2]]), cut):
        handshake.from_client(part)
    assert handshake.path == "/sub/chatroom:7,chatroom:8?last_event_id=5:0"


def test_what_is_no_handshake_has_no_path() -> None:
    handshake = Handshake()
    handshake.from_client(b"GET /ws HTTP/1.1\r\nHost: x\r\n\r\n")
    assert not handshake.path


@pytest.mark.parametrize(
    ("agent", "person", "session"),
    [
        ("lockstep (Ana; laptop)", "Ana", "laptop"),
        ("python/3 lockstep (Ana Lee;phone 2) x", "Ana Lee", "phone 2"),
        ("lockstep (Zoë; laptop)", "Zoë", "laptop"),
        ("curl/8", None, None),
        ("lockstep ()", None, None),
    ],
)
def test_the_person_is_who_the_client_says(agent: str, person: str | None, session: str | None) -> None:
    handshake = Handshake()
    handshake.from_client(request().replace(b"lockstep (Ana; laptop)", agent.encode("latin-1")))
    assert (handshake.person, handshake.session) == (person, session)


@pytest.mark.parametrize(
    "other",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
        b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello",
        b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
        b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n",
        b"x" * 70_000,
    ],
)
def test_any_other_beginning_is_plain(other: bytes) -> None:
    handshake = Handshake()
    assert handshake.from_client(other) == other
    assert handshake.verdict == "plain"
    assert handshake.early == b""


@pytest.mark.parametrize(
    "refusal",
    [
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n" + b"a: b\r\n" * 200 + b"\r\n",
        b"no HTTP at all\r\n\r\n",
        b"x" * 70_000,
    ],
)
def test_a_refused_handshake_is_plain(refusal: bytes) -> None:
    handshake = Handshake()
    handshake.from_client(request())
    assert handshake.from_server(refusal) == (refusal, b"")
    assert handshake.verdict == "plain"


def test_an_answer_before_the_question_is_whole_makes_it_plain() -> None:
    handshake = Handshake()
    handshake.from_client(request()[:20])
    assert handshake.from_server(answer()) == (answer(), b"")
    assert handshake.verdict == "plain"


def test_a_negotiated_extension_is_told() -> None:
    handshake = Handshake()
    handshake.from_client(request())
    handshake.from_server(answer("sec-websocket-extensions: permessage-deflate; a=1\r\n"))
    assert (handshake.verdict, handshake.extensions) == ("extended", "permessage-deflate; a=1")


def test_a_client_that_does_not_wait_gives_the_handshake_away() -> None:
    handshake = Handshake()
    handshake.from_client(request())
    assert handshake.from_client(b"x" * 60_000) == b""
    assert handshake.from_client(b"y" * 6_000) == b"x" * 60_000 + b"y" * 6_000
    assert handshake.verdict == "plain"


@CALM
@given(
    st.lists(st.tuples(st.booleans(), st.binary(max_size=60) | st.sampled_from([request(), answer()])), max_size=8)
)
def test_nothing_is_lost_or_raised_whatever_comes(arrivals: list[tuple[bool, bytes]]) -> None:
    handshake = Handshake()
    sent = {True: b"", False: b""}
    passed = {True: b"", False: b""}
    for by_client, data in arrivals:
        sent[by_client] += data
        if handshake.verdict != "open":
            passed[by_client] += data
        elif by_client:
            passed[True] += handshake.from_client(data)
        else:
            now, rest = handshake.from_server(data)
            passed[False] += now + rest
        if handshake.verdict != "open":
            passed[True] += bytes(handshake.early)
            handshake.early.clear()
    passed[True] += handshake.give_up()
    assert passed == sent
