"""P9, author order: what one person wrote to a channel arrives in the order in which they wrote it.

Applies when: the target promises `numbers` or an `order`, and a session received two events of one author in one
channel.

Must: if a person's write was acknowledged before they invoked another to the same channel, every session that
receives both events receives them in that order: within one kind, unless events are numbered or the order across
kinds is promised.

May: concurrent writes have no order. Writes of unknown outcome, events that only their count tells from similar ones,
repeats that a resume asked for and marked redeliveries are left out. An event that was not received is P1's.

Violated by: two events received in the opposite order.

Unknown when: never: only received events are compared.

Witness: the first write's answer, the second's invoke, and the two arrivals.

Catches in practice: a pool of workers without a key per author; one device's writes accepted by two servers; for one
and the same person, the API faster than the socket or the other way round.

Source: FR-003 and FR-012; *FIFO order* of broadcast; *monotonic writes* of Terry et al.'s session guarantees.
"""

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.p07_channel_order import in_order
from lockstep.checks.verdicts import Verdict

RULE = Rule("P9", "author order")


def check(pairing: Pairing) -> Verdict:
    """Judge every author in every channel of every session."""
    promises = pairing.facts.promises
    if not promises.numbers and promises.order == "none":
        return RULE.not_applicable("the target promises neither numbers nor an order")
    any_kind = promises.numbers or promises.across_kinds
    telling = Telling(pairing.facts)
    findings = []
    instances = 0
    for track in pairing.tracks.values():
        newest: dict[tuple[str | None, str], tuple[Arrival, Expected]] = {}
        for arrival in in_order(pairing, track):
            expected = arrival.expected
            if expected is None or arrival.role != "first" or expected in pairing.ambiguous:
                continue
            if expected.write.state != "ok":
                continue
            key = (expected.write.invoke.person, "" if any_kind else arrival.recv.kind)
            last = newest.get(key)
            if last is not None:
                backwards = _before(expected, last[1])
                instances += backwards or _before(last[1], expected)
                if backwards:
                    findings.append(_finding(telling, last, (arrival, expected)))
            if last is None or expected.write.invoke.t > last[1].write.invoke.t:
                newest[key] = arrival, expected
    return RULE.verdict(instances, findings, none="no session received two events of one author in one channel")


def _before(one: Expected, other: Expected) -> bool:
    """Whether one write was acknowledged before the other was invoked."""
    counted = one.write.counted_from
    return counted is not None and counted[0] < other.write.invoke.t


def _finding(telling: Telling, last: tuple[Arrival, Expected], late: tuple[Arrival, Expected]) -> Finding:
    (before, second), (arrival, first) = last, late
    answer, person = first.write.answer, first.write.invoke.person

    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(arrival.recv)} {telling.origin(first)}, only "
            f"{telling.arrival(arrival.recv)}, after {telling.event(before.recv)} {telling.origin(second)}, "
            f"{telling.arrival(before.recv)}: {person} wrote them the other way round."
        )

    answered = () if answer is None else (answer.i,)
    return Finding((*answered, second.write.invoke.i, before.recv.i, arrival.recv.i), arrival.recv.t, tell)
