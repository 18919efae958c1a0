"""P11, causal order: what a person received before writing precedes what they wrote, for everybody.

Applies when: the target promises `causal` order, in one channel or across channels, and a session received both an
event and what was written after its author knew of that event.

Must: an author knows of every event that any session of theirs received before they invoked a write, and of whatever
the authors of those events knew of in turn. Every session that was entitled to both events when they were written,
and received both, received the one that was known first. The author's own receptions need not have been due. Promised
across channels, a chain may run through channels that the session does not receive.

May: ephemeral events have no order. Events that only their count tells from others, and, where they are the ones out
of order, repeats and marked redeliveries, are left out. An event that was not received is P1's.

Violated by: an event received before one that its author knew of.

Unknown when: never: only received events are compared.

Witness: one shortest cycle: each reception by an author with their next invoke, and the two receptions in the
opposite order.

Catches in practice: an answer that overtakes its question, because rooms are spread over servers, or because new
messages take a fast path while older ones wait in a queue.

Source: FR-004 and FR-012; *causal order* of broadcast; *writes follow reads* of Terry et al.'s session guarantees.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, Session
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.p07_channel_order import in_order
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P11", "causal order")

Track = list[tuple[Arrival, Expected]]
_CHAINS = 200
_LINKS = 8
"""Chains of more links are searched for one by one."""
_SEARCHES = 20
_BLOCK = 8192
"""So many events at once are looked for in what everybody knew, so that knowledge takes little memory."""


def check(pairing: Pairing) -> Verdict:
    """Judge every event of every session against all it received later."""
    promised = pairing.facts.promises.causal
    if promised == "none":
        return RULE.not_applicable("the target promises no causal order")
    telling = Telling(pairing.facts)
    tracks: dict[tuple[Session, str], Track] = defaultdict(list)
    heard: dict[str, list[tuple[Expected, Recv]]] = defaultdict(list)
    for (session, channel), arrivals in pairing.tracks.items():
        place = channel if promised == "channel" else ""
        tracks[session, place] += _judged(pairing, arrivals)
        heard[place] += [
            (arrival.expected, arrival.recv)
            for arrival in arrivals
            if arrival.expected is not None and arrival.expected not in pairing.ambiguous
        ]
    knowledge = {place: _Knowledge(known, place) for place, known in heard.items()}
    judged: dict[str, list[_Judged]] = defaultdict(list)
    everything = [
        _Judged(sorted(track, key=lambda one: one[0].recv.i), knowledge[place])
        for (_, place), track in tracks.items()
    ]
    for one in everything:
        judged[one.knowledge.place].append(one)
    for place, found in judged.items():
        for first, past in knowledge[place].blocks():
            for one in found:
                one.judge(first, past)
    findings: list[Finding] = []
    for one in everything:
        one.tell(telling, findings)
    instances = sum(one.instances for one in everything)
    return RULE.verdict(
        instances, findings, none="nobody received both an event and a reply written after receiving it"
    )


def _judged(pairing: Pairing, track: Sequence[Arrival]) -> Track:
    result = []
    for arrival in in_order(pairing, track):
        expected = arrival.expected
        if expected is None or arrival.role != "first" or expected in pairing.ambiguous:
            continue
        window = pairing.windows.of(arrival.session, expected.effect.channel)
        if window is not None and window.at(expected.write.invoke.t) is not None:
            result.append((arrival, expected))
    return result


class _Known(NamedTuple):
    """A reception by some session of a person."""

    expected: Expected
    recv: Recv


class _Knowledge:
    """What the author of each event knew of when they wrote it, in one place."""

    def __init__(self, heard: Iterable[tuple[Expected, Recv]], place: str) -> None:
        """Order receptions and invokes by time."""
        self.place = place
        self._heard = sorted(heard, key=lambda one: one[1].i)
        self._latest = list(accumulate((recv.t for _, recv in self._heard), max))
        self.events: list[Expected] = list(dict.fromkeys(expected for expected, _ in self._heard))
        self.numbers = {expected: number for number, expected in enumerate(self.events)}
        self.received: dict[str, list[_Known]] = defaultdict(list)
        self._written = sorted(self.events, key=lambda expected: expected.write.invoke.t)
        self._authors = {expected.write.invoke.person or "" for expected in self.events}
        self._begins: list[int] = []
        self._until: dict[str, list[int]] = {}
        self._before: dict[Expected, int] = {}
        for at, (expected, recv) in enumerate(self._heard):
            if self.numbers[expected] == len(self._begins):
                self._begins.append(at)
            person = recv.person or ""
            if person in self._authors:
                self.received[person].append(_Known(expected, recv))

    def blocks(self) -> Iterator[tuple[int, dict[Expected, int]]]:
        """What each author knew of a block of the events: the number of its first one, and sets as numbers with a bit
        for each; events whose author knew none of them are left out."""
        for first in range(0, len(self.events), _BLOCK):
            yield first, self._past(first)

    def _past(self, first: int) -> dict[Expected, int]:
        """Follow receptions and invokes from the first reception of the block on: nobody knew of it before."""
        known: dict[str, int] = defaultdict(int)
        past: dict[Expected, int] = {}
        written = 0
        for at in range(self._begins[first], len(self._heard)):
            expected, recv = self._heard[at]
            written = self._write(written, self._latest[at], first, (known, past))
            person = recv.person or ""
            if person in self._authors:
                known[person] |= past.get(expected, 0) | self._bit(expected, first)
        self._write(written, INF, first, (known, past))
        return past

    def _write(self, written: int, until: int, first: int, told: tuple[dict[str, int], dict[Expected, int]]) -> int:
        """Note what the authors of the events invoked by `until` know; returns how many are noted."""
        known, past = told
        while written < len(self._written) and self._written[written].write.invoke.t <= until:
            expected = self._written[written]
            knew = known.get(expected.write.invoke.person or "", 0)
            if knew:
                past[expected] = knew & ~self._bit(expected, first)
            written += 1
        return written

    def _bit(self, expected: Expected, first: int) -> int:
        number = self.numbers[expected] - first
        return 1 << number if 0 <= number < _BLOCK else 0

    def heard_before(self, event: Expected) -> int:
        """How many of all receptions of its author's were before an event was written."""
        if event not in self._before:
            person = event.write.invoke.person or ""
            if person not in self._until:
                self._until[person] = list(accumulate((known.recv.t for known in self.received[person]), max))
            self._before[event] = bisect_left(self._until[person], event.write.invoke.t)
        return self._before[event]

    def chain(self, answer: Expected, wanted: Set[Expected]) -> list[_Known]:
        """A shortest chain of receptions from one of the `wanted` events to the write of `answer`, each by the author
        of the next."""
        came: dict[Expected, tuple[_Known, Expected]] = {}
        queue = deque([answer])
        looked_at: dict[str, int] = defaultdict(int)
        while queue:
            event = queue.popleft()
            person = event.write.invoke.person or ""
            until = self.heard_before(event)
            for known in self.received[person][looked_at[person] : until]:
                if known.expected in came or known.expected is answer:
                    continue
                came[known.expected] = known, event
                queue.append(known.expected)
                if known.expected in wanted:
                    return self._links(came, known.expected)
            looked_at[person] = max(looked_at[person], until)
        return []

    def _links(self, came: dict[Expected, tuple[_Known, Expected]], event: Expected) -> list[_Known]:
        links = []
        while event in came:
            known, event = came[event]
            links.append(known)
        return links


