"""One plan on several machines: one share for each worker of a `dask.distributed` cluster, by its address.

The workers have this package installed, and reach the backend at the plan's addresses. Each executes one share, as in
`shares.py`; no clocks are compared, as each counts from its own start of the schedule. They return raw data, which
are merged exactly. Needs the extra `cluster`. Errors: PlanError, LoadError.
"""

import importlib
import tempfile
import uuid
from pathlib import Path
from typing import Any

import msgspec

from lockstep.load.distribution.shares import LEAD_NS, Progress, Share, conclude_shares, shares
from lockstep.load.distribution.summary import Tell
from lockstep.load.engine.generator import Second
from lockstep.load.plan import Plan, PlanError
from lockstep.load.results.result import LoadError, LoadResult
from lockstep.serving.extras import missing

_FOUND_S, _POLL_S, _BEGIN_S = 30, 0.5, 600


def run_on(plan: Plan, address: str, folder: Path | None = None, *, tell: Tell | None = None) -> LoadResult:
    """Like `lockstep.load.distribution.run.run`, on every worker of the cluster at `address`. Raises PlanError,
    LoadError."""
    distributed = _distributed()
    folder = Path(tempfile.mkdtemp(prefix="lockstep-load-")) if folder is None else folder
    try:
        client = distributed.Client(address, timeout=_FOUND_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise LoadError(f"there is no cluster at {address}, which load.cluster names: {error}") from error
    with client:
        if plan.outages:
            raise PlanError(
                f"the backend cannot be {plan.outages[0].fault} while a cluster makes the load: only processes of one"
                " machine have one clock; leave load.cluster away"
            )
        workers = sorted(client.nthreads())
        if not workers:
            raise LoadError(f"the cluster at {address} has no workers: start some with `dask worker {address}`")
        return conclude_shares(plan, _carry_out(client, shares(plan, len(workers)), workers, tell), folder, None)


def _carry_out(client: Any, plans: list[Plan], workers: list[str], tell: Tell | None) -> list[tuple[bytes, bytes]]:
    distributed = _distributed()
    name = f"lockstep-{uuid.uuid4().hex}"
    told = distributed.Queue(name, client=client)
    begin = distributed.Event(name, client=client)
    futures = [
        client.submit(
            _share, number, msgspec.json.encode(plan), name, workers=[worker], allow_other_workers=False, pure=False,
            retries=0,
        )
        for number, (plan, worker) in enumerate(zip(plans, workers, strict=False))
    ]  # fmt: skip
    try:
        for _ in plans:
            _next(told, futures)
        begin.set()
        progress = Progress(plans[0], len(plans), tell)
        while progress.running:
            number, second = _next(told, futures)
            progress.add(number, None if second is None else msgspec.json.decode(second, type=Second))
        handed: list[tuple[bytes, bytes]] = client.gather(futures)
        return handed
    finally:
        client.cancel(futures)
        told.close()


def _next(told: Any, futures: list[Any]) -> Any:
    """The next message of a share. Raises LoadError if one has failed."""
    while True:
        for future in futures:
            if future.status == "error":
                error = future.exception()
                raise LoadError(f"a worker of the cluster failed: {error}") from error
            if future.status in {"lost", "cancelled"}:
                raise LoadError("a worker of the cluster was lost during the run")
        try:
            return told.get(timeout=_POLL_S)
        except TimeoutError:
            continue


def _share(number: int, plan: bytes, name: str) -> tuple[bytes, bytes]:
    """On a worker: one share, from ready to done."""
    distributed = _distributed()
    told, begin = distributed.Queue(name), distributed.Event(name)
    with (
        tempfile.TemporaryDirectory(prefix="lockstep-load-") as folder,
        Share(msgspec.json.decode(plan, type=Plan), Path(folder)) as share,
    ):
        share.wait_until_ready()
        told.put((number, b"ready"))
        if not begin.wait(_BEGIN_S):
            raise LoadError("the other workers of the cluster were not ready in time")
        share.begin(f"+{LEAD_NS}")
        return share.carry_out(lambda second: told.put((number, second and msgspec.json.encode(second))))


def _distributed() -> Any:
    """Import the library, which only this module needs. Raises LoadError."""
    if told := missing("cluster", "load.cluster"):
        raise LoadError(told)
    return importlib.import_module("distributed")
