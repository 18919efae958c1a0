"""P8, contiguity: inside one stretch of certain subscription and permission, the numbers of one epoch have no gap.

Applies when: the target promises `numbers` and a numbered event was received in such a stretch.

Must: the first number after an acknowledged subscription is its position + 1, or follows what already came between
request and acknowledgement (which does not overtake events of an earlier subscription of that connection); each later
number is the next one of its epoch, also where events of another epoch came between. An epoch that begins inside such
a stretch begins where the target says that numbers begin (`first_number`).

May: numbers that a superseded connection brought may be missing, and so may those of events meant only for other
people. A number that nobody received may be of a write of this history that was meant only for others, reached nobody
and may have been performed between the events around it: once for each such write (`private_numbers.py`). A number
received again on the same event is P2's alone; repeats that a resume asked for are P16's.

Violated by: a number that is too high after numbers that were not received (*skip*), or one that is too low
(*backwards*).

Unknown when: a durable event carried no number although the target promises numbers.

Witness: the rows that prove the subscription, the event before and the event that does not follow it.

Catches in practice: a consumer dropped from the fan-out for a moment; a filter that swallows events by mistake;
numbers assigned by two processes; a subscription that begins later than its acknowledgement says.

Source: FR-003 and FR-008.
"""

from bisect import bisect_right
from collections import defaultdict
from functools import cached_property

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.positions import Epoch
from lockstep.checks.facts.private_numbers import PrivateNumbers
from lockstep.checks.facts.sessions import Session
from lockstep.checks.facts.windows import Stretch
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.p07_channel_order import in_order, same_event, unnumbered
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P8", "contiguity")


def check(pairing: Pairing) -> Verdict:
    """Judge every channel of every session."""
    if not pairing.facts.promises.numbers:
        return RULE.not_applicable("the target promises no numbers")
    judge = _Judge(pairing)
    for (session, channel), track in pairing.tracks.items():
        window = pairing.windows.of(session, channel)
        if window is not None:
            judge.track(session, window.stretches, track)
    return RULE.verdict(
        judge.instances + judge.missing,
        judge.findings,
        none="no numbered event was received in a certain subscription",
        unknown=unnumbered(judge.missing),
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.telling = Telling(pairing.facts)
        self.instances = self.missing = 0
        self.findings: list[Finding] = []
        self._begins = pairing.facts.promises.first_number

    @cached_property
    def _private(self) -> PrivateNumbers:
        return PrivateNumbers(self.pairing)

    def track(self, session: Session, stretches: list[Stretch], track: list[Arrival]) -> None:
        """Judge one channel of one session."""
        starts = [stretch.start for stretch in stretches]
        seen: dict[Epoch, dict[int, Recv]] = defaultdict(dict)
        elsewhere = {(late.recv.epoch, late.recv.seq) for late in track if not late.counts}
        next_ones: dict[Epoch, int] = {}
        last: dict[Epoch, Recv] = {}
        current = -1
        for arrival in in_order(self.pairing, track):
            recv = arrival.recv
            at = bisect_right(starts, recv.t) - 1
            certain = at >= 0 and recv.t <= stretches[at].end
            if recv.seq is None:
                self.missing += certain
                continue
            if certain and at != current:
                current, last, next_ones = at, {}, self._first(recv, stretches[at], seen)
            is_new = recv.epoch not in seen
            twin = seen[recv.epoch].setdefault(recv.seq, recv)
            if not certain or (twin is not recv and same_event(twin, recv)):
                continue
            wanted = next_ones.get(recv.epoch, self._begins if is_new and last else None)
            if wanted is not None:
                self.instances += 1
                while wanted < recv.seq and (
                    wanted in seen[recv.epoch]
                    or (recv.epoch, wanted) in elsewhere
                    or self._is_for_others(session, recv, wanted)
                ):
                    wanted += 1
                if recv.seq != wanted:
                    self._finding(arrival, stretches[at], last.get(recv.epoch), wanted)
            next_ones[recv.epoch], last[recv.epoch] = recv.seq + 1, recv

    def _first(self, recv: Recv, stretch: Stretch, seen: dict[Epoch, dict[int, Recv]]) -> dict[Epoch, int]:
        """The first number of a stretch, by epoch, where its position tells it."""
        position = stretch.position
        if position is None or position.seq is None:
            return {}
        epoch = recv.epoch if position.epoch is None else position.epoch
        wanted = position.seq + 1
        while wanted in seen[epoch]:
            wanted += 1
        return {epoch: wanted}

    def _is_for_others(self, session: Session, recv: Recv, number: int) -> bool:
        """Whether this number of the event's channel and epoch is an event meant for other persons only."""
        return self._private.are_for_others(session.person, recv.channel or "", recv.epoch, number)

    def _finding(self, arrival: Arrival, stretch: Stretch, before: Recv | None, wanted: int) -> None:
        recv, telling = arrival.recv, self.telling

        def tell() -> str:
            if before is not None:
                since = f"after {telling.event(before)}, {telling.arrival(before)}"
            else:
                since = self._since(recv, stretch, wanted)
            return (
                f"{telling.who(arrival.session)} received {telling.event(recv)} of {telling.thing(recv.channel)} "
                f"{telling.arrival(recv)}, {since}: {_fault(recv.seq or 0, wanted)}."
            )

        rows = (*stretch.rows, *(() if before is None else (before.i,)), recv.i)
        self.findings.append(Finding(rows, recv.t, tell))

    def _since(self, recv: Recv, stretch: Stretch, wanted: int) -> str:
        position = stretch.position
        if position is None or position.seq is None or position.epoch not in {None, recv.epoch}:
            return f"as the first of epoch {recv.epoch}"
        return f"as the first after subscribing at {self.telling.at(stretch.start)} from position {wanted - 1} on"


def _fault(number: int, wanted: int) -> str:
    if number < wanted:
        return f"backwards, {wanted} was next"
    skipped = f"number {wanted} was" if number == wanted + 1 else f"numbers {wanted} to {number - 1} were"
    return f"{skipped} skipped"