class _Chains:
    """Shortest chains to what was written knowing of an event that is later in a track.

    `_latest` has for an author, and a number of links, after each of their receptions the place in the track of the
    latest event from which a chain of so many links leads to any of these.
    """

    def __init__(self, knowledge: _Knowledge, track: Track) -> None:
        """Nothing is worked out before it is needed."""
        self._knowledge = knowledge
        self.places = {expected: place for place, (_, expected) in enumerate(track)}
        self._latest: dict[tuple[str, int], list[int]] = {}
        self._inside: dict[str, int] = {}

    def to(self, answer: Expected) -> list[_Known] | None:
        """A shortest chain; of several, the one with the first receptions, seen from the answer. Empty where it leads
        through an event of the track, which is where the wrong link is then. None: it has more than `_LINKS`."""
        place, links = self.places[answer], 1
        while self._reach(answer, links) <= place:
            if self._knowledge.heard_before(answer) <= self._all_inside(answer.write.invoke.person or ""):
                return []
            if links == _LINKS:
                return None
            links += 1
        chain: list[_Known] = []
        event = answer
        for left in range(links, 0, -1):
            person = event.write.invoke.person or ""
            known = self._knowledge.received[person][bisect_right(self._of(person, left), place)]
            chain.append(known)
            event = known.expected
        return [] if any(known.expected in self.places for known in chain[:-1]) else chain[::-1]

    def _reach(self, event: Expected, links: int) -> int:
        """The place of the latest event of the track from which so many links lead to a write; -1: there is none."""
        before = self._knowledge.heard_before(event)
        return self._of(event.write.invoke.person or "", links)[before - 1] if before else -1

    def _of(self, person: str, links: int) -> list[int]:
        if (person, links) not in self._latest:
            events = (known.expected for known in self._knowledge.received[person])
            if links == 1:
                places = [self.places.get(event, -1) for event in events]
            else:
                places = [self._reach(event, links - 1) for event in events]
            self._latest[person, links] = list(accumulate(places, max))
        return self._latest[person, links]

    def _all_inside(self, person: str) -> int:
        """How many receptions of an author were of the track's events, before the first one that was not."""
        if person not in self._inside:
            received = self._knowledge.received[person]
            outside = (at for at, known in enumerate(received) if known.expected not in self.places)
            self._inside[person] = next(outside, len(received))
        return self._inside[person]


