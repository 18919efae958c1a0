"""Requests as a page shows them, and as curl repeats them."""

from lockstep.history.rows import Body, Exchange
from lockstep.reporting.traces.exchanges import curl, ids_of, request_of, text_of


def exchange(**changes: object) -> Exchange:
    values: dict[str, object] = {
        "i": 5, "t": 30_000_000, "person": "Ana", "operation": "post_message", "since": 10_000_000, "method": "POST",
        "origin": "http://127.0.0.1:80", "path": "/messages", "query": "?a=it's", "status": 201,
        "headers": {"host": "127.0.0.1", "authorization": "[redacted]", "content-type": "application/json"},
        "body": Body(size=12, json={"a": "it's"}), "request_id": "r1", "answer": Body(size=2, json={}),
    }  # fmt: skip
    return Exchange(**(values | changes))  # type: ignore[arg-type]


def test_a_request_has_its_times_address_and_answer() -> None:
    shown = request_of(exchange(), 0)
    assert (shown.ms, shown.took, shown.status, shown.good) == ("10.0", "20.0", "201", True)
    assert shown.address == "http://127.0.0.1:80/messages?a=it's"
    assert request_of(exchange(status=None, trouble="timeout"), 0).status == "no answer (timeout)"


def test_curl_quotes_what_a_shell_would_read_and_leaves_out_its_own_headers() -> None:
    told = curl(exchange())
    assert told.startswith("curl -i -X POST ")
    assert "-H 'authorization: [redacted]'" in told
    assert "host:" not in told
    assert """--data-binary '{"a":"it'"'"'s"}'""" in told


def test_a_handshake_is_asked_for_over_http() -> None:
    assert "http://127.0.0.1:80/ws" in curl(exchange(method="GET", origin="ws://127.0.0.1:80", path="/ws", body=None))


def test_bodies_as_text() -> None:
    assert text_of(None) == ""
    assert text_of(Body(size=9, form="binary", digest="ab")) == "9 bytes, binary, digest ab"
    assert text_of(Body(size=9000, form="text", text="begin", cut=True)) == "begin\n... shortened, 9,000 bytes in all"


def test_ids() -> None:
    assert ids_of([exchange(), exchange(request_id=None)]) == {"r1"}
