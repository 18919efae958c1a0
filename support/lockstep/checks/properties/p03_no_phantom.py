"""P3, no phantom: every event has a cause.

A cause is a write of this history that was acknowledged or whose outcome is unknown (an event of a refused one is
P4's), or, where the target promises at-least-once, a marked redelivery, or a timer or job that the target declares
for events of this kind (such an event names no cause). On channels declared shared, events of strangers are counted,
not judged. An event that names a write as its cause, but is of a kind, channel, entity or
version that this write does not cause, has none.

Catches in practice: test or debug events left in; an event of another company that reached this one's channel; an
event rolled back with its transaction but sent before the commit; one write announced as two things.
"""

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P3", "no phantom")


def check(pairing: Pairing) -> Verdict:
    """Judge every event received."""
    telling = Telling(pairing.facts)
    findings = [_finding(pairing, telling, arrival) for arrival in pairing.arrivals if arrival.role == "phantom"]
    strangers = sum(arrival.role == "shared" for arrival in pairing.arrivals)
    return RULE.verdict(
        sum(arrival.counts for arrival in pairing.arrivals) - strangers,
        findings,
        none="no event was received",
        unknown=missing_evidence(pairing.facts),
        note=f"{strangers} events of strangers in shared channels" if strangers else "",
        looked_ms=pairing.facts.looked_ms,
    )


def _finding(pairing: Pairing, telling: Telling, arrival: Arrival) -> Finding:
    recv = arrival.recv

    def tell() -> str:
        author = f" by {recv.author}" if recv.author is not None else ""
        return (
            f"{telling.who(arrival.session)} received {telling.event(recv)}{author} in {telling.thing(recv.channel)} "
            f"{telling.arrival(recv)}, but {_why(pairing, telling, recv)}."
        )

    return Finding((recv.i,), recv.t, tell)


def _why(pairing: Pairing, telling: Telling, recv: Recv) -> str:
    if recv.cause is None:
        return "no write of this history causes it"
    write = pairing.facts.writes.get(recv.cause)
    if write is None:
        return f"it names {recv.cause} as its cause, which is no write of this history"
    act = f"{write.invoke.person}'s {write.invoke.operation} at {telling.at(write.invoke.t)}"
    return f"it names {act} as its cause, which does not cause this"
