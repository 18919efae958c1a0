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

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import Session
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.p07_channel_order import in_order
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P11", "causal order")

Track = list[tuple[Arrival, Expected]]
_CHAINS = 200


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
    knowledge = {place: _Knowledge(known) for place, known in heard.items()}
    instances = 0
    findings: list[Finding] = []
    for (_, place), track in tracks.items():
        track.sort(key=lambda one: one[0].recv.i)
        instances += _judge(telling, track, knowledge[place], findings)
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
    """What the author of each event knew of when they wrote it: sets of events, as numbers with a bit for each."""

    def __init__(self, heard: Iterable[tuple[Expected, Recv]]) -> None:
        """Follow receptions and invokes in order of time."""
        received = sorted(heard, key=lambda one: one[1].i)
        self.events: list[Expected] = list(dict.fromkeys(expected for expected, _ in received))
        self.numbers = {expected: number for number, expected in enumerate(self.events)}
        self.received: dict[str, list[_Known]] = defaultdict(list)
        self.past: dict[Expected, int] = {}
        known: dict[str, int] = defaultdict(int)
        written = deque(sorted(self.events, key=lambda expected: expected.write.invoke.t))
        authors = {expected.write.invoke.person or "" for expected in self.events}
        for expected, recv in received:
            while written and written[0].write.invoke.t <= recv.t:
                self._write(written.popleft(), known)
            person = recv.person or ""
            if person in authors:
                self.received[person].append(_Known(expected, recv))
                known[person] |= self.past.get(expected, 0) | 1 << self.numbers[expected]
        for expected in written:
            self._write(expected, known)

    def _write(self, expected: Expected, known: dict[str, int]) -> None:
        bit = 1 << self.numbers[expected]
        self.past[expected] = known[expected.write.invoke.person or ""] & ~bit

    def chain(self, answer: Expected, wanted: int) -> list[_Known]:
        """A shortest chain of receptions from one of the `wanted` events to the write of `answer`, each by the author
        of the next."""
        came: dict[Expected, tuple[_Known, Expected]] = {}
        queue = deque([answer])
        while queue:
            event = queue.popleft()
            for known in self.received[event.write.invoke.person or ""]:
                if known.recv.t >= event.write.invoke.t:
                    break
                if known.expected in came or known.expected is answer:
                    continue
                came[known.expected] = known, event
                queue.append(known.expected)
                if wanted >> self.numbers[known.expected] & 1:
                    return self._links(came, known.expected)
        return []

    def _links(self, came: dict[Expected, tuple[_Known, Expected]], event: Expected) -> list[_Known]:
        links = []
        while event in came:
            known, event = came[event]
            links.append(known)
        return links


def _judge(telling: Telling, track: Track, knowledge: _Knowledge, findings: list[Finding]) -> int:
    """Find the events of a track that arrived before one that their author knew of; returns how many were written by
    an author who knew of another of them. Of the findings those beyond `_CHAINS` are not told."""
    there = 0
    for _, expected in track:
        there |= 1 << knowledge.numbers[expected]
    instances, later = 0, 0
    arrivals = {expected: arrival for arrival, expected in track}
    for arrival, expected in reversed(track):
        past = knowledge.past[expected]
        instances += bool(past & there)
        if past & later and len(findings) < _CHAINS:
            chain = knowledge.chain(expected, past & later)
            if not any(known.expected in arrivals for known in chain[1:]):  # else it is found at its wrong link
                findings.append(_finding(telling, (arrival, expected), chain, arrivals[chain[0].expected]))
        later |= 1 << knowledge.numbers[expected]
    return instances


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
