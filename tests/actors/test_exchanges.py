"""Exchanges as rows: address in parts, headers, bodies, request ids, and never a name and password of the address."""

import httpx
import pytest
import websockets
from lockstep.actors.exchanges import record_exchange, record_exchanges
from lockstep.clients.api import Exchange as Exchanged
from lockstep.history.rows import Body, Exchange

from tests.targets.plain import recorder


def exchanged(**fields: object) -> Exchanged:
    given = {
        "method": "POST", "path": "/messages", "request": {"a": 1}, "status": 201, "trouble": None,
        "headers": {"X-Request-Id": "server-7"}, "text": '{"id":1}', "body": {"id": 1}, "asked": 10, "answered": 30,
        "url": "http://127.0.0.1:80/api/messages?page=2", "sent_headers": {"X-Request-Id": "w1"}, "sent": b'{"a":1}',
        "content": b'{"id":1}',
    }  # fmt: skip
    return Exchanged(**(given | fields))


def recorded(**fields: object) -> Exchange:
    kept = recorder()
    number = record_exchange(kept, exchanged(**fields), "post_message", person="Ana", w="w1")
    row = kept.history.rows()[number]
    assert isinstance(row, Exchange)
    return row


def test_a_request_and_its_answer_are_one_row() -> None:
    row = recorded()
    assert (row.person, row.operation, row.w, row.since, row.t) == ("Ana", "post_message", "w1", 10, 30)
    assert (row.method, row.origin, row.path, row.query) == (
        "POST",
        "http://127.0.0.1:80",
        "/api/messages",
        "?page=2",
    )
    assert (row.headers, row.body) == ({"x-request-id": "w1"}, Body(size=7, json={"a": 1}))
    assert (row.status, row.trouble) == (201, "")
    assert (row.answer_headers, row.answer) == ({"x-request-id": "server-7"}, Body(size=8, json={"id": 1}))


def test_the_server_s_request_id_comes_before_ours() -> None:
    assert recorded().request_id == "server-7"
    assert recorded(headers={}).request_id == "w1"
    assert recorded(headers={}, sent_headers={"traceparent": "00-1-2-01"}).request_id == "00-1-2-01"
    assert recorded(headers={}, sent_headers={}).request_id is None


def test_without_an_answer_the_row_says_why() -> None:
    row = recorded(status=None, trouble="timeout", headers={}, text="timed out", content=b"")
    assert (row.status, row.trouble, row.answer) == (None, "timeout", None)


@pytest.mark.parametrize("url", ["http://ana:pa55@127.0.0.1:80/x", "http://ana@127.0.0.1:80/x"])
def test_the_origin_carries_no_credentials(url: str) -> None:
    assert recorded(url=url).origin == "http://127.0.0.1:80"


def test_an_exchange_that_knows_no_address_has_its_path() -> None:
    row = recorded(url="")
    assert (row.origin, row.path) == ("", "/messages")


def test_several_are_numbered_in_their_order() -> None:
    kept = recorder()
    assert record_exchanges(kept, [exchanged(), exchanged()], "read", person="Ana") == (1, 2)
    assert [row.w for row in kept.history.of(Exchange)] == [None, None]


@pytest.mark.parametrize("kind", [httpx.Headers, websockets.Headers])
def test_a_header_that_came_twice_has_both_values(kind: type[httpx.Headers] | type[websockets.Headers]) -> None:
    row = recorded(headers=kind([("Vary", "A"), ("Vary", "B")]))
    assert row.answer_headers == {"vary": "A, B"}
