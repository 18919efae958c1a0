"""Positions: what a history says about the epoch and number of a channel, and epochs that were left and came back.

A statement held at some moment of a span (ns): an event got its position between its write's invoke and its arrival;
a subscription, a snapshot or a recovered resume told one between the request and the answer. Marked redeliveries and
what a superseded connection brought state nothing. See docs/properties.md, "P7" and "P10".
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival, Facts
from lockstep.history.rows import Resume, Snapshot, Subscribe

Epoch = str | int | None


class Stated(NamedTuple):
    """A channel was at `epoch`, and at `seq` where that is known, at some moment from `since` to `until`; `row` said
    so."""

    channel: str
    epoch: Epoch
    seq: int | None
    since: int
    until: int
    row: int


class Return(NamedTuple):
    """An epoch that was left and came back: three statements, each certainly later than the one before."""

    first: Stated
    other: Stated
    again: Stated


def of_events(arrivals: Iterable[Arrival]) -> Iterator[Stated]:
    """What the durable events of known writes state."""
    for arrival in arrivals:
        recv, expected = arrival.recv, arrival.expected
        if expected is None or recv.seq is None or not recv.durable or recv.channel is None:
            continue
        if arrival.role not in {"superseded", "redelivered"}:
            since = min(expected.write.invoke.t, recv.t)
            yield Stated(recv.channel, recv.epoch, recv.seq, since, recv.t, recv.i)


def of_answers(facts: Facts) -> Iterator[Stated]:
    """What subscriptions, recovered resumes and snapshots state."""
    asked: dict[tuple[str | None, str], int] = {}
    resuming: dict[str | None, Resume] = {}
    for row in facts.subscriptions:
        if isinstance(row, Resume):
            if row.phase == "requested":
                resuming[row.conn] = row
            elif (request := resuming.pop(row.conn, None)) is not None:
                yield from _of_resume(request, row)
        elif isinstance(row, Subscribe) and row.phase == "requested":
            asked[row.conn, row.channel] = row.t
        elif isinstance(row, Subscribe) and row.position is not None and row.position.seq is not None:
            connection = facts.roster.connection_of(row)
            since = asked.pop((row.conn, row.channel), connection.asked)
            position = row.position
            yield Stated(
                row.channel, position.epoch, position.seq, facts.start if since is None else since, row.t, row.i
            )
    for look in facts.looks:
        if isinstance(look, Snapshot) and look.channel is not None and look.position.seq is not None:
            yield Stated(look.channel, look.position.epoch, look.position.seq, look.since, look.t, look.i)


def _of_resume(request: Resume, answer: Resume) -> Iterator[Stated]:
    for channel, claim in answer.claims.items():
        position = request.asked.get(channel)
        if claim.recovered and position is not None and position.seq is not None:
            yield Stated(channel, position.epoch, claim.end, request.t, answer.t, answer.i)


def returns(statements: Iterable[Stated]) -> list[Return]:
    """Every epoch of a channel that certainly stood, then another, then it again; each is told once."""
    channels: dict[str, dict[Epoch, list[Stated]]] = defaultdict(lambda: defaultdict(list))
    for stated in statements:
        channels[stated.channel][stated.epoch].append(stated)
    found = []
    for epochs in channels.values():
        if len(epochs) > 1:
            found += _returns(epochs)
    return found


def _returns(epochs: dict[Epoch, list[Stated]]) -> list[Return]:
    every = sorted((stated for group in epochs.values() for stated in group), key=lambda stated: stated.since)
    starts = [stated.since for stated in every]
    soonest = _soonest(every)
    found = []
    for epoch, group in epochs.items():
        first = min(group, key=lambda stated: stated.until)
        after = bisect_right(starts, first.until)
        other = next((one for one in soonest[after] if one.epoch != epoch), None)
        again = max(group, key=lambda stated: stated.since)
        if other is not None and again.since > other.until:
            earliest = min(
                (stated for stated in group if stated.since > other.until),
                key=lambda stated: (stated.until, stated.row),
            )
            found.append(Return(first, other, earliest))
    return found


def _soonest(ordered: list[Stated]) -> list[tuple[Stated, ...]]:
    """For each place, of all statements from there on the first to be certain, and the first of another epoch."""
    result: list[tuple[Stated, ...]] = [()]
    for stated in reversed(ordered):
        best: dict[Epoch, Stated] = {}
        for one in sorted((stated, *result[-1]), key=lambda one: one.until):
            best.setdefault(one.epoch, one)
        result.append(tuple(best.values())[:2])
    result.reverse()
    return result


class ToldBefore(NamedTuple):
    """An event whose number an earlier answer had already passed: the answer, and the event."""

    answer: Stated
    event: Stated


def passed(events: Iterable[Stated], answers: Iterable[Stated]) -> list[ToldBefore]:
    """Events of writes invoked after an answer that told a position, with a number not above it."""
    told: dict[tuple[str, Epoch], list[Stated]] = defaultdict(list)
    for answer in sorted((one for one in answers if one.seq is not None), key=lambda one: one.until):
        highest = told[answer.channel, answer.epoch]
        if not highest or (highest[-1].seq or 0) < (answer.seq or 0):
            highest.append(answer)
    times = {key: [one.until for one in highest] for key, highest in told.items()}
    found = []
    for event in events:
        key = (event.channel, event.epoch)
        before = bisect_right(times.get(key, ()), event.since - 1)
        if before and (event.seq or 0) <= (told[key][before - 1].seq or 0):
            found.append(ToldBefore(told[key][before - 1], event))
    return found
