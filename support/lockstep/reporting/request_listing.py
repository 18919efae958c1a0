"""Requests of a history in plain text: method, address, headers and body, then the status, headers and body answered.

Either all of them, or rows given by number, each with the requests that it needed or that caused it, and with its
frame. Secrets are masked once more, since a history may come from elsewhere.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from lockstep.history.rows import AnyRow, Body, Exchange, Fail, Header, Info, Invoke, Ok, Open, Read, Recv, Snapshot
from lockstep.masking import mask_text
from lockstep.reporting.transcript import lines_of

_MS = 1_000_000


def listing(
    rows: Sequence[AnyRow], numbers: Collection[int] | None = None, raw: Mapping[str, str] | None = None
) -> str:
    """All requests, or the rows `numbers` with their requests. `raw`: the raw texts next to the history, by digest.
    Raises LookupError for a row that does not exist, and for requests of a history that contains none."""
    if numbers is None:
        return _text([line for row in _requests(rows) for line in ["", *_request(row, rows[0].t)]][1:])
    if missing := sorted(number for number in numbers if not 0 <= number < len(rows)):
        raise LookupError(f"there is no row {missing[0]}: the history has the rows 0 to {len(rows) - 1}")
    told, shown = lines_of(rows), set[int]()
    lines: list[str] = []
    for number in sorted(numbers):
        row = rows[number]
        if not isinstance(row, Exchange):
            lines.append(f"row {number}  {told[number].strip() or msgspec.json.encode(row).decode()}")
            if raw and row.raw is not None and row.raw in raw:
                lines.append(f"  {raw[row.raw]}")
        for request in _requests_of(row, rows):
            if request.i not in shown:
                shown.add(request.i)
                lines += _request(request, rows[0].t)
    return _text(lines)


def _requests(rows: Sequence[AnyRow]) -> list[Exchange]:
    header = rows[0]
    if isinstance(header, Header) and header.version < 2:
        raise LookupError(
            "a history of schema 1 contains no requests: their texts are in the file .raw.jsonl next to it"
        )
    return [row for row in rows if isinstance(row, Exchange)]


def _requests_of(row: AnyRow, rows: Sequence[AnyRow]) -> list[Exchange]:
    """The requests that a row is, needed, or was caused by."""
    match row:
        case Exchange():
            return [row]
        case Ok() | Fail() | Info() | Read() | Snapshot() if row.exchanges:
            numbers: tuple[int | None, ...] = row.exchanges
        case Open():
            numbers = (row.exchange,)
        case Invoke() | Ok() | Fail() | Info():
            return _made_for(row.w, rows)
        case Recv():
            return _made_for(row.cause, rows)
        case _:
            return []
    found = (rows[number] for number in numbers if number is not None and 0 <= number < len(rows))
    return [one for one in found if isinstance(one, Exchange)]


def _made_for(w: str | None, rows: Sequence[AnyRow]) -> list[Exchange]:
    return [row for row in rows if isinstance(row, Exchange) and row.w == w] if w is not None else []


def _request(row: Exchange, start: int) -> list[str]:
    who = row.session or row.person or "somebody"
    came = f"{row.status}" if row.status is not None else f"nothing ({row.trouble})"
    return [
        f"row {row.i}  {(row.t - start) / 1e9:.3f} s  {who}: {row.operation}",
        f"  {row.method} {row.origin}{row.path}{row.query}",
        *_parts(row.headers, row.body),
        f"  answered {came} after {(row.t - row.since) / _MS:.1f} ms",
        *_parts(row.answer_headers, row.answer),
    ]


def _parts(headers: Mapping[str, str], body: Body | None) -> list[str]:
    lines = [f"    {name}: {value}" for name, value in headers.items()]
    if body is None:
        return lines
    size = f"    {body.size:,} byte{'' if body.size == 1 else 's'}"
    if body.form == "binary":
        return [*lines, f"{size}, binary, digest {body.digest}"]
    text = msgspec.json.encode(body.json).decode() if body.form == "json" and not body.cut else body.text or ""
    cut = f" ... shortened, complete in the raw file under {body.digest}" if body.cut else ""
    return [*lines, f"{size}: {text}{cut}"]


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{mask_text(line)}\n" for line in lines)
