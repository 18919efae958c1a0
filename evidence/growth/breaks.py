"""Ways to break a long history, each of which wrongs a share of its rows. `BREAKS` has all of them by name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from lockstep.history.rows import AnyRow, Fail, Ok, Read, Recv, Snapshot
from msgspec.structs import replace

Break = Callable[[Sequence[AnyRow]], list[AnyRow]]
T = TypeVar("T", bound=AnyRow)
_PLACE = ("i", "t", "n", "person", "session", "conn")
"""What a reception keeps when another event is put in its place."""


def lost(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third reception is missing."""
    wrong = _every(rows, Recv, 3)
    return _numbered([row for row in rows if row.i not in wrong])


def silent(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Nobody receives the most frequent kind of event."""
    kinds = Counter(row.kind for row in rows if isinstance(row, Recv))
    most = max(kinds, key=lambda kind: kinds[kind], default="")
    return _numbered([row for row in rows if not isinstance(row, Recv) or row.kind != most])


def doubled(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third reception comes twice."""
    wrong = _every(rows, Recv, 3)
    return _numbered([one for row in rows for one in ([row, row] if row.i in wrong else [row])])


def swapped(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every two receptions that follow one another on a connection change places."""
    changed: dict[int, AnyRow] = {}
    for mine in _by_connection(rows).values():
        for one, other in zip(mine[::2], mine[1::2], strict=False):
            changed[one.i], changed[other.i] = _put(other, one), _put(one, other)
    return [changed.get(row.i, row) for row in rows]


def delayed(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """On every other connection the first reception becomes the last."""
    changed: dict[int, AnyRow] = {}
    for mine in list(_by_connection(rows).values())[::2]:
        for place, event in zip(mine, [*mine[1:], mine[0]], strict=True):
            changed[place.i] = _put(event, place)
    return [changed.get(row.i, row) for row in rows]


def reversed_order(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third connection receives everything the other way round."""
    changed: dict[int, AnyRow] = {}
    for mine in list(_by_connection(rows).values())[::3]:
        for place, event in zip(mine, reversed(mine), strict=True):
            changed[place.i] = _put(event, place)
    return [changed.get(row.i, row) for row in rows]


def changed_contents(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third reception carries something that nobody wrote."""
    wrong = _every(rows, Recv, 3)
    return [
        replace(row, payload={"content": f"changed {row.i}"}, digest=f"changed {row.i}", sent=f"changed {row.i}")
        if row.i in wrong and isinstance(row, Recv)
        else row
        for row in rows
    ]


def nameless(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third reception names neither cause nor version nor number."""
    wrong = _every(rows, Recv, 3)
    return [
        replace(row, cause=None, version=None, seq=None, epoch=None)
        if row.i in wrong and isinstance(row, Recv)
        else row
        for row in rows
    ]


def misnumbered(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third reception has the number of the next."""
    wrong = _every(rows, Recv, 3)
    return [
        replace(row, seq=row.seq + 1) if row.i in wrong and isinstance(row, Recv) and row.seq is not None else row
        for row in rows
    ]


def misdirected(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third reception reaches the connection of the one before instead of its own."""
    wrong, before, found = _every(rows, Recv, 3), None, list[AnyRow]()
    for row in rows:
        if isinstance(row, Recv):
            one = row
            if row.i in wrong and before is not None:
                one = replace(row, person=before.person, session=before.session, conn=before.conn)
            before = row
            found.append(one)
        else:
            found.append(row)
    return found


def stale(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every read shows what the first one of its channel showed."""
    first: dict[str | None, Read | Snapshot] = {}
    return [
        replace(row, shows=first.setdefault(row.channel, row).shows) if isinstance(row, Read | Snapshot) else row
        for row in rows
    ]


def unanswered(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third acknowledgement is missing."""
    wrong = _every(rows, Ok, 3)
    return _numbered([row for row in rows if row.i not in wrong])


def refused(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Every third write is refused, and its events are received nevertheless."""
    wrong = _every(rows, Ok, 3)
    return [
        Fail(i=row.i, t=row.t, person=row.person, w=row.w, attempt=row.attempt, status="409")
        if isinstance(row, Ok) and row.i in wrong
        else row
        for row in rows
    ]


def _every(rows: Sequence[AnyRow], kind: type[AnyRow], step: int) -> set[int]:
    """The places of every so manieth row of a kind; which of these varies, so that no pattern of a shape decides."""
    mine = [row.i for row in rows if isinstance(row, kind)]
    return {i for at, i in enumerate(mine) if (at + at // 7) % step == step - 1}


def _by_connection(rows: Sequence[AnyRow]) -> dict[str | None, list[Recv]]:
    found: dict[str | None, list[Recv]] = defaultdict(list)
    for row in rows:
        if isinstance(row, Recv):
            found[row.conn].append(row)
    return found


def _put(event: Recv, place: Recv) -> Recv:
    """An event received at the place of another."""
    return replace(event, **{name: getattr(place, name) for name in _PLACE})


def _numbered(rows: Sequence[AnyRow]) -> list[AnyRow]:
    return [replace(row, i=i) for i, row in enumerate(rows)]


BREAKS: dict[str, Break] = {
    made.__name__.replace("_", " "): made
    for made in (
        lost, silent, doubled, swapped, delayed, reversed_order, changed_contents, nameless, misnumbered, misdirected,
        stale, unanswered, refused,
    )
}  # fmt: skip
