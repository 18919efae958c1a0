"""A backend with a small crowd, a plan for it, and what every run of several shares must give."""

import asyncio
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from lockstep.history.rows import Budgets
from lockstep.load.columnar.columns import load
from lockstep.load.distribution.summary import Own, broken
from lockstep.load.plan import Plan, Shape
from lockstep.load.population import assemble
from lockstep.load.results.figures import figures
from lockstep.load.results.result import LoadResult, percentile
from lockstep.targets.reference import ReferenceTarget

USERS, ROOMS = 4, 2


@contextmanager
def backend(log: Path) -> Iterator[Any]:
    """A function that makes plans for it."""
    loop = asyncio.new_event_loop()
    target = ReferenceTarget("", "", tls=ssl.create_default_context(), log=log, password_cost="8")
    try:
        loop.run_until_complete(target.start())
        crowd = loop.run_until_complete(assemble(target, USERS, ROOMS, seed=1, name="shared"))

        def plan(**changes: Any) -> Plan:
            values: dict[str, Any] = {
                "load_profile": "lockstep.targets.reference.load_profile:ReferenceLoadProfile",
                "api": target.api_base_url, "ws": target.websocket_url,
                "run": f"run{os.urandom(4).hex()}", "seed": 1, "users": crowd.callers,
                "rooms": crowd.rooms, "shapes": (Shape(seconds=1.2, rate=50),), "promises": target.promises,
                "timeout_s": 60.0, "budgets": Budgets(loss_ms=30_000),
            }  # fmt: skip
            return Plan(**(values | changes))

        yield plan
    finally:
        loop.run_until_complete(target.stop())
        loop.close()


def is_the_sum_of_its_parts(result: LoadResult, plan: Plan, folder: Path) -> None:
    """Every sample of both shares is there, once; percentiles are those of one array; every promise holds."""
    assert [(one.property, one.reason, one.witnesses) for one in broken(result.verdicts)] == []
    assert result.errors == {}
    assert result.writes == result.measured == round(plan.seconds * 50)
    parts = []
    for number in (1, 2):
        own = msgspec.json.decode((folder / f"share-{number}" / "load.json").read_bytes(), type=Own)
        parts.append(figures(load(folder / f"share-{number}" / "load.npz"), own.start, plan.warmup_s, plan.seconds))
    assert all(part.received for part in parts)
    assert result.deliveries_received == sum(part.received for part in parts)
    for name in ("api", "delivery", "end_to_end", "lag"):
        array = np.concatenate([part.samples[name] for part in parts])
        assert sorted(result.samples[name].tolist()) == sorted(array.tolist()), name
        for share in (50, 75):
            assert percentile(result.samples[name], share) == percentile(array, share)
