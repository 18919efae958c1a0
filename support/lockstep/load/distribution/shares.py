"""One plan on several processes: shares of its rooms, and of its schedule, each executed by a separate generator.

A room belongs to one share, with everyone who writes and listens in it, so that a latency never spans two processes.
A person in rooms of several shares has a connection in each. All get ready first; then the schedule begins in all of
them. They return raw data, which are merged exactly (`merged.py`). Each generator is judged separately: if one was
the bottleneck, the whole run is invalid. There are no more shares than rooms. Errors: PlanError, LoadError.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from lockstep.history.rows import Fault
from lockstep.load.columnar.columns import Columns, load
from lockstep.load.columnar.merged import merged
from lockstep.load.distribution.summary import Own, Tell, conclude, own_of
from lockstep.load.engine.generator import READY, Second
from lockstep.load.plan import Plan, check
from lockstep.load.results.result import LoadError, LoadResult, Usage, generator_bound
from lockstep.processes.children import CHILDREN

LEAD_NS = 500_000_000
_STOP_S = 5.0


class Share:
    """One generator, from its start to its results. Use it as a context manager, which ends it."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        """Start it; `folder` belongs to it alone. Raises OSError."""
        self._asked, self._told = folder / "plan.json", folder / "load.npz"
        self._log = folder / "generator.log"
        self._asked.touch(mode=0o600)  # it contains tokens
        self._asked.write_bytes(msgspec.json.encode(plan))
        with self._log.open("wb") as log:
            self._process = CHILDREN.popen(
                [sys.executable, "-P", "-m", "lockstep.load", "generate", str(self._asked), str(self._told)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip

    def __enter__(self) -> "Share":
        """It runs."""
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._asked.unlink(missing_ok=True)

    def wait_until_ready(self) -> None:
        """Return once everybody is connected. Raises LoadError."""
        if self._line().strip() != READY.encode():
            raise LoadError(self._end())

    def begin(self, when: str) -> None:
        """Start the schedule at a time of this machine's clock, or after this many ns (+). Raises LoadError."""
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(f"{when}\n".encode())
                self._process.stdin.flush()
        except OSError as error:
            raise LoadError(self._end()) from error

    def carry_out(self, tell: Callable[[Second | None], None]) -> tuple[bytes, bytes]:
        """Report each of its seconds, then None; returns its history and its figures, as the bytes of two files.
        Raises LoadError."""
        try:
            while line := self._line():
                tell(msgspec.json.decode(line, type=Second))
            if self._process.wait():
                raise LoadError(self._end())
        finally:
            tell(None)
        return self._told.read_bytes(), self._told.with_suffix(".json").read_bytes()

    def _line(self) -> bytes:
        return b"" if self._process.stdout is None else self._process.stdout.readline()

    def _end(self) -> str:
        code = self._process.wait()
        said = self._log.read_text("utf-8", "replace").strip().splitlines()
        return f"a load generator ended with {code}: {said[-1] if said else 'it printed nothing'}"


def shares(plan: Plan, count: int) -> list[Plan]:
    """The plan for each of this many workers. Raises PlanError."""
    count = max(1, min(count, len(plan.rooms)))
    told = [msgspec.structs.replace(plan, share=(number, count)) for number in range(count)]
    for one in told:
        check(one)
    return told


def share_folder(folder: Path, number: int, count: int) -> Path:
    """The folder of a share's files: a separate one, unless it is the only share."""
    return folder if count == 1 else folder / f"share-{number + 1}"


def conclude_shares(
    plan: Plan,
    handed: Sequence[tuple[bytes, bytes]],
    folder: Path,
    backend: Usage | None,
    faults: Sequence[Fault] = (),
) -> LoadResult:
    """The combined result of the shares; the merged history, with the declared faults, is left in `folder`, beside
    the files of each share."""
    parts: list[Columns] = []
    owns = [own_of(told) for _, told in handed]
    for number, (history, figures) in enumerate(handed):
        path = share_folder(folder, number, len(handed)) / "load.npz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(history)
        path.with_suffix(".json").write_bytes(figures)
        parts.append(load(path))
    columns = merged(parts, [own.start for own in owns])
    columns.add(faults)
    told = folder / "load.npz"
    columns.save(told)
    whole = Own(
        start=owns[0].start,
        cpu_s=sum(own.cpu_s for own in owns),
        wall_s=max(own.wall_s for own in owns),
        connections=sum(own.connections for own in owns),
        seconds=[together(list(row)) for row in zip(*(own.seconds for own in owns), strict=False)],
        troubles=[trouble for own in owns for trouble in own.troubles],
    )
    result = conclude(plan, columns, whole, backend, str(told))
    busiest = max(own.cpu_s / max(own.wall_s, 1e-9) for own in owns)
    usage = msgspec.structs.replace(result.generator, core_share=round(busiest, 3))
    invalid = generator_bound(result.samples["lag"], busiest)
    return msgspec.structs.replace(result, generator=usage, invalid=invalid)


def together(seconds: list[Second]) -> Second:
    """One line of progress from several: sums, except for time and lag, which are the maximum."""
    sums = {
        name: sum(getattr(one, name) for one in seconds)
        for name in ("sent", "answered", "received", "failed", "cpu_s", "rss", "handles")
    }
    most = {name: max(getattr(one, name) for one in seconds) for name in ("at_s", "lag_ms")}
    return Second(**sums, **most)


class Progress:
    """Reports a line whenever every share has reported the same second, and knows when all have ended."""

    def __init__(self, plan: Plan, count: int, tell: Tell | None) -> None:
        """No share has reported yet."""
        self._plan, self._tell = plan, tell
        self._waiting: list[list[Second]] = [[] for _ in range(count)]
        self.running = count

    def add(self, number: int, second: Second | None) -> None:
        """A share's next second; None: it has ended."""
        if second is None:
            self.running -= 1
            return
        self._waiting[number].append(second)
        if all(self._waiting):
            whole = together([seconds.pop(0) for seconds in self._waiting])
            if self._tell is not None:
                failed = f", {whole.failed} failed" if whole.failed else ""
                on = f" on {len(self._waiting)} workers" if len(self._waiting) > 1 else ""
                self._tell(
                    f"load: {whole.at_s:.0f} of {self._plan.seconds:.0f} s{on}, {whole.sent} sent,"
                    f" {whole.answered} answered, {whole.received} received{failed}"
                )
