"""The generator: executes a plan in a separate process, and leaves a columnar history and its resource usage.

In order: everybody connects and subscribes (unmeasured), connections to the API are opened, garbage collection is
frozen; it prints READY, and receives the start time of the schedule; then everybody writes (`writers.py`),
disconnects and reconnects as planned; then it waits for outstanding events, at most for the loss deadline; every
connection makes a round trip; the history is saved. Each second of progress is one JSON line on standard output.
"""

import asyncio
import gc
import importlib
import importlib.util
import itertools
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from lockstep.clients.tls import trust
from lockstep.history.rows import End, Grant, Header, Settled
from lockstep.load.columnar.expected_deliveries import outstanding
from lockstep.load.engine.connections import Device, NotAnsweredError
from lockstep.load.engine.event_buffer import Tape
from lockstep.load.engine.writers import Writer
from lockstep.load.plan import Absence, Pause, Plan
from lockstep.targets.load_profile import LoadProfile

_now = time.monotonic_ns
_AT_ONCE = 20
_POLL_S = 0.05
READY = "READY"


class Second(msgspec.Struct, frozen=True):
    """One line of progress: seconds since the schedule began, and totals; `cpu_s` is the generator's CPU time since
    then."""

    at_s: float
    sent: int
    answered: int
    received: int
    failed: int
    lag_ms: float
    cpu_s: float
    rss: int
    handles: int


def load_profile_of(name: str) -> type[LoadProfile]:
    """The class that `module:Class` or `path/to/file.py:Class` names. Raises LookupError."""
    where, _, what = name.rpartition(":")
    try:
        if where.endswith(".py"):
            spec = importlib.util.spec_from_file_location(Path(where).stem, where)
            if spec is None or spec.loader is None:
                raise LookupError(f"{where} is not a Python file")
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        else:
            module = importlib.import_module(where)
        found = getattr(module, what)
    except (ImportError, AttributeError, OSError, ValueError) as error:
        raise LookupError(f"there is no {name!r} to load a target with: {error}") from error
    if LoadProfile not in getattr(found, "__mro__", ()):
        raise LookupError(f"{name!r} is not a LoadProfile")
    load_profile: type[LoadProfile] = found
    return load_profile


