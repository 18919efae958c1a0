"""P24, timeliness: what arrives, arrives before the loss deadline.

Applies when: a session received an event that was due to it (`expected_deliveries.py`).

Must: every such event arrives by `ok + L`: L is the loss deadline, the measured tolerance and declared delays; pauses
of reading and outages suspend it. Budgets and percentiles are judged only where a step asks for them, by matchers.

May: a coalescible effect that a later version overtook is no instance. What was never received is P1's.

Violated by: an event that arrives after L.

Unknown when: an event was late and the host's own delay was not measured during the run, or was above 100 ms: then
the times say nothing about the target. Deliveries in time hold on any host.

Witness: the write, its answer and the late event.

Catches in practice: polling the outbox instead of being woken; a queue that one slow reader holds up for everybody; a
broker's retries with growing pauses.

Source: FR-009.
"""

from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import MS
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling, milliseconds
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P24", "timeliness")

_INVALID = 100 * MS


def check(pairing: Pairing) -> Verdict:
    """Judge every expected delivery that was received."""
    telling = Telling(pairing.facts)
    findings: list[Finding] = []
    instances = 0
    for one in owed(pairing):
        heard = one.expected.received.get(one.session)
        if heard is None or one.expected.effect.coalesce:
            continue
        if heard.t <= one.counted_from + one.length or heard.t <= one.deadline + pairing.facts.tolerance:
            instances += one.stretch.end >= heard.t or one.covered
        elif one.covered and not one.excused:
            instances += 1
            findings.append(_finding(telling, one, heard))
    reason = _invalid(pairing)
    if findings and reason:
        late = f"{len(findings)} came after the loss deadline, but {reason}"
        return RULE.verdict(instances, (), none="", unknown=late)
    return RULE.verdict(instances, findings, none="no event that was due was received")


def _invalid(pairing: Pairing) -> str:
    """Why times of this history say nothing about the target; empty if they do."""
    end = pairing.facts.end
    if end is None or end.tolerance_ms is None:
        return "the host's own delay was not measured"
    if pairing.facts.tolerance > _INVALID:
        return f"the host's own delay was {milliseconds(pairing.facts.tolerance)}: the timing is invalid"
    return ""


def _finding(telling: Telling, one: Owed, heard: Recv) -> Finding:
    def tell() -> str:
        return (
            f"{telling.who(one.session)} received {telling.event(heard)} {telling.origin(one.expected)}, "
            f"{telling.arrival(heard)}: {milliseconds(heard.t - one.counted_from)} after it was due; "
            f"the limit is {milliseconds(one.length)}."
        )

    return Finding((*one.rows, heard.i), heard.t, tell)
