"""Private numbers: which numbers of a channel are those of events meant only for other people.

A number that somebody received is of the event that had it. One that nobody received may be of any private event that
nobody received, each of them once: the write says for whom it was meant, and its number lies above all that were told
before it was invoked, and not above any that was told for certain after it was acknowledged.
See docs/properties.md, "P8 contiguity".
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from heapq import heappop, heappush
from itertools import accumulate

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.positions import Epoch, Stated, of_answers, of_events
from lockstep.checks.facts.sessions import INF
from lockstep.checks.facts.writes import Expected

Numbering = tuple[str, Epoch]
"""A channel and an epoch of it."""


class PrivateNumbers:
    """Answers in logarithmic time where the numbers of one person are asked for in rising order."""

    def __init__(self, pairing: Pairing) -> None:
        """Index every number that was received, and every private effect that was not."""
        self._pairing = pairing
        self._received: dict[Numbering, dict[int, tuple[str, ...] | None]] = defaultdict(dict)
        for arrival in pairing.arrivals:
            recv, expected = arrival.recv, arrival.expected
            if recv.seq is not None and recv.channel is not None:
                recipients = None if expected is None else expected.effect.recipients
                numbers = self._received[recv.channel, recv.epoch]
                numbers[recv.seq] = numbers.get(recv.seq) or recipients
        self._silent: dict[str, list[Expected]] = defaultdict(list)
        self._addressed: set[tuple[str, str]] = set()
        for expected in pairing.expected:
            effect = expected.effect
            if effect.durable and effect.recipients is not None and not expected.received and not expected.assumed:
                self._silent[effect.channel].append(expected)
                self._addressed.update((effect.channel, person) for person in effect.recipients)
        self._told: dict[str, _Told] | None = None
        self._places: dict[tuple[str, Epoch, str], _Places] = {}

    def are_for_others(self, person: str, channel: str, epoch: Epoch, number: int) -> bool:
        """Whether the event with this number is, or may be, one meant only for others than this person."""
        received = self._received.get((channel, epoch), {})
        if number in received:
            recipients = received[number]
            return recipients is not None and person not in recipients
        silent = self._silent.get(channel)
        if silent is None:
            return False
        key = (channel, epoch, person if (channel, person) in self._addressed else "")
        if key not in self._places:
            others = [one for one in silent if person not in (one.effect.recipients or ())]
            told = self._channels[channel]
            self._places[key] = _Places([told.span(one, epoch) for one in others if told.may_be_of(one, epoch)])
        return self._places[key].hold(number)

    @property
    def _channels(self) -> "dict[str, _Told]":
        if self._told is None:
            events: dict[str, list[Stated]] = defaultdict(list)
            answers: dict[str, list[Stated]] = defaultdict(list)
            for one in of_events(self._pairing.arrivals):
                events[one.channel].append(one)
            for one in of_answers(self._pairing.facts):
                answers[one.channel].append(one)
            self._told = {channel: _Told(events[channel], answers[channel]) for channel in self._silent}
        return self._told


class _Told:
    """What was said of a channel's numbers: certainly reached by some moments, certainly told after others."""

    def __init__(self, events: list[Stated], answers: list[Stated]) -> None:
        every = [*events, *(one for one in answers if one.seq is not None)]
        self._by_end = sorted(every, key=lambda one: one.until)
        self._ends = [one.until for one in self._by_end]
        self._by_start = sorted(every, key=lambda one: one.since)
        self._starts = [one.since for one in self._by_start]
        theirs = {id(one) for one in events}
        ends, starts = _by_epoch(self._by_end), _by_epoch(self._by_start)
        self._below: dict[Epoch, tuple[list[int], list[int]]] = {
            epoch: ([one.until for one in some], list(accumulate((one.seq or 0 for one in some), max)))
            for epoch, some in ends.items()
        }
        self._above: dict[Epoch, tuple[list[int], list[int]]] = {
            epoch: ([one.since for one in some], _lowest_from([(one.seq or 0) - (id(one) in theirs) for one in some]))
            for epoch, some in starts.items()
        }

    def may_be_of(self, expected: Expected, epoch: Epoch) -> bool:
        """Whether the write may have been performed in this epoch."""
        before = bisect_left(self._ends, expected.write.invoke.t)
        after = bisect_right(self._starts, _done(expected))
        if not before or after == len(self._starts):
            return True
        first, last = self._by_end[before - 1].epoch, self._by_start[after].epoch
        return first != last or epoch == first

    def span(self, expected: Expected, epoch: Epoch) -> tuple[int, int]:
        """The lowest and the highest number that the event may have."""
        ends, reached = self._below.get(epoch, ([], []))
        starts, limits = self._above.get(epoch, ([], []))
        before, after = bisect_left(ends, expected.write.invoke.t), bisect_right(starts, _done(expected))
        return reached[before - 1] + 1 if before else 0, limits[after] if after < len(limits) else INF


class _Places:
    """Gives each number that is asked for to an event that may have it, that with the fewest choices left first."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._held: dict[int, bool] = {}
        self._start()

    def hold(self, number: int) -> bool:
        """Whether an event is left for this number."""
        if number not in self._held:
            if number < self._last:
                self._again(number)
            else:
                self._give(number)
        return self._held[number]

    def _start(self) -> None:
        self._next, self._last = 0, -1
        self._open: list[int] = []

    def _again(self, number: int) -> None:
        asked = sorted([*self._held, number])
        self._start()
        for one in asked:
            self._give(one)

    def _give(self, number: int) -> None:
        self._last = number
        while self._next < len(self._spans) and self._spans[self._next][0] <= number:
            heappush(self._open, self._spans[self._next][1])
            self._next += 1
        while self._open and self._open[0] < number:
            heappop(self._open)
        self._held[number] = bool(self._open)
        if self._open:
            heappop(self._open)


def _by_epoch(statements: list[Stated]) -> dict[Epoch, list[Stated]]:
    found: dict[Epoch, list[Stated]] = defaultdict(list)
    for one in statements:
        found[one.epoch].append(one)
    return found


def _lowest_from(limits: list[int]) -> list[int]:
    """For each place, the lowest from there on."""
    return list(accumulate(reversed(limits), min))[::-1]


def _done(expected: Expected) -> int:
    """By when the write was certainly performed (ns); INF where nobody knows that it was."""
    write = expected.write
    return write.answer.t if write.state == "ok" and write.answer is not None else INF
