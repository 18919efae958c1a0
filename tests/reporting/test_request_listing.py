"""Requests in plain text: all of them, or those of rows, with frames, masked, and sentences for what is not there."""

import pytest
from lockstep.history.rows import AnyRow, Body, Exchange, Invoke, Ok, Open, Read, Recv, Send
from lockstep.reporting.request_listing import listing

from tests.history.made import header

MS = 1_000_000


def history(*rows: AnyRow, version: int = 2) -> list[AnyRow]:
    found = [header(version=version, t=0), *rows]
    for number, row in enumerate(found):
        row.i, row.t = number, number * MS
    return found


def request(w: str | None = None, **fields: object) -> Exchange:
    given = {
        "person": "Ana", "operation": "post_message", "w": w, "since": 0, "method": "POST",
        "origin": "http://127.0.0.1:1", "path": "/messages", "query": "?page=2", "headers": {"x-request-id": "r1"},
        "body": Body(size=7, json={"a": 1}), "status": 201, "answer_headers": {"content-type": "application/json"},
        "answer": Body(size=8, json={"id": 1}),
    }  # fmt: skip
    return Exchange(**(given | fields))


ROWS = history(
    Invoke(w="w1", via="api", operation="post_message", person="Ana"),
    request("w1", status=None, trouble="timeout", answer=None, answer_headers={}),
    request("w1"),
    Ok(w="w1", status="201", person="Ana", exchanges=(3,)),
    Recv(n=1, kind="posted", cause="w1", person="Ben", raw="d1"),
    request(None, operation="messages", method="GET", path="/reads", body=None),
    Read(operation="messages", since=0, status="200", person="Ana", exchanges=(6,)),
    request(None, session="Ben/laptop", operation="connect", path="/ws", status=401),
    Open(phase="refused", person="Ben", exchange=8),
    Send(kind="ping", person="Ben", n=1),
)


def test_a_request_is_told_with_its_answer() -> None:
    assert listing(ROWS).split("\n\n")[1] == "\n".join(
        (
            "row 3  0.003 s  Ana: post_message",
            "  POST http://127.0.0.1:1/messages?page=2",
            "    x-request-id: r1",
            '    7 bytes: {"a":1}',
            "  answered 201 after 3.0 ms",
            "    content-type: application/json",
            '    8 bytes: {"id":1}',
        )
    )


def test_all_requests_are_told_and_nothing_else() -> None:
    told = [line for line in listing(ROWS).splitlines() if line.startswith("row ")]
    assert [line.split()[1] for line in told] == ["2", "3", "6", "8"]
    assert "answered nothing (timeout) after 2.0 ms" in listing(ROWS)


@pytest.mark.parametrize(
    ("number", "rows"),
    [(1, "1 2 3"), (3, "3"), (4, "4 3"), (5, "5 2 3"), (7, "7 6"), (9, "9 8"), (10, "10"), (0, "0")],
)
def test_a_row_comes_with_the_requests_it_took_or_that_caused_it(number: int, rows: str) -> None:
    told = [line for line in listing(ROWS, {number}).splitlines() if line.startswith("row ")]
    assert [line.split()[1] for line in told] == rows.split()


def test_several_rows_share_their_requests_and_are_in_order() -> None:
    told = [line for line in listing(ROWS, {5, 4, 1}).splitlines() if line.startswith("row ")]
    assert [line.split()[1] for line in told] == ["1", "2", "3", "4", "5"]


def test_a_frame_stands_under_its_row() -> None:
    assert listing(ROWS, {10, 5}, {"d1": "the frame"}).splitlines()[1] == "  the frame"


def test_a_row_that_nobody_tells_is_shown_as_it_is() -> None:
    rows = history(Recv(n=1, kind="marker", marker=True))
    assert '{"row":"recv"' in listing(rows, {1})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (Body(size=1, form="text", text="x"), "    1 byte: x"),
        (Body(size=4), "    4 bytes: null"),
        (Body(size=5_000, form="binary", digest="d1"), "    5,000 bytes, binary, digest d1"),
        (
            Body(size=9_000, text='["x', cut=True, digest="d1"),
            '    9,000 bytes: ["x ... shortened, complete in the raw file under d1',
        ),
    ],
)
def test_each_kind_of_body(body: Body, told: str) -> None:
    assert told in listing(history(request(body=body))).splitlines()


def test_secrets_are_masked() -> None:
    body = Body(size=9, json={"password": "pa55"})
    rows = history(request(body=body, query="?token=pa55&x=1"), Recv(n=1, kind="k", raw="d1"))
    told = listing(rows) + listing(rows, {2}, {"d1": '{"accessToken":"pa55"}'})
    assert "pa55" not in told
    assert '{"password":"[redacted]"}' in told


def test_a_row_that_there_is_not_is_told() -> None:
    with pytest.raises(LookupError, match="no row 11: the history has the rows 0 to 10"):
        listing(ROWS, {1, 11, 12})


def test_a_history_of_schema_1_says_where_its_requests_are() -> None:
    with pytest.raises(LookupError, match=r"schema 1 contains no requests: .* \.raw\.jsonl"):
        listing(history(version=1))
    assert listing(history(Send(kind="ping", person="Ben"), version=1), {1}).startswith(
        "row 1  0.001 s  Ben sends ping"
    )
