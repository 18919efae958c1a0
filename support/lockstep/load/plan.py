"""A plan: everything a load run does, fixed before it begins; the same plan and seed yield the same schedule.

Times are seconds after the start of the schedule, rates are writes a second, other limits milliseconds. A plan is
JSON (`msgspec.json`). Errors: `PlanError`, one sentence for people.
"""

import ipaddress
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from lockstep.history.rows import Budgets, Promises
from lockstep.targets.load_profile import Caller


class PlanError(Exception):
    """A plan cannot be executed; the text states why, and what to change."""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the schedule, `seconds` long.

    constant: `rate` all along. ramp: from `rate` to `to`, evenly. steps: from `rate` to `to` in `steps` equal
    steps of equal length. spike: `rate`, but `to` in the middle fifth. poisson: `rate` on average, independent
    arrivals.
    """

    kind: Literal["constant", "ramp", "steps", "spike", "poisson"] = "constant"
    seconds: float
    rate: float
    to: float | None = None
    steps: int = 5


class Room(msgspec.Struct, frozen=True):
    """A channel and the users (by index) who listen and write in it; `allowed` users may listen but do not."""

    channel: str
    listeners: tuple[int, ...]
    writers: tuple[int, ...]
    allowed: tuple[int, ...] = ()


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """A user (by index) disconnects at one time and reconnects at another; `how`: close with a closing handshake, cut
    without. With `resume` they request missed events, otherwise they only subscribe again."""

    user: int
    leaves: float
    returns: float
    how: Literal["close", "cut"] = "close"
    resume: bool = True


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A user (by index) stops reading their socket at one time and resumes reading at another."""

    user: int
    stops: float
    goes_on: float


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """A fault of the backend begins at one time and ends at another, or as soon afterwards as the backend is
    available again; `fault` is its name in `lockstep.targets.backend_faults`. Users cut off by it reconnect by
    themselves."""

    fault: str
    begins: float
    ends: float


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One load run.

    load_profile: the target's `LoadProfile`, as `module:Class`. ca_file: a file of
    certificates to trust as well. run: a unique word for this run, in every write's id.
    mix: the operations with their shares. warmup_s: the beginning of the schedule, recorded and checked but excluded
    from figures. think_s: a closed model instead of an open one: each writer waits for their answer and then this
    long; its figures are labelled, and no budget is judged on them; of the shapes only the length counts then.
    connect_per_s: the connections opened per second; 0: as fast as possible, 20 at a time. share: (i, n) has only
    every n-th room from the i-th on, with its writes and listeners; the others' writes are in the history as never
    sent. tolerance_ms: the machine's own delay, as measured elsewhere; None: not measured.
    """

    load_profile: str
    api: str
    ws: str
    ca_file: str = ""
    target: str = ""
    run: str
    seed: int
    users: tuple[Caller, ...]
    rooms: tuple[Room, ...]
    shapes: tuple[Shape, ...]
    mix: dict[str, float] = msgspec.field(default_factory=lambda: {"post_message": 1.0})
    text_chars: int = 150
    warmup_s: float = 0.0
    think_s: float | None = None
    connect_per_s: float = 0.0
    share: tuple[int, int] = (0, 1)
    tolerance_ms: float | None = None
    absences: tuple[Absence, ...] = ()
    pauses: tuple[Pause, ...] = ()
    outages: tuple[Outage, ...] = ()
    timeout_s: float = 10.0
    promises: Promises = Promises()
    budgets: Budgets = Budgets()
    allow_hosts: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of the schedule."""
        return sum(shape.seconds for shape in self.shapes)


def check(plan: Plan) -> None:
    """Raise PlanError for a plan that cannot, or must not, be executed."""
    for url in (plan.api, plan.ws):
        host = urlsplit(url).hostname or ""
        if not _is_own(host) and host not in plan.allow_hosts:
            raise PlanError(
                f"load would go to {host!r}, which is not this machine: load goes to loopback only, unless "
                "LOCKSTEP_LOAD_ALLOW_HOSTS names the host"
            )
    if not any(room.writers for room in plan.rooms):
        raise PlanError("the plan has no writer: name at least one room with a writer")
    for room in plan.rooms:
        strangers = [user for user in (*room.listeners, *room.writers, *room.allowed) if user >= len(plan.users)]
        if strangers:
            raise PlanError(f"{room.channel} names user {strangers[0]}, but the plan has {len(plan.users)} users")
    if not plan.shapes or any(shape.seconds <= 0 or shape.rate <= 0 for shape in plan.shapes):
        raise PlanError("every part of a schedule needs a length and a rate above 0")
    if not 0 <= plan.warmup_s < plan.seconds:
        raise PlanError(f"a warm-up of {plan.warmup_s:g} s leaves nothing of a schedule of {plan.seconds:g} s")
    share, shares = plan.share
    if not 0 <= share < shares:
        raise PlanError(f"there is no share {share} of {shares}")
    if shares > 1 and plan.think_s is not None:
        raise PlanError("a closed model cannot be shared among several processes: its writes are not known before")
    if not plan.mix or any(share <= 0 for share in plan.mix.values()):
        raise PlanError("a mix needs at least one operation, each with a share above 0")


def _is_own(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
