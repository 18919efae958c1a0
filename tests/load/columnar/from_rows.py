"""A history in rows as a columnar one: what columns can express of it; the rest is left out or simplified.

A write has one attempt and one effect, of the kind that its operation causes everywhere. Reads, requests
and control frames are dropped; times are made distinct. So the rows of the result (`rows_of`) may say
less than those given, but what they say is in the columns too.
"""

from collections.abc import Sequence
from copy import copy

from lockstep.history.rows import (
    AnyRow,
    Exchange,
    Fail,
    Header,
    Info,
    Invoke,
    Ok,
    Read,
    Recv,
    Send,
    Snapshot,
)
from lockstep.load.columnar.columns import OK, REFUSED, UNKNOWN, Columns
from lockstep.load.engine.event_buffer import Tape
from lockstep.targets.load_profile import EventFrame, Said

_STATES = {Ok: OK, Fail: REFUSED, Info: UNKNOWN}


def columns_of(rows: Sequence[AnyRow]) -> Columns:
    """The columns of a history."""
    header = rows[0]
    assert isinstance(header, Header)
    tape = Tape(copy(header), header.scenario, _kinds(rows))
    conns = {row.conn for row in rows if row.conn is not None and not isinstance(row, Recv)}
    numbers: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Invoke) and row.w not in numbers:
            person, channel = row.person or "", row.channel or "nowhere"
            numbers[row.w] = tape.write(row.t + row.i, person, channel, row.operation)
            tape.sent[numbers[row.w]] = row.t + row.i
    frames: dict[object, int] = {}
    for row in rows[1:]:
        match row:
            case Invoke() | Read() | Snapshot() | Exchange() | Send():
                pass
            case Ok() | Fail() | Info():
                _outcome(tape, row, numbers.get(row.w))
            case Recv(event=True) if row.conn in conns and row.channel is not None:
                _arrival(tape, row, numbers, frames)
            case Recv():
                pass
            case _:
                tape.row(copy(row), row.t + row.i)
    return tape.columns()


def _kinds(rows: Sequence[AnyRow]) -> dict[str, str | None]:
    operations = {row.w: row.operation for row in rows if isinstance(row, Invoke)}
    kinds: dict[str, str | None] = dict.fromkeys(operations.values())
    for row in rows:
        if isinstance(row, Ok | Info) and row.effects and row.w in operations and kinds[operations[row.w]] is None:
            kinds[operations[row.w]] = row.effects[0].kind
    return kinds


def _outcome(tape: Tape, row: Ok | Fail | Info, number: int | None) -> None:
    if number is None or tape.answered[number] >= 0:
        return
    tape.outcome(number, row.t + row.i, _STATES[type(row)], int(row.status) if row.status.isdigit() else 0)
    if not isinstance(row, Fail):
        effect = row.effects[0] if row.effects else None
        entity, version = (effect.entity, effect.version) if effect is not None else (row.entity, row.version)
        tape.said(number, Said(entity, version, row.digest if isinstance(row, Ok) else None))


def _arrival(tape: Tape, row: Recv, numbers: dict[str, int], frames: dict[object, int]) -> None:
    cause = None if row.cause is None else tape.w(numbers[row.cause]) if row.cause in numbers else "another run"
    frame = EventFrame(
        row.kind, row.channel or "", cause, row.entity, row.version, row.seq, row.epoch, row.digest, row.durable,
        row.schema,
    )  # fmt: skip
    if frame not in frames:
        frames[frame] = tape.frame(frame)
    tape.arrival(row.t + row.i, tape.intern(row.conn), frames[frame])
