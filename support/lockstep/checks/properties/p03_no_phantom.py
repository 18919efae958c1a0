"""P3, no phantom: every event has a cause.

Applies when: a session received an event.

Must: nothing has to arrive here; a loss is P1's.

May: an event may be caused by a write of this history that was acknowledged or whose outcome is unknown (an event of
a refused write is P4's); by a timer or job that the target declares for events of this kind, if the event names no
cause; or, where at-least-once delivery is promised, it may be a marked redelivery. On channels declared shared,
events of strangers are counted and not judged. Which write of unknown outcome an event is of is told by its cause or
its entity, or, where it names no cause, by what was sent; where causes are promised, never by its kind alone. Such a
write causes only kinds of events that an answer told of it or of another write by the same operation; any kind, if
none of its own answers told of an event. An event that names another cause is of a write of its entity only if it was
sent alike or has the same version.

Violated by: an event without such a cause, or one that names a write but is of a kind, channel, entity or version
that this write does not cause.

Unknown when: there is no barrier, or a connection made no round trip at the end.

Witness: the event.

Catches in practice: test or debug events left in; an event of another company that reached a channel of this one; an
event sent before its transaction was rolled back; one write announced as two things.

Source: FR-002; *integrity* in Hadzilacos and Toueg's specifications of broadcast.
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
    write = pairing.caused_by(recv)
    if write is None:
        return f"it names {recv.cause} as its cause, which is no write of this history"
    act = f"{write.invoke.person}'s {write.invoke.operation} at {telling.at(write.invoke.t)}"
    return f"it names {act} as its cause, which does not cause this"
