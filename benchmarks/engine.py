"""The load engine at the works, recording on: the generator that `lockstep.load` runs, with a plan for each work.

CPU is what the generator says of itself: from the beginning of the schedule until the last answer; for W4, of opening
the sockets. Latencies are end to end from due times (W3), and from the stamp in the message (W2). W1 is a closed
model without think time. Errors: ToolError.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from lockstep.load.columnar.columns import OK, Columns, load
from lockstep.load.distribution.shares import LEAD_NS, Share
from lockstep.load.engine.generator import Second
from lockstep.load.plan import Plan, Room, Shape
from lockstep.load.results.figures import figures
from lockstep.load.results.result import LoadError, Millis
from lockstep.targets.load_profile import Caller

from benchmarks.measure import Reading, ToolError

_LOAD_PROFILE = "benchmarks.loading:NeutralLoadProfile"


class _Own(msgspec.Struct):
    start: int
    cpu_s: float
    opened_cpu_s: float
    opened_rss: int
    begun_rss: int


def posts(port: int, users: int, seconds: float) -> Reading:
    """W1: a closed loop, whose latencies say nothing of the tool's truth."""
    own, columns = _generate(_plan(port, users, users, seconds, think_s=0.0, mix={"echo": 1.0}))
    good = int((columns.w_state == OK).sum())
    return Reading(good, own.cpu_s, lost=len(columns.w_state) - good)


def receives(
    port: int, sockets: int, rooms: int, count: int, *, seconds: float, begin: Callable[[], None]
) -> Reading:
    """W2. Somebody else publishes, from `begin` on; of the engine's own only one write a second goes, to nobody."""
    idle = (Room("idle", (), (0,)),)
    shapes = (Shape(seconds=seconds + 3, rate=1),)
    plan = _plan(port, sockets, rooms, seconds, more=idle, writes=False, shapes=shapes)
    own, columns = _generate(plan, begin)
    stamps = columns.f_seq[columns.a_frame]
    took = (columns.a_t - stamps)[stamps > 0] / 1e6
    return Reading(len(took), own.cpu_s, *_percentiles(took), max(0, count - len(took)))


def job(port: int, sockets: int, rooms: int, rate: float, seconds: float) -> Reading:
    """W3."""
    own, columns = _generate(_plan(port, sockets, rooms, seconds, shapes=(Shape(seconds=seconds, rate=rate),)))
    found = figures(columns, own.start, 0, seconds)
    came = found.samples["end_to_end"]
    owed = round(rate * seconds) * (sockets // rooms)
    return Reading(found.received, own.cpu_s, *_percentiles(came), owed - found.received)


def holds(port: int, sockets: int) -> Reading:
    """W4."""
    own, columns = _generate(_plan(port, sockets, 100, 1.0, writes=False, more=(Room("idle", (), (0,)),)))
    del columns
    return Reading(sockets, own.opened_cpu_s, kib=(own.opened_rss - own.begun_rss) / 1024 / sockets)


def _plan(
    port: int,
    users: int,
    rooms: int,
    seconds: float,
    *,
    more: tuple[Room, ...] = (),
    writes: bool = True,
    **other: Any,
) -> Plan:
    seats = [tuple(range(room, users, rooms)) for room in range(min(users, rooms))]
    closed = "think_s" in other
    values: dict[str, Any] = {
        "load_profile": _LOAD_PROFILE, "api": f"http://127.0.0.1:{port}", "ws": f"ws://127.0.0.1:{port}",
        "run": "benchmark", "seed": 1, "users": tuple(Caller(f"User {user}", str(user)) for user in range(users)),
        "rooms": more + tuple(
            Room(f"room{room}", () if closed else seat, seat if writes else ()) for room, seat in enumerate(seats)
        ),
        "shapes": (Shape(seconds=seconds, rate=1),), "mix": {"publish": 1.0}, "text_chars": 200,
    }  # fmt: skip
    return Plan(**values | other)


def _generate(plan: Plan, begin: Callable[[], None] | None = None) -> tuple[_Own, Columns]:
    with tempfile.TemporaryDirectory(prefix="lockstep-benchmark-") as name, Share(plan, Path(name)) as share:
        waiting = [] if begin is None else [begin]

        def tell(second: Second | None) -> None:
            if second is not None and waiting:
                waiting.pop()()

        share.wait_until_ready()
        share.begin(f"+{LEAD_NS}")
        try:
            _, told = share.carry_out(tell)
        except LoadError as error:
            raise ToolError(str(error)) from error
        return msgspec.json.decode(told, type=_Own), load(Path(name) / "load.npz")


def _percentiles(took: Millis) -> tuple[float, float]:
    if not len(took):
        raise ToolError("the load engine heard nothing")
    return float(np.percentile(took, 50, method="lower")), float(np.percentile(took, 99, method="lower"))
