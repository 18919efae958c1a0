"""Short plans for tests: acts a tenth of a second apart, under given promises."""

from typing import Any

from lockstep.history.rows import AnyRow, Budgets, Promises

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.plan import Act, Plan
from evidence.oracle.setting import ROOMS, Setting

WRITE = {"text": "hello", "outcome": "ok", "again": [], "key": True, "pick": 0, "to": "Ben"}
BACK = {"for": 100, "how": "resume", "unnoticed": 0, "slow": False}


def played(*acts: tuple[Any, ...], promises: Promises | None = None, **setting: Any) -> list[AnyRow]:
    """The history of acts given as (does, who), (does, who, options) or (does, who, options, channel)."""
    made = []
    for number, (does, who, *rest) in enumerate(acts):
        options = rest[0] if rest else (WRITE if "/" not in who else BACK)
        channel = rest[1] if len(rest) > 1 else ROOMS[0]
        made.append(Act(number, number * 100.0, does, who, channel, {"outcome": "ok", "page": 0} | options))
    whole = {"rights": False, "budgets": Budgets(loss_ms=1000)} | setting
    return simulate(
        Plan(1, Setting(promises or Promises(numbers=True, versions=True, cause=True), **whole), tuple(made))
    )


def joined(*sessions: str) -> list[tuple[Any, ...]]:
    """Sessions that connect and subscribe."""
    return [act for session in sessions for act in (("connect", session), ("subscribe", session))]
