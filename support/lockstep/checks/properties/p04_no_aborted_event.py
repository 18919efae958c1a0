"""P4, no aborted event: no event announces a write that failed.

Applies when: a write failed: every attempt of it was refused, or nothing of it was ever sent. If the outcome of one
attempt is unknown, so is the write's, and its event is legal.

Must: nothing has to arrive.

May: any event that another write explains; a marked redelivery is first taken for a double. An event that names
another write as its cause is never taken for an event of the failed one.

Violated by: an event that names the failed write as its cause; or one whose author, channel and content are those of
the failed write while every similar write that did not fail has an event of its own.

Unknown when: there is no barrier, or a connection made no round trip at the end.

Witness: the failed write, its refusal and the event.

Catches in practice: events sent before validation, before the check of a quota or a permission, or before a commit
that then fails.

Source: FR-002 and FR-010; atomicity of a write and its event (the transactional outbox).
"""

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Write
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict

RULE = Rule("P4", "no aborted event")


def check(pairing: Pairing) -> Verdict:
    """Judge every write that failed."""
    telling = Telling(pairing.facts)
    findings = [
        _finding(telling, arrival, arrival.expected.write)
        for arrival in pairing.arrivals
        if arrival.counts and arrival.expected is not None and arrival.expected.write.state == "fail"
    ]
    return RULE.verdict(
        sum(write.state == "fail" for write in pairing.facts.writes.values()),
        findings,
        none="no write failed",
        unknown=missing_evidence(pairing.facts),
        looked_ms=pairing.facts.looked_ms,
    )


def _finding(telling: Telling, arrival: Arrival, write: Write) -> Finding:
    recv = arrival.recv

    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(recv)} in {telling.thing(recv.channel)} "
            f"{telling.arrival(recv)}, but {write.invoke.person}'s {write.invoke.operation} at "
            f"{telling.at(write.invoke.t)} that it announces was {telling.outcome(write)}."
        )

    answer = () if write.answer is None else (write.answer.i,)
    return Finding((write.invoke.i, *answer, recv.i), recv.t, tell)
