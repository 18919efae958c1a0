"""Rows and columns are twins: simulated histories, healthy and broken, get the same verdicts from both.

The histories are the oracle's, as far as columns can express them: one attempt per write, one effect for each, with
causes. Compared are outcome, instances and number of witnesses, and that a witness of columns is an event that a
witness of rows names.
"""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from lockstep.checks.judge import judge as judge_rows
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import AnyRow, Recv
from lockstep.load.columnar.as_rows import rows_of
from lockstep.load.columnar.columns import OK, UNKNOWN, Columns
from lockstep.load.columnar.joined import Joined
from lockstep.load.columnar.judge import judge

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.mutations import MUTATIONS, mutated
from evidence.oracle.plan import Plan, planned
from tests.load.columnar.from_rows import columns_of

ACTS = {
    "connect", "post", "edit", "delete", "cut", "leave", "return", "replace", "subscribe", "unsubscribe", "grant",
    "revoke", "pause", "fault", "restart",
}  # fmt: skip
ABOUT_EVENTS = ("P2", "P3", "P4", "P5", "P7", "P8", "P12", "P19")


def expressible(seed: int) -> Plan:
    """A plan of the oracle without what columns cannot express."""
    plan = planned(seed)
    promises = msgspec.structs.replace(
        plan.setting.promises, cause=True, delivery="once", shared=(), presence=None, presence_ms=0, causal="none",
        idempotency=False, tombstone=None,
    )  # fmt: skip
    setting = replace(plan.setting, promises=promises, ids=True, personal=False, watched=False)
    acts = (
        replace(act, options={name: [] if name == "again" else value for name, value in act.options.items()})
        for act in plan.acts
        if act.does in ACTS
    )
    return replace(plan, setting=setting, acts=tuple(acts))


def is_vague(columns: Columns) -> bool:
    """Whether an event names a write that does not cause it, where only rows can guess what else it may be of."""
    if not len(columns.f_kind) or not len(columns.w_sent):
        return False
    named = columns.f_cause >= 0
    cause = np.where(named, columns.f_cause, 0)
    odd = named & (columns.w_kind()[cause] != columns.f_kind) & (columns.w_state[cause] != OK)
    other = named & (Joined(columns).f_write != cause)
    return bool(odd.any() or (other.any() and (columns.w_state == UNKNOWN).any()))


def agree(history: list[AnyRow]) -> dict[str, Verdict] | None:
    """What rows and columns say of a history, once they were found to say the same; None of a vague one."""
    columns = columns_of(history)
    if is_vague(columns):
        return None
    rows = rows_of(columns)
    by_rows = {verdict.property: verdict for verdict in judge_rows(rows)}
    events = [row.i for row in rows if isinstance(row, Recv)]
    for verdict in judge(columns):
        twin = by_rows[verdict.property]
        mine, its = ((one.outcome, one.instances, len(one.witnesses)) for one in (verdict, twin))
        assert mine == its, (verdict, twin)
        if verdict.property in ABOUT_EVENTS and "more like these" not in twin.reason:
            named = {row for witness in twin.witnesses for row in witness.rows}
            assert {events[one.rows[0]] for one in verdict.witnesses if one.rows[0] >= 0} <= named, (verdict, twin)
    return by_rows


@pytest.mark.parametrize("seed", range(40))
def test_what_is_healthy_or_broken_for_one_is_so_for_both(seed: int) -> None:
    healthy = simulate(expressible(seed))
    agree(healthy)
    for kind in sorted(MUTATIONS)[seed % 8 :: 8]:
        changed = mutated(kind, healthy, seed)
        if changed is not None:
            agree(changed)


@pytest.mark.parametrize(("seed", "kind"), [(61, "healthy"), (66, "healthy"), (87, "disagreed"), (305, "other_kind")])
def test_both_agree_on_superseded_connections_and_on_a_history_without_end(seed: int, kind: str) -> None:
    healthy = simulate(expressible(seed))
    changed = healthy if kind == "healthy" else mutated(kind, healthy, seed)
    assert changed is not None
    assert agree(changed) is not None


def test_both_excuse_what_a_declared_fault_doubles() -> None:
    verdicts = [agree(simulate(expressible(seed))) for seed in (0, 4)]
    assert [one["P2"].outcome for one in verdicts if one is not None] == ["holds", "holds"]