class _Judged:
    """One session's track: which events were written by an author who knew of another of them (`instances`), and
    which of these arrived before one that they knew of."""

    def __init__(self, track: Track, knowledge: _Knowledge) -> None:
        self.track, self.knowledge = track, knowledge
        self._numbers = [knowledge.numbers[expected] for _, expected in track]
        self._knew, self._wrong = bytearray(len(track)), bytearray(len(track))

    @property
    def instances(self) -> int:
        return sum(self._knew)

    def judge(self, first: int, past: dict[Expected, int]) -> None:
        """Look at a block of events: at what the authors knew of those."""
        there = 0
        for number in self._numbers:
            if first <= number < first + _BLOCK:
                there |= 1 << number - first
        later = 0
        for at in range(len(self.track) - 1, -1, -1) if there else ():
            knew = past.get(self.track[at][1], 0)
            if knew & there:
                self._knew[at] = 1
                if knew & later:
                    self._wrong[at] = 1
            number = self._numbers[at] - first
            if 0 <= number < _BLOCK:
                later |= 1 << number

    def tell(self, telling: Telling, findings: list[Finding]) -> None:
        """Add what was wrong to the findings; of these those beyond `_CHAINS` are not told."""
        if len(findings) >= _CHAINS or not any(self._wrong):
            return
        arrivals = {expected: arrival for arrival, expected in self.track}
        chains, searches = _Chains(self.knowledge, self.track), _SEARCHES
        spare: Finding | None = None
        for place in range(len(self.track) - 1, -1, -1):
            if not self._wrong[place] or len(findings) >= _CHAINS:
                continue
            answer = self.track[place]
            chain = chains.to(answer[1])
            if chain is None and searches:
                searches -= 1
                chain = self.knowledge.chain(answer[1], {expected for _, expected in self.track[place + 1 :]})
                if any(known.expected in arrivals for known in chain[1:]):  # then it is found at its wrong link
                    spare, chain = _finding(telling, answer, chain, arrivals[chain[0].expected]), None
            if chain:
                findings.append(_finding(telling, answer, chain, arrivals[chain[0].expected]))
        if spare is not None and not findings:
            findings.append(spare)


def _finding(telling: Telling, answer: tuple[Arrival, Expected], chain: list[_Known], late: Arrival) -> Finding:
    arrival, invoke = answer[0], answer[1].write.invoke
    writes = [*(known.expected.write.invoke for known in chain[1:]), invoke]
    events = [*(known.recv for known in chain[1:]), arrival.recv]

    def tell() -> str:
        told = "; ".join(
            f"{write.person} received {telling.event(known.recv)} of {telling.thing(known.recv.channel)} at "
            f"{telling.at(known.recv.t)} and then wrote {telling.event(event)} at {telling.at(write.t)}"
            for known, write, event in zip(chain, writes, events, strict=True)
        )
        return (
            f"{told}, but {telling.who(arrival.session)} received that at {telling.at(arrival.recv.t)}, before "
            f"{telling.event(late.recv)} at {telling.at(late.recv.t)}."
        )

    rows = (*(known.recv.i for known in chain), *(write.i for write in writes), arrival.recv.i, late.recv.i)
    return Finding(rows, late.recv.t, tell)
