"""P10, agreement: all sessions receive the events of a channel that they have in common in one order and position.

Applies when: the target promises `agreement` and two sessions received the same two durable events of a channel; or
it promises `numbers` and an event was received with its number more than once.

Must: with `agreement`, there is one order of the channel's events that every session's receptions follow. With
`numbers`, one event has one position, which is its epoch and number: in every session, in a repeat that a resume
brings, and as against the positions that subscriptions, snapshots and recovered resumes are told: an event written
after such an answer has a higher number in that epoch. One position is of one event.

May: a session that joined late or was away agrees as well, since only received events are compared. Marked
redeliveries and events that only their count tells from others are left out, and, for the order, so are repeats that
a resume asked for.

Violated by: two events that one session received in one order and another session in the other, or a cycle over more
sessions; an event with two positions; two events with one position; an event with a number that an earlier answer
had passed.

Unknown when: never: only received events are compared.

Witness: the arrivals that contradict one another, or the answer and the event.

Catches in practice: a broadcast from several servers without a common sequence; the author's own screen filled from
the answer while everybody else waits for the event; a fan-out per connection in which one connection overtakes
another; numbers counted per connection; a channel whose epoch flaps on one of several servers.

Source: FR-004; *total order* in Hadzilacos and Toueg's specifications of broadcast, per channel.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.positions import Epoch, ToldBefore, of_answers, of_events, passed
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.common_order import Step, contradictions
from lockstep.checks.properties.p07_channel_order import in_order
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P10", "agreement")
_BLOCK = 8192
"""So many sessions are counted at once, so that counting takes little memory."""

Order = dict[Expected, Arrival]


def check(pairing: Pairing) -> Verdict:
    """Judge the order and the positions of every channel."""
    promises = pairing.facts.promises
    if not promises.agreement and not promises.numbers:
        return RULE.not_applicable("the target promises no common order, and no numbers")
    judge = _Judge(pairing)
    if promises.agreement:
        judge.orders()
    if promises.numbers:
        judge.positions()
        judge.answers()
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="no two sessions have two durable events of a channel in common"
        if promises.agreement
        else "no event was received with its number more than once",
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing, self.telling = pairing, Telling(pairing.facts)
        self.instances = 0
        self.findings: list[Finding] = []

    # the order

    def orders(self) -> None:
        """Compare the orders of each channel; sessions that received the very same are one."""
        channels: dict[str, dict[tuple[Expected, ...], list[Order]]] = defaultdict(lambda: defaultdict(list))
        for (_, channel), track in self.pairing.tracks.items():
            order = _order(self.pairing, track)
            channels[channel][tuple(order)].append(order)
        for orders in channels.values():
            numbers: dict[Expected, int] = {}
            kept = [[numbers.setdefault(event, len(numbers)) for event in order] for order in orders]
            alike = list(orders.values())
            self.instances += _pairs([len(one) for one in alike], kept)
            events = list(numbers)
            for steps in contradictions(kept):
                self._contradicted([alike[step.order][0] for step in steps], steps, events)

    def _contradicted(self, orders: list[Order], steps: tuple[Step, ...], events: list[Expected]) -> None:
        arrivals = [
            (order[events[step.before]], order[events[step.after]]) for order, step in zip(orders, steps, strict=True)
        ]
        flat = [arrival.recv for pair in arrivals for arrival in pair]

        def tell() -> str:
            telling = self.telling
            *first, last = (
                f"{telling.who(before.session)} received {telling.event(before.recv)} at "
                f"{telling.at(before.recv.t)} and then {telling.event(after.recv)} at {telling.at(after.recv.t)}"
                for before, after in arrivals
            )
            return f"In {telling.thing(flat[0].channel)} {', '.join(first)}, but {last}."

        self.findings.append(Finding(tuple(recv.i for recv in flat), max(recv.t for recv in flat), tell))

    # positions

    def positions(self) -> None:
        """Compare the positions of each event, and the events of each position; each is told once."""
        first: dict[Expected, Recv] = {}
        events: dict[tuple[str, Epoch, int], tuple[Expected, Recv]] = {}
        told: set[Expected] = set()
        for arrival in self.pairing.arrivals:
            recv, expected = arrival.recv, arrival.expected
            if expected is None or expected in self.pairing.ambiguous or recv.seq is None or not recv.durable:
                continue
            if arrival.role in {"superseded", "redelivered"} or recv.channel is None:
                continue
            before = first.setdefault(expected, recv)
            same, holder = events.setdefault((recv.channel, recv.epoch, recv.seq), (expected, recv))
            self.instances += before is not recv
            if expected in told:
                continue
            if (before.epoch, before.seq) != (recv.epoch, recv.seq):
                told.add(expected)
                self._differs(before, recv)
            elif same is not expected and before is recv:
                told.add(expected)
                self._shares(holder, recv)

    def _differs(self, before: Recv, recv: Recv) -> None:
        def tell() -> str:
            return (
                f"{self._heard(before)} at {_position(before)}, but {self._heard(recv)} at {_position(recv)}: one "
                "event has one position."
            )

        self.findings.append(Finding((before.i, recv.i), recv.t, tell))

    def _shares(self, holder: Recv, recv: Recv) -> None:
        def tell() -> str:
            return (
                f"{self._heard(holder)} at {_position(holder)}, but {self._heard(recv)} at that position too: one "
                "position is of one event."
            )

        self.findings.append(Finding((holder.i, recv.i), recv.t, tell))

    def answers(self) -> None:
        """Compare events with the positions that earlier answers told."""
        told: set[Expected | None] = set()
        arrivals = {arrival.recv.i: arrival for arrival in self.pairing.arrivals}
        for one in passed(of_events(self.pairing.arrivals), of_answers(self.pairing.facts)):
            arrival = arrivals[one.event.row]
            if arrival.expected not in told and arrival.expected not in self.pairing.ambiguous:
                told.add(arrival.expected)
                self._passed(one, arrival)

    def _passed(self, one: ToldBefore, arrival: Arrival) -> None:
        expected, telling = arrival.expected, self.telling
        if expected is None:
            return

        def tell() -> str:
            return (
                f"{self._heard(arrival.recv)} at {_position(arrival.recv)}, {telling.origin(expected)}, but at "
                f"{telling.at(one.answer.until)}, before that was written, the channel's position was said to be "
                f"{one.answer.seq} already."
            )

        rows = (one.answer.row, expected.write.invoke.i, arrival.recv.i)
        self.findings.append(Finding(rows, arrival.recv.t, tell))

    def _heard(self, recv: Recv) -> str:
        who = self.telling.who(self.pairing.facts.roster.session_of(recv))
        return f"{who} received {self.telling.event(recv)} {self.telling.arrival(recv)}"


def _position(recv: Recv) -> str:
    epoch = "" if recv.epoch is None else f" of epoch {recv.epoch}"
    return f"number {recv.seq}{epoch}"


def _order(pairing: Pairing, track: Iterable[Arrival]) -> Order:
    """The events one session received of a channel, each once, in order of arrival."""
    return {
        arrival.expected: arrival
        for arrival in in_order(pairing, track)
        if arrival.expected is not None and arrival.role == "first" and arrival.expected not in pairing.ambiguous
    }


def _pairs(sessions: list[int], orders: list[list[int]]) -> int:
    """How many neighbours any two sessions have in common, which is one less than the events in common, if there are
    any; `sessions` have each of the orders."""
    receivers: Counter[int] = Counter()
    for n, order in zip(sessions, orders, strict=True):
        for event in order:
            receivers[event] += n
    common = sum(n * (n - 1) // 2 for n in receivers.values())
    partners = sum(_partners(sessions, orders, first) for first in range(0, sum(sessions), _BLOCK))
    return common - (partners - sum(n for n, order in zip(sessions, orders, strict=True) if order)) // 2


def _partners(sessions: list[int], orders: list[list[int]], first: int) -> int:
    """How many sessions of a block have an event in common with a session, for all sessions together."""
    receivers: dict[int, int] = defaultdict(int)
    last = 0
    for n, order in zip(sessions, orders, strict=True):
        begin, last = last, last + n
        if last > first and begin < first + _BLOCK:
            mine = (1 << min(last - first, _BLOCK)) - (1 << max(begin - first, 0))
            for event in order:
                receivers[event] |= mine
    partners = 0
    for n, order in zip(sessions, orders, strict=True):
        anybody = 0
        for event in order:
            anybody |= receivers.get(event, 0)
        partners += n * anybody.bit_count()
    return partners
