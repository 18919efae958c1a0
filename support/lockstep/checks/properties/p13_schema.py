"""P13, schema: every frame and every answer satisfies the adapter's hand-written schema.

Applies when: the adapter states a schema, and a frame or an answer was received.

Must: the recorder validates each frame and answer on arrival and writes the result beside the row; this property
reads it. Control frames and reads are judged like events and answers.

May: a frame that a declared fault garbled is not the target's mistake.

Violated by: a frame or answer that breaks its schema, or a frame that is not of the dialect at all.

Unknown when: never.

Witness: the frame or answer, with the path and the reason.

Catches in practice: a field renamed or dropped in one of two serialisers; numbers that became strings; an event
without its number; an error page where JSON was promised.

Source: FR-003; the schemas are written from the target's documentation and never generated from the target.
"""

from functools import partial

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Fail, Info, Ok, Read, Recv, Snapshot

RULE = Rule("P13", "schema")

_Checked = Recv | Ok | Fail | Info | Read | Snapshot


def check(pairing: Pairing) -> Verdict:
    """Judge every frame, every answer to a write and every answer to a read."""
    telling = Telling(pairing.facts)
    rows = [row for row in pairing.facts.rows if isinstance(row, _Checked)]
    findings = [
        Finding((row.i,), row.t, partial(_tell, pairing, telling, row))
        for row in rows
        if row.schema is not None and not (isinstance(row, Recv) and pairing.facts.declared.excuses(row, "garbles"))
    ]
    if not pairing.facts.promises.schemas:
        return RULE.verdict(len(findings), findings, none="the adapter states no schema")
    return RULE.verdict(len(rows), findings, none="no frame and no answer was received")


def _tell(pairing: Pairing, telling: Telling, row: _Checked) -> str:
    if isinstance(row, Recv):
        who = telling.who(pairing.facts.roster.session_of(row))
        return f"{who} received {telling.event(row)} {telling.arrival(row)}, which breaks the schema: {row.schema}."
    if isinstance(row, Read | Snapshot):
        what = f"{row.person}'s read {row.operation}"
    else:
        write = pairing.facts.writes.get(row.w)
        what = f"{row.person}'s {write.invoke.operation if write is not None else 'write'}"
    return f"The answer ({row.status}) to {what} at {telling.at(row.t)} breaks the schema: {row.schema}."
