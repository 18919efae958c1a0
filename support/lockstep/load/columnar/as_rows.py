"""A columnar history as rows, for reading it, or for judging it by the checks of rows.

`python -m lockstep.load rows FILE.npz OUT.jsonl` writes them. Meant for small runs: the row of an arrival is a
thousand times as expensive as its columns. Payloads are not kept under load, only their digests.
"""

from lockstep.history.rows import AnyRow, Effect, Fail, Header, Info, Invoke, Ok, Recv
from lockstep.load.columnar.columns import OK, REFUSED, Columns

_OUTCOMES: dict[int, type[Ok | Fail | Info]] = {OK: Ok, REFUSED: Fail}


def rows_of(columns: Columns) -> list[AnyRow]:
    """The same history in rows, in order of time."""
    c = columns
    kinds = c.w_kind()
    timed: list[tuple[int, int, AnyRow]] = [(row.t, 0, row) for row in c.rows[1:]]
    for w in range(len(c.w_sent)):
        if c.w_sent[w] < 0:
            continue
        person, channel, kind = c.text(c.w_person[w]), c.text(c.w_channel[w]) or "", c.text(kinds[w])
        name, operation = _w(c.header, w), c.text(c.w_operation[w]) or ""
        invoke = Invoke(
            t=int(c.w_sent[w]), person=person, w=name, via="api", operation=operation, channel=channel,
            due=int(c.w_due[w]),
        )  # fmt: skip
        timed.append((invoke.t, 1, invoke))
        if c.w_answered[w] < 0:
            continue
        entity, version = c.text(c.w_entity[w]), None if c.w_version[w] < 0 else int(c.w_version[w])
        effect = () if kind is None else (Effect(kind=kind, channel=channel, entity=entity, version=version),)
        word = c.text(c.w_word[w])
        kind_of_row: type[Ok | Fail | Info] = _OUTCOMES.get(int(c.w_state[w]), Info)
        outcome: Ok | Fail | Info = kind_of_row(
            t=int(c.w_answered[w]), person=person, w=name, status=str(c.w_status[w] or word), entity=entity,
            version=version, digest=_digest(c.w_digest[w]), effects=() if c.w_state[w] == REFUSED else effect,
            schema=word.removeprefix("schema: ") if word is not None and word.startswith("schema: ") else None,
        )  # fmt: skip
        timed.append((outcome.t, 2, outcome))
    timed += [(row.t, 3, row) for row in _received(c)]
    rows: list[AnyRow] = [c.rows[0], *(row for _, _, row in sorted(timed, key=lambda one: one[:2]))]
    for i, row in enumerate(rows):
        row.i = i
    return rows


def _received(c: Columns) -> list[Recv]:
    received: dict[int, int] = {}
    found = []
    for t, conn, frame in zip(c.a_t.tolist(), c.a_conn.tolist(), c.a_frame.tolist(), strict=True):
        received[conn] = received.get(conn, 0) + 1
        name = c.texts[conn]
        cause = int(c.f_cause[frame])
        found.append(
            Recv(
                t=t,
                person=name.partition("/")[0],
                session=name.rpartition("#")[0],
                conn=name,
                n=received[conn],
                kind=c.text(c.f_kind[frame]) or "",
                channel=c.text(c.f_channel[frame]),
                entity=c.text(c.f_entity[frame]),
                version=_number(c.f_version[frame]),
                seq=_number(c.f_seq[frame]),
                epoch=c.text(c.f_epoch[frame]),
                digest=_digest(c.f_digest[frame]),
                durable=bool(c.f_durable[frame]),
                cause=None if cause == -1 else _w(c.header, cause) if cause >= 0 else "of another run",
                schema=c.text(c.f_schema[frame]),
            )
        )
    return found


def _w(header: Header, number: int) -> str:
    return f"{header.scenario}.{number}"


def _number(value: int) -> int | None:
    return None if value < 0 else int(value)


def _digest(value: int) -> str | None:
    return f"{int(value):016x}" if value else None
