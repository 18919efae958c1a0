"""P4, no aborted event: no event announces a write that failed.

A write failed if every attempt of it was refused (or nothing of it was ever sent); where one attempt's outcome is
unknown, the write is too, and its event is legal. An event belongs to a failed write if it names it as its cause, or
if author, channel and what was sent are the failed write's and every like write that did not fail has its event.

Catches in practice: events sent before validation, before the quota or permission check, or before a commit that
then fails.
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
