"""Exchanges as rows of the history: HTTP requests and answers, masked, with numbers to which other rows refer.

A row is written when its exchange is over and its secrets are known: an answer with new tokens is recorded after
these were added to the recorder. The time of the row is still that of the answer.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import httpx
from websockets import Headers

from lockstep.clients.api import Exchange as Exchanged
from lockstep.history.bodies import body_of, headers_of
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Exchange

_REQUEST_IDS = ("x-request-id", "request-id", "x-correlation-id", "traceparent")


def record_exchanges(
    recorder: Recorder, exchanges: Iterable[Exchanged], operation: str, *, person: str | None, w: str | None = None
) -> tuple[int, ...]:
    """Record the exchanges of a write or a read; returns the numbers of their rows."""
    return tuple(record_exchange(recorder, one, operation, person=person, w=w) for one in exchanges)


def record_exchange(
    recorder: Recorder,
    exchanged: Exchanged,
    operation: str,
    *,
    person: str | None,
    w: str | None = None,
    session: str | None = None,
    conn: str | None = None,
) -> int:
    """Record one exchange, or the handshake of a connection; returns the number of its row."""
    address = urlsplit(exchanged.url or exchanged.path)
    host = address.netloc.rpartition("@")[2]  # never with a name and a password
    headers, answer_headers = headers_of(_pairs(exchanged.sent_headers)), headers_of(_pairs(exchanged.headers))
    row = Exchange(
        t=exchanged.answered,
        person=person,
        session=session,
        conn=conn,
        operation=operation,
        w=w,
        since=exchanged.asked,
        method=exchanged.method,
        origin=f"{address.scheme}://{host}" if host else "",
        path=address.path,
        query=f"?{address.query}" if address.query else "",
        headers=headers,
        body=body_of(exchanged.sent, recorder),
        request_id=_request_id(answer_headers) or _request_id(headers),
        status=exchanged.status,
        trouble=exchanged.trouble or "",
        answer_headers=answer_headers,
        answer=body_of(exchanged.content, recorder),
    )
    return recorder.record(row).i


def _pairs(headers: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Names and values, repeated names one after the other, of httpx's headers, websockets' or others."""
    if isinstance(headers, httpx.Headers):
        return ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
    return headers.raw_items() if isinstance(headers, Headers) else headers.items()


def _request_id(headers: Mapping[str, str]) -> str | None:
    return next((headers[name] for name in _REQUEST_IDS if name in headers), None)
