"""HTTP is read without changing a byte, writes are shown whole, and what cannot be read passes untouched."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.relay.exchanges import LARGEST, Exchanges, WriteRequest, WriteResponse

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=100)
INSTEAD = WriteResponse(409, ((b"Content-Type", b"text/plain"), (b"Transfer-Encoding", b"chunked")), b"no")
HEAD = b"Host: x\r\nUser-Agent: lockstep (Ana; api)\r\nX-Request-Id: R1\r\n"
GET = b"GET /a/7?token=secret HTTP/1.1\r\n" + HEAD + b"\r\n"
POST = b"POST /rooms/7/say?x=1 HTTP/1.1\r\n" + HEAD + b"Content-Length: 5\r\n\r\nhello"
CHUNKED = b"PUT /a HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n"
OK = b"HTTP/1.1 201 Made\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
OK_CHUNKED = b"HTTP/1.1 200 Fine\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"


class Notes:
    """A plug-in that notes what it is shown, and answers or changes what it is told to."""

    def __init__(self, *, answer: bool = False, change: bool = False) -> None:
        self.told: list[WriteRequest] = []
        self.answers: list[tuple[str, WriteResponse]] = []
        self._answer, self._change = answer, change

    def asked(self, asked: WriteRequest) -> WriteResponse | None:
        self.told.append(asked)
        return INSTEAD if self._answer else None

    def answered(self, asked: WriteRequest, answered: WriteResponse) -> WriteResponse | None:
        self.answers.append((asked.route, answered))
        return INSTEAD if self._change else None

    def hung_up(self, connection: int) -> None:
        pass


class Talk:
    """A connection of which everything that passes is kept."""

    def __init__(self, notes: Notes | None = None) -> None:
        self.notes = notes or Notes()
        self.unread: Counter[str] = Counter()
        self.exchanges = Exchanges(4, self.notes, self.unread)
        self.to_server = self.to_client = b""

    def say(self, data: bytes, *, server: bool = False, cut: int = 10_000) -> None:
        for start in range(0, len(data), cut):
            part = data[start : start + cut]
            if self.exchanges.given_up:
                self.to_server += b"" if server else part
                self.to_client += part if server else b""
                continue
            feed = self.exchanges.from_server if server else self.exchanges.from_client
            passing = feed(part)
            self.to_server += passing.to_server
            self.to_client += passing.to_client


@pytest.mark.parametrize("cut", [1, 7, 1000])
@pytest.mark.parametrize("answer", [OK, OK_CHUNKED])
def test_exchanges_pass_bit_for_bit_one_after_the_other(cut: int, answer: bytes) -> None:
    talk = Talk()
    for request in (GET, POST, CHUNKED, GET, POST):
        talk.say(request, cut=cut)
        talk.say(answer, server=True, cut=cut)
    assert talk.to_server == GET + POST + CHUNKED + GET + POST
    assert talk.to_client == answer * 5
    assert not talk.exchanges.given_up
    assert not talk.unread
    assert [(asked.route, asked.body) for asked in talk.notes.told] == [
        ("POST /rooms/{}/say", b"hello"), ("PUT /a", b"hello"), ("POST /rooms/{}/say", b"hello")]  # fmt: skip
    assert {one.body for _, one in talk.notes.answers} == {b"ok"}


def test_a_write_is_shown_with_who_and_where_and_without_its_query() -> None:
    talk = Talk()
    talk.say(POST)
    (asked,) = talk.notes.told
    assert (asked.connection, asked.person, asked.method, asked.path) == (4, "Ana", "POST", "/rooms/7/say")
    assert dict(asked.headers)[b"x-request-id"] == b"R1"
    stranger = Talk()
    stranger.say(POST.replace(b"lockstep", b"other"))
    assert stranger.notes.told[0].person is None


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/v1/messages", "/api/v1/messages"),
        ("/api/v1/messages/19", "/api/v1/messages/{}"),
        ("/rooms/7/members/12/", "/rooms/{}/members/{}/"),
        ("/a/0b7c2f7e-6d1c-4f5e-9d0f-1a2b3c4d5e6f?x=9", "/a/{}"),
        ("/conversations/me", "/conversations/me"),
    ],
)
def test_a_route_is_a_path_without_its_ids(path: str, route: str) -> None:
    talk = Talk()
    talk.say(b"DELETE %s HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode())
    assert talk.notes.told[0].route == f"DELETE {route}"


def test_a_write_is_held_until_it_is_whole_and_its_answer_too_and_nothing_else_is() -> None:
    talk = Talk()
    talk.say(POST[:-1])
    assert talk.to_server == b""
    talk.say(POST[-1:])
    talk.say(OK[:-1], server=True)
    assert talk.to_client == b""
    talk.say(OK[-1:], server=True)
    talk.say(GET)
    talk.say(OK[:-1], server=True)
    assert talk.to_client == OK + OK[:-1]


def test_a_write_that_is_answered_instead_is_not_forwarded_and_the_next_is_read() -> None:
    talk = Talk(Notes(answer=True))
    talk.say(POST)
    assert talk.to_server == b""
    assert talk.to_client == b"HTTP/1.1 409 \r\nContent-Type: text/plain\r\ncontent-length: 2\r\n\r\nno"
    talk.say(POST)
    assert len(talk.notes.told) == 2
    talk.say(GET)
    assert talk.to_server == GET


def test_an_answer_is_replaced_whole() -> None:
    talk = Talk(Notes(change=True))
    talk.say(POST)
    talk.say(OK_CHUNKED, server=True, cut=3)
    assert talk.to_client == INSTEAD.wire
    assert talk.notes.answers[0][1].status == 200
    talk.say(GET)
    talk.say(OK, server=True)
    assert talk.to_client == INSTEAD.wire + OK


def test_an_informational_answer_is_no_answer_yet() -> None:
    talk = Talk()
    talk.say(POST)
    early = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    talk.say(early + OK, server=True)
    assert talk.to_client == early + OK
    assert talk.notes.answers[0][1].status == 201


@pytest.mark.parametrize("chunk", [1000, 300_000])
def test_a_large_write_passes_unshown_and_the_next_is_shown(chunk: int) -> None:
    talk = Talk()
    body = b"x" * (2 * LARGEST)
    large = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    talk.say(large, cut=chunk)
    assert talk.to_server == large
    assert talk.notes.told == []
    assert talk.unread == {"a write too large to be read": 1}
    talk.say(OK, server=True)
    talk.say(POST)
    assert len(talk.notes.told) == 1


def test_a_large_answer_to_a_write_passes_unshown() -> None:
    talk = Talk(Notes(change=True))
    body = b"x" * (2 * LARGEST)
    large = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    talk.say(POST)
    talk.say(large, server=True, cut=100_000)
    assert talk.to_client == large
    assert talk.notes.answers == []
    assert talk.unread == {"an answer too large to be read": 1}


@pytest.mark.parametrize(
    ("request_bytes", "why"),
    [
        (b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", None),
        (b"POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", None),
        (POST + POST, "HTTP requests sent without waiting"),
        (b"no HTTP at all\r\n\r\n", "no HTTP"),
        (b"x" * 70_000, "no HTTP"),
    ],
    ids=["upgrade", "continue", "pipelined", "nonsense", "endless"],
)
def test_what_cannot_be_read_passes_untouched_from_there_on(request_bytes: bytes, why: str | None) -> None:
    talk = Talk(Notes(answer=True, change=True))
    talk.say(request_bytes)
    assert talk.exchanges.given_up
    assert talk.to_server == request_bytes
    assert [told.startswith(why or "") for told in talk.unread] == [True] * bool(why)
    talk.say(OK, server=True)
    talk.say(POST)
    assert (talk.to_server, talk.to_client, talk.notes.told) == (request_bytes + POST, OK, [])


@pytest.mark.parametrize(
    ("asked", "answered", "why"),
    [
        (POST[:-1], OK, "an answer before its request was whole"),
        (POST, OK + OK, "more than the answer"),
        (POST, b"no HTTP at all\r\n\r\n", "no HTTP"),
    ],
)
def test_an_answer_that_cannot_be_read_passes_and_so_does_what_was_held(
    asked: bytes, answered: bytes, why: str
) -> None:
    talk = Talk(Notes(change=True))
    talk.say(asked)
    talk.say(answered, server=True)
    assert (talk.to_server, talk.to_client) == (asked, answered)
    assert [told.startswith(why) for told in talk.unread] == [True]


def test_a_second_request_before_the_answer_gives_the_reading_up() -> None:
    talk = Talk(Notes(change=True))
    talk.say(POST)
    talk.say(OK[:20], server=True)
    talk.say(GET)
    assert (talk.to_server, talk.to_client) == (POST + GET, OK[:20])


def test_giving_up_at_an_end_lets_go_what_was_held_on_both_ways() -> None:
    talk = Talk()
    talk.say(POST)
    talk.say(OK[:-1], server=True)
    assert talk.exchanges.give_up().to_client == OK[:-1]
    half = Talk()
    half.say(POST[:-1])
    assert half.exchanges.give_up().to_server == POST[:-1]
    assert not half.unread


@CALM
@given(
    st.lists(st.tuples(st.booleans(), st.binary(max_size=60) | st.sampled_from([GET, POST, OK, CHUNKED])), max_size=8)
)
def test_nothing_is_lost_or_raised_whatever_comes(arrivals: list[tuple[bool, bytes]]) -> None:
    talk = Talk()
    for server, data in arrivals:
        talk.say(data, server=server)
    if not talk.exchanges.given_up:
        rest = talk.exchanges.give_up()
        talk.to_server += rest.to_server
        talk.to_client += rest.to_client
    assert talk.to_server == b"".join(data for server, data in arrivals if not server)
    assert talk.to_client == b"".join(data for server, data in arrivals if server)