class Generator:
    """One run of one plan."""

    def __init__(self, plan: Plan) -> None:
        """Nothing is opened yet. Raises LookupError for operations that cannot be loaded, SettingsError."""
        self.plan = plan
        trust(plan.ca_file)
        self.load_profile = load_profile_of(plan.load_profile)(plan.api, plan.ws)
        unknown = set(plan.mix) - set(self.load_profile.effects)
        if unknown:
            can = ", ".join(self.load_profile.effects)
            raise LookupError(f"{min(unknown)} cannot be loaded; this target's operations are: {can}")
        header = Header(
            t=_now(), scenario=plan.run, title="a load run", seed=plan.seed, target=plan.target,
            promises=plan.promises, budgets=plan.budgets,
        )  # fmt: skip
        self.tape = Tape(header, plan.run, dict(self.load_profile.effects))
        self._writer = Writer(plan, self.load_profile, self.tape)
        channels: dict[int, list[str]] = defaultdict(list)
        share, shares = plan.share
        self._rooms = plan.rooms[share::shares]
        for room in self._rooms:
            for user in room.listeners:
                channels[user].append(room.channel)
        device = "load" if shares == 1 else f"load-{share + 1}"
        self.devices = {
            user: Device(
                self.load_profile, self.tape, plan.users[user], tuple(received), device, meanwhile=self._writer.if_due
            )
            for user, received in channels.items()
        }
        self.begins: asyncio.Future[int] | None = None
        self.start = 0
        self._seconds: list[Second] = []
        self._cpu = 0.0
        self._troubles: list[str] = []

    # the run

    async def run(self) -> dict[str, Any]:
        """Execute the plan; returns the generator's figures, including the cost of opening all sockets
        (`opened_cpu_s`, resident bytes before and after). The received events are in the buffer. Raises OSError, and
        NotAnsweredError if a user could not connect before the schedule began."""
        begun_rss, begun_cpu = _rss(), time.process_time()
        self._grant()
        await self._everybody_connects()
        opened_rss, opened_cpu = _rss(), time.process_time() - begun_cpu
        users, writer = len(self.plan.users), self._writer
        await writer.pool.warm(users if self.plan.think_s is not None else min(_AT_ONCE, users))
        writer.prepare()
        gc.collect()
        gc.freeze()
        gc.disable()
        self.start = await self._told_to_begin()
        if self.plan.outages:
            for device in self.devices.values():
                device.returns = True
        others = [asyncio.create_task(self._each_second(time.process_time()))]
        others += [asyncio.create_task(self._away(one)) for one in self.plan.absences if one.user in self.devices]
        others += [asyncio.create_task(self._paused(one)) for one in self.plan.pauses if one.user in self.devices]
        await writer.write(self.start, {room.channel for room in self._rooms})
        await self._until(self.start + round(self.plan.seconds * 1e9))
        await asyncio.gather(*others[1:])
        await self._answered()
        cpu, wall = time.process_time() - self._cpu, (_now() - self.start) / 1e9
        others[0].cancel()
        gc.enable()
        gc.unfreeze()
        await self._settle()
        self.tape.row(End(outcome="passed", tolerance_ms=self.plan.tolerance_ms), _now())
        await writer.pool.close()
        return {
            "start": self.start, "cpu_s": cpu, "wall_s": wall, "connections": writer.pool.opened,
            "seconds": self._seconds, "troubles": self._troubles, "opened_cpu_s": opened_cpu,
            "begun_rss": begun_rss, "opened_rss": opened_rss,
        }  # fmt: skip

    def _grant(self) -> None:
        for caller in self.plan.users:
            for channel in caller.also:
                self.tape.row(Grant(person=caller.person, phase="done", channel=channel, w="set-up"), _now())
        for room in self._rooms:
            for user in dict.fromkeys((*room.listeners, *room.writers, *room.allowed)):
                person = self.plan.users[user].person
                self.tape.row(Grant(person=person, phase="done", channel=room.channel, w="set-up"), _now())

    async def _everybody_connects(self) -> None:
        limit = asyncio.Semaphore(_AT_ONCE if not self.plan.connect_per_s else len(self.devices))
        begun = _now()

        async def connect(number: int, device: Device) -> None:
            if self.plan.connect_per_s:
                await self._until(begun + round(number / self.plan.connect_per_s * 1e9))
            async with limit:
                await device.connect()

        async with asyncio.TaskGroup() as group:
            for number, device in enumerate(self.devices.values()):
                group.create_task(connect(number, device))

    async def _told_to_begin(self) -> int:
        """Announce that everything is ready, and wait for a line with the start time of the schedule."""
        self.begins = asyncio.get_running_loop().create_future()
        sys.stdout.write(READY + "\n")
        sys.stdout.flush()
        return await self.begins

    def begin(self, line: bytes) -> None:
        """Parse the parent's line: at this number of ns of this machine's clock, or after this many (+). Raises
        ValueError if it is not a number."""
        if self.begins is not None and not self.begins.done():
            self.begins.set_result(int(line) + (_now() if line.startswith(b"+") else 0))

    # around it

    async def _away(self, absence: Absence) -> None:
        device = self.devices[absence.user]
        await self._until(self.start + round(absence.leaves * 1e9))
        try:
            await device.leave(absence.how)
            await self._until(self.start + round(absence.returns * 1e9))
            await device.connect(resume=absence.resume)
        except NotAnsweredError as error:
            self._troubles.append(str(error))

    async def _paused(self, pause: Pause) -> None:
        device = self.devices[pause.user]
        await self._until(self.start + round(pause.stops * 1e9))
        device.pause()
        await self._until(self.start + round(pause.goes_on * 1e9))
        device.go_on()

    async def _each_second(self, cpu: float) -> None:
        await self._until(self.start)
        self._cpu = cpu = time.process_time()
        writer = self._writer
        for second in itertools.count(1):
            await self._until(self.start + second * 1_000_000_000)
            writer.pool.sweep()
            line = Second(
                at_s=round((_now() - self.start) / 1e9, 3), sent=writer.sent, answered=writer.answers,
                received=len(self.tape.times), failed=writer.failures, lag_ms=round(writer.late_ns / 1e6, 3),
                cpu_s=round(time.process_time() - cpu, 3), rss=_rss(), handles=_handles(),
            )  # fmt: skip
            self._seconds.append(line)
            sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
            sys.stdout.flush()

    async def _answered(self) -> None:
        while self._writer.waits:
            await asyncio.sleep(_POLL_S)
            self._writer.pool.sweep()

    async def _settle(self) -> None:
        """Wait for reconnecting users and outstanding events, at most for the loss deadline after the last answer;
        then make a round trip on each connection."""
        self._troubles += [text for device in self.devices.values() if (text := await device.is_back())]
        until = max([_now(), *self.tape.answered]) + round(self.plan.budgets.loss_ms * 1e6)
        received = -1
        while _now() < until:
            if len(self.tape.times) != received:
                received = len(self.tape.times)
                if not outstanding(self.tape.columns()):
                    break
            await asyncio.sleep(_POLL_S)
        since = _now()
        await asyncio.sleep(self.plan.promises.drain_ms / 1_000)
        listening = [device for device in self.devices.values() if device.is_open]
        answers = await asyncio.gather(*(device.round_trip() for device in listening))
        told = list(zip(listening, answers, strict=True))
        self.tape.row(
            Settled(
                how="drain", since=since, channels=tuple(room.channel for room in self._rooms),
                answered=tuple(device.conn for device, answered in told if answered),
                silent=tuple(device.conn for device, answered in told if not answered),
            ),
            _now(),
        )  # fmt: skip

    async def _until(self, t: int) -> None:
        await asyncio.sleep(max(0, t - _now()) / 1e9)


def _handles() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir()) if sys.platform == "linux" else 0


def _rss() -> int:
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
