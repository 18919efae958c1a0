"""Requests for a reader: as plain data of a page, and as the `curl` command that repeats one.

Secrets were masked when the history was written, so a command has `[redacted]` in their place: who repeats it puts
their own token there.
"""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from lockstep.history.rows import Body, Exchange
from lockstep.masking import mask_text

_OWN = frozenset({"host", "content-length", "connection", "accept-encoding", "user-agent", "accept"})
"""Headers that curl sets itself or that say nothing."""


@dataclass(frozen=True)
class Request:
    """One request as a page shows it. `ms`: after the beginning of the history; `took`: until its answer, in ms."""

    row: int
    who: str
    operation: str
    ms: str
    took: str
    method: str
    address: str
    headers: Mapping[str, str]
    body: str
    status: str
    good: bool
    answer_headers: Mapping[str, str]
    answer: str
    request_id: str
    curl: str


def request_of(row: Exchange, start: int) -> Request:
    """An exchange of a history that began at `start` (ns)."""
    return Request(
        row=row.i,
        who=row.session or row.person or "somebody",
        operation=row.operation,
        ms=f"{(row.since - start) / 1e6:.1f}",
        took=f"{(row.t - row.since) / 1e6:.1f}",
        method=row.method,
        address=mask_text(f"{row.origin}{row.path}{row.query}"),
        headers=_masked(row.headers),
        body=mask_text(text_of(row.body)),
        status=str(row.status) if row.status is not None else f"no answer ({row.trouble})",
        good=row.status is not None and row.status < 400,
        answer_headers=_masked(row.answer_headers),
        answer=mask_text(text_of(row.answer)),
        request_id=row.request_id or "",
        curl=mask_text(curl(row)),
    )


def curl(row: Exchange) -> str:
    """The command that sends this request again; for a handshake, the request for it over HTTP."""
    address = f"{row.origin}{row.path}{row.query}".replace("ws", "http", 1) if row.origin.startswith("ws") else None
    parts = ["curl", "-i", "-X", row.method, address or f"{row.origin}{row.path}{row.query}"]
    for name, value in row.headers.items():
        if name not in _OWN:
            parts += ["-H", f"{name}: {value}"]
    if row.body is not None and row.body.size:
        parts += ["--data-binary", text_of(row.body, pretty=False)]
    return shlex.join(parts)


def text_of(body: Body | None, *, pretty: bool = True) -> str:
    """A body as text; JSON over several lines if `pretty`."""
    if body is None or not body.size:
        return ""
    if body.form == "binary":
        return f"{body.size:,} bytes, binary, digest {body.digest}"
    if body.form == "json" and not body.cut:
        encoded = msgspec.json.encode(body.json)
        return (msgspec.json.format(encoded, indent=2) if pretty else encoded).decode()
    return (body.text or "") + (f"\n... shortened, {body.size:,} bytes in all" if body.cut else "")


def ids_of(rows: Iterable[Exchange]) -> set[str]:
    """The request ids of exchanges, by which the backend's log may know them."""
    return {row.request_id for row in rows if row.request_id}


def _masked(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: mask_text(value) for name, value in headers.items()}
