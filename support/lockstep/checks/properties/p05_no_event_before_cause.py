"""P5, no event before its cause: no event is received before the write that caused it was invoked.

Applies when: a session received an event whose write is in the history.

Must: nothing has to arrive here; a loss is P1's.

May: an event may well arrive before its write is *answered*.

Violated by: an event received before its write was invoked.

Unknown when: the history has no end and nothing in it caused the event: its write may have been cut off.

Witness: the event and the invoke of its write.

Catches in practice: events built from a client's draft or from a cache that runs ahead; ids or versions used twice,
so that an old event passes for a new one; a clock or a replay that mixes up two runs. No fault on the wire can show
this mistake: the property is proved by hand-written histories.

Source: FR-002; *integrity* in Hadzilacos and Toueg's specifications of broadcast.
"""

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling, milliseconds
from lockstep.checks.verdicts import Verdict

RULE = Rule("P5", "no event before its cause")


def check(pairing: Pairing) -> Verdict:
    """Judge every event whose write is known."""
    telling = Telling(pairing.facts)
    findings = []
    instances = unknown = 0
    for arrival in pairing.arrivals:
        if not arrival.counts:
            continue
        if arrival.expected is None:
            unknown += arrival.role == "phantom" and pairing.facts.end is None
        else:
            instances += 1
            if arrival.early:
                findings.append(_finding(telling, arrival, arrival.expected))
    return RULE.verdict(
        instances + unknown,
        findings,
        none="no event of a write was received",
        unknown=f"the history has no end, and {unknown} events in it have no write yet" if unknown else "",
    )


def _finding(telling: Telling, arrival: Arrival, expected: Expected) -> Finding:
    recv, invoke = arrival.recv, expected.write.invoke

    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(recv)} {telling.arrival(recv)}, "
            f"{milliseconds(invoke.t - recv.t)} before its cause, {invoke.person}'s {invoke.operation}, was invoked "
            f"at {telling.at(invoke.t)}."
        )

    return Finding((recv.i, invoke.i), recv.t, tell)
