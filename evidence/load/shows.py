"""`python -m evidence.load.shows [stall] [starved] [scale]`: what a load engine must get right, shown on real runs.

    stall    the reference backend stands still for 1 s inside 20 s of 100 writes a second. From due times, the
             percentile p of the answers must be what is left of the stall, 1 s - (1 - p) * 20 s, and at most the
             answering of what has piled up before it (its number times the median answer) more. A closed model of as
             many writes waits while the backend does, and hardly sees it.
    starved  the generator itself is stopped for a while, again and again: the result is invalid.
    scale    histories of 10,000, 100,000 and 1,000,000 deliveries to 100 sessions in 50 channels, with returns, are
             judged: under a minute, under 1 GB, and the time for each delivery stays about the same.

Minutes, and timed, so it is no unit test. Exit code 0: all as it must be; 1: not; 2: there is no such show.
"""

import asyncio
import os
import resource
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psutil
from lockstep.history.rows import Budgets
from lockstep.load.columnar.columns import load
from lockstep.load.columnar.judge import judge
from lockstep.load.distribution.run import run
from lockstep.load.plan import Plan, Shape
from lockstep.load.population import assemble
from lockstep.load.results.result import LoadResult, percentile
from lockstep.targets.reference import ReferenceTarget

from tests.load.ledger import healthy

STALL_S, SECONDS, RATE = 1.0, 20.0, 100.0
SHARES = (96.0, 97.0, 98.0, 99.0)
NEAR_MS = 15.0
STOP_S, EVERY_S = 0.06, 0.5
SIZES = (10_000, 100_000, 1_000_000)
SESSIONS, CHANNELS, LONGEST_S, MOST_MB, GROWTH = 100, 50, 60.0, 1_000.0, 2.0
Say = Callable[[str], Any]


@contextmanager
def stage() -> Iterator[tuple[ReferenceTarget, Callable[..., Plan]]]:
    """The reference backend with forty people in four rooms, and what makes plans for them."""
    loop = asyncio.new_event_loop()
    with tempfile.TemporaryDirectory(prefix="lockstep-shows-") as folder:
        log = Path(folder) / "backend.log"
        target = ReferenceTarget("", "", tls=ssl.create_default_context(), log=log, password_cost="8")
        try:
            loop.run_until_complete(target.start())
            crowd = loop.run_until_complete(assemble(target, 40, 4, seed=1, name="shows"))

            def plan(**changes: Any) -> Plan:
                values: dict[str, Any] = {
                    "load_profile": target.load_profile, "api": target.api_base_url, "ws": target.websocket_url,
                    "run": f"run{os.urandom(4).hex()}", "seed": 1, "users": crowd.callers, "rooms": crowd.rooms,
                    "shapes": (Shape(seconds=SECONDS, rate=RATE),), "promises": target.promises, "budgets": Budgets(),
                }  # fmt: skip
                return Plan(**(values | changes))

            yield target, plan
        finally:
            loop.run_until_complete(target.stop())
            loop.close()


def stop_for_a_while(pid: int, seconds: float) -> None:
    """Let a process stand still."""
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


def during(plan: Plan, at_s: tuple[float, ...], act: Callable[[], None]) -> LoadResult:
    """Run a plan, and do something at these seconds of it."""
    reached = threading.Semaphore(0)
    over = threading.Event()

    def follow() -> None:
        reached.acquire()
        begun = time.monotonic() - 1  # it was told when a second had passed
        for at in at_s:
            if over.wait(max(0.0, begun + at - time.monotonic())):
                return
            act()

    def a_second_is_over(line: str) -> None:
        del line
        reached.release()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        return run(plan, tell=a_second_is_over)
    finally:
        over.set()
        reached.release()
        thread.join()


def stall(say: Say) -> bool:
    """A stall in an open and in a closed model."""
    with stage() as (target, plan):
        pid = target.pid()
        if pid is None:
            raise RuntimeError("the backend was not started by this")

        def stand_still() -> None:
            stop_for_a_while(pid, STALL_S)

        opened = during(plan(), (10.0,), stand_still)
        alone = tuple(msgspec.structs.replace(room, writers=room.writers[:1]) for room in plan().rooms)
        closed = during(plan(rooms=alone, think_s=len(alone) / RATE), (10.0,), stand_still)
    good = not opened.invalid
    median = percentile(opened.samples["api"], 50) or 0.0
    say(f"stall: {STALL_S:g} s of {SECONDS:g} s, {RATE:g} writes a second; {opened.invalid or 'the result is valid'}")
    for share in SHARES:
        told, waited = (percentile(one.samples["api"], share) or 0.0 for one in (opened, closed))
        after = (1 - share / 100) * SECONDS  # how long after the stall began that write was due
        least = (STALL_S - after) * 1_000
        most = least + after * RATE * median
        good = good and least - NEAR_MS <= told <= most + NEAR_MS and waited < least / 2
        say(
            f"  p{share:g} of the answers: {told:.0f} ms, must be {least:.0f} to {most:.0f} ms; a closed model tells"
            f" {waited:.1f} ms"
        )
    return good


def starved(say: Say) -> bool:
    """A generator that cannot keep its schedule."""
    own = psutil.Process()

    def stop_it() -> None:
        for child in own.children():
            if "lockstep.load" in child.cmdline():
                stop_for_a_while(child.pid, STOP_S)

    moments = tuple(1.5 + number * EVERY_S for number in range(8))
    with stage() as (_, plan):
        shapes = (Shape(seconds=6.0, rate=RATE),)
        result, free = during(plan(shapes=shapes), moments, stop_it), run(plan(shapes=shapes))
    say(f"starved: {result.invalid or 'valid, though the generator stood still'}")
    say(f"  left alone: {free.invalid or 'valid'}")
    return bool(result.invalid) and not free.invalid


def scale(say: Say) -> bool:
    """Judging, each size in a process of its own."""
    costs = []
    good = True
    with tempfile.TemporaryDirectory(prefix="lockstep-shows-") as folder:
        for size in SIZES:
            file = Path(folder) / f"{size}.npz"
            healthy(writes=size // (SESSIONS // 2), absences=40, size=(SESSIONS, CHANNELS)).save(file)
            command = [sys.executable, "-m", "evidence.load.shows", "judge", str(file)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            count, took, most, broken = (float(word) for word in told.split())
            costs.append(took / count)
            good = good and not broken and took < LONGEST_S and most < MOST_MB
            each = took / count * 1e6
            say(f"scale: {count:,.0f} deliveries judged in {took:.2f} s, {each:.2f} us each, {most:.0f} MB")
    return good and costs[-1] <= costs[1] * GROWTH


def judge_one(file: Path) -> str:
    """How many deliveries, seconds, MB at most, and verdicts that are not as they must be."""
    columns = load(file)
    begun = time.perf_counter()
    verdicts = judge(columns)
    took = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    return f"{len(columns.a_t)} {took} {most} {sum(one.outcome == 'violated' for one in verdicts)}"


SHOWS: dict[str, Callable[[Say], bool]] = {"stall": stall, "starved": starved, "scale": scale}


def main(names: list[str]) -> int:
    """Show them; the exit code."""

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    if names[:1] == ["judge"]:
        say(judge_one(Path(names[1])))
        return 0
    if not set(names) <= set(SHOWS):
        sys.stderr.write(f"python -m evidence.load.shows: there are {', '.join(SHOWS)}, not {' '.join(names)!r}\n")
        return 2
    shown = [SHOWS[name](say) for name in names or SHOWS]
    return 0 if all(shown) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
