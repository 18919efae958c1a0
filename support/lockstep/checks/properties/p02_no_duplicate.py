"""P2, no duplicate: a session receives at most one event per write, kind, entity, version and channel.

Where the target promises at-least-once, a double that carries its redelivery mark is legal and counted. What a
resume below the last number received asked for again is P16's; what arrives on a superseded connection does not
count, nor does what a declared fault doubled. Events that carry neither id nor version are told apart by count.

Catches in practice: a retry of the publisher or the broker without a key to recognise it; a handler registered twice
after a reconnect; a replay that overlaps the live stream; a session subscribed twice to one channel.
"""

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict

RULE = Rule("P2", "no duplicate")


def check(pairing: Pairing) -> Verdict:
    """Judge every event that was received again."""
    telling = Telling(pairing.facts)
    findings = []
    instances = marked = 0
    for arrival in pairing.arrivals:
        expected = arrival.expected
        if expected is None:
            continue
        instances += arrival.role == "first"
        marked += arrival.role == "redelivered"
        if arrival.role == "again" and not pairing.facts.declared.excuses(arrival.recv, "doubles"):
            findings.append(_finding(telling, arrival, expected))
    return RULE.verdict(
        instances,
        findings,
        none="no event of a write was received",
        unknown=missing_evidence(pairing.facts),
        note=f"{marked} doubles carried their redelivery mark" if marked else "",
        looked_ms=pairing.facts.looked_ms,
    )


def _finding(telling: Telling, arrival: Arrival, expected: Expected) -> Finding:
    first, again = expected.received[arrival.session], arrival.recv

    def tell() -> str:
        elsewhere = "" if first.conn == again.conn else " (another connection than the first)"
        return (
            f"{telling.who(arrival.session)} received {telling.event(first)} {telling.origin(expected)}, twice: "
            f"{telling.arrival(first)}, and again {telling.arrival(again)}{elsewhere}."
        )

    return Finding((first.i, again.i), again.t, tell)
