"""P7, channel order: a session receives the durable events of a channel in their order.

Applies when: the target promises `numbers`, or `order` of a channel, and a session received two durable events of one
channel.

Must: with numbers, they rise in order of arrival, per session, channel and epoch, and an epoch that was left does not
return: neither in what one session receives, nor in what events, subscriptions, snapshots and recovered resumes say
one certainly after the other. Without numbers, if one write was acknowledged before another was invoked, their events
arrive in that order: within one kind, unless the target promises the order across kinds.

May: writes of unknown outcome, and events that only their count tells from similar ones, may arrive in any order. A
number received again on the same event is P2's alone; repeats that a resume asked for are P16's; a marked redelivery
has no order where at-least-once delivery is promised.

Violated by: a number that is not above the last one, an epoch that comes back after another, or an event that arrives
after the event of a later write.

Unknown when: a durable event carried no number although the target promises numbers.

Witness: the two events, and without numbers the answer and the invoke that order them; for an epoch that came back,
what said that it stood, that another did, and that it did again.

Catches in practice: several workers that drain one queue; a fast path beside the outbox; a replay sent while live
events already flow; numbers assigned before the commit.

Source: FR-003 and FR-004; *FIFO order* in Hadzilacos and Toueg's specifications of broadcast, per channel.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.positions import Epoch, Return, of_answers, of_events, returns
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P7", "channel order")


def check(pairing: Pairing) -> Verdict:
    """Judge every channel of every session."""
    promises = pairing.facts.promises
    if promises.numbers:
        return _by_number(pairing)
    if promises.order == "channel":
        return _by_acceptance(pairing)
    return RULE.not_applicable("the target promises neither numbers nor an order")


def same_event(left: Recv, right: Recv) -> bool:
    """Whether two rows are the same event, received twice."""
    if (left.kind, left.entity, left.version, left.cause) != (right.kind, right.entity, right.version, right.cause):
        return False
    return (left.entity is not None or left.cause is not None) or left.digest == right.digest


def in_order(pairing: Pairing, track: Iterable[Arrival]) -> Iterator[Arrival]:
    """The events of a track that order is promised for: no repeats, nothing on a superseded connection."""
    for arrival in track:
        if arrival.role not in {"repeat", "superseded"} and not pairing.doubles_are_legal(arrival.recv):
            yield arrival


def unnumbered(count: int) -> str:
    """What is missing where `count` durable events came without the number that is promised."""
    return f"{count} durable events carried no number, though the target promises them" if count else ""


def _by_number(pairing: Pairing) -> Verdict:
    telling = Telling(pairing.facts)
    findings = []
    instances = missing = 0
    came_back: set[tuple[str | None, Epoch]] = set()
    for (_, channel), track in pairing.tracks.items():
        before: dict[Epoch, Arrival] = {}
        seen: dict[tuple[Epoch, int], Recv] = {}
        current: Arrival | None = None
        for arrival in in_order(pairing, track):
            recv = arrival.recv
            if recv.seq is None:
                missing += 1
                continue
            if current is not None and current.recv.epoch != recv.epoch and recv.epoch in before:
                came_back.add((channel, recv.epoch))
                findings.append(_returned(telling, before[recv.epoch], current, arrival))
            current = arrival
            twin = seen.setdefault((recv.epoch, recv.seq), recv)
            if twin is not recv and same_event(twin, recv):
                continue
            last = before.get(recv.epoch)
            before[recv.epoch] = arrival
            if last is None or last.recv.seq is None:
                continue
            instances += 1
            if recv.seq <= last.recv.seq:
                findings.append(_finding(telling, last, arrival))
    findings += [
        _stated_again(telling, back)
        for back in returns(chain(of_events(pairing.arrivals), of_answers(pairing.facts)))
        if (back.first.channel, back.first.epoch) not in came_back
    ]
    return RULE.verdict(
        instances + missing,
        findings,
        none="no session received two durable events of one channel",
        unknown=unnumbered(missing),
    )


def _by_acceptance(pairing: Pairing) -> Verdict:
    telling = Telling(pairing.facts)
    findings = []
    instances = 0
    for track in pairing.tracks.values():
        newest: dict[str, Arrival] = {}
        for arrival in in_order(pairing, track):
            expected = arrival.expected
            if expected is None or arrival.role != "first" or expected.write.state != "ok":
                continue
            if expected in pairing.ambiguous:
                continue
            key = "" if pairing.facts.promises.across_kinds else arrival.recv.kind
            last, counted = newest.get(key), expected.write.counted_from
            if last is not None and last.expected is not None and counted is not None:
                instances += 1
                if counted[0] < last.expected.write.invoke.t:
                    findings.append(_swapped(telling, last, arrival))
            if last is None or _invoked(arrival) > _invoked(last):
                newest[key] = arrival
    return RULE.verdict(instances, findings, none="no session received two durable events of one channel and kind")


def _invoked(arrival: Arrival) -> int:
    return arrival.expected.write.invoke.t if arrival.expected is not None else arrival.recv.t


def _finding(telling: Telling, last: Arrival, arrival: Arrival) -> Finding:
    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(arrival.recv)} of "
            f"{telling.thing(arrival.recv.channel)} {telling.arrival(arrival.recv)}, after "
            f"{telling.event(last.recv)}, {telling.arrival(last.recv)}: numbers must rise."
        )

    return Finding((last.recv.i, arrival.recv.i), arrival.recv.t, tell)


def _returned(telling: Telling, first: Arrival, other: Arrival, again: Arrival) -> Finding:
    recv, between = again.recv, other.recv

    def tell() -> str:
        return (
            f"{telling.who(again.session)} received {telling.event(recv)} of {telling.thing(recv.channel)} "
            f"{telling.arrival(recv)}, in epoch {recv.epoch}, which {telling.event(between)} of epoch "
            f"{between.epoch} had ended {telling.arrival(between)}: an epoch does not return."
        )

    return Finding((first.recv.i, between.i, recv.i), recv.t, tell)


def _stated_again(telling: Telling, back: Return) -> Finding:
    def tell() -> str:
        first, other, again = back
        return (
            f"The epoch of {telling.thing(again.channel)} was {first.epoch} until {telling.at(first.until)} "
            f"at least, {other.epoch} by {telling.at(other.until)}, and {again.epoch} again by "
            f"{telling.at(again.until)}: an epoch does not return."
        )

    return Finding((back.first.row, back.other.row, back.again.row), back.again.until, tell)


def _swapped(telling: Telling, last: Arrival, arrival: Arrival) -> Finding:
    first, second = arrival.expected, last.expected
    if first is None or second is None or first.write.answer is None:
        raise ValueError("an order is judged between events of acknowledged writes only")
    answered = first.write.answer

    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(arrival.recv)} {telling.origin(first)}, only "
            f"{telling.arrival(arrival.recv)}, after {telling.event(last.recv)} {telling.origin(second)}, "
            f"{telling.arrival(last.recv)}; it was acknowledged before that one was invoked, so it comes first."
        )

    rows = (answered.i, second.write.invoke.i, last.recv.i, arrival.recv.i)
    return Finding(rows, arrival.recv.t, tell)
