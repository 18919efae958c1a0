"""`python -m benchmarks [W1 W2 W3 W4 suite] [--rounds N] [--scale X] [--no-peers] [--page]`

Runs the works, all by default: in each round every tool once, the order turned by one from round to round. Writes
`reports/benchmarks.json` and, with `--page`, the table in `benchmarks/README.md`. Exit codes: 0 done; 2 something
that is needed is missing, in one sentence.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from benchmarks import engine, floors, page, peers, suite
from benchmarks.measure import Reading, Row, ToolError, rows_of, spend
from benchmarks.server import server

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".benchmarks"
WORKS = ("W1", "W2", "W3", "W4")
_USERS, _ROOMS, _SOCKETS = 100, 10, 10_000
_ECHOES, _PUBLISHED, _POSTED = 50, 1_000.0, 200.0
_SCENARIOS = 200
_SIZE = "200"
Tool = Callable[[], Reading]


class Report(msgspec.Struct):
    """What `reports/benchmarks.json` holds; `load` is the machine's load average before and after."""

    machine: str
    cores: int
    load: tuple[float, float]
    rounds: int
    scale: float
    rows: list[Row]
    suite: suite.Cost | None
    left_out: list[str]


class Session:
    """One server, and the tools that work against it."""

    def __init__(self, port: int, scale: float, *, with_peers: bool) -> None:
        """Nothing runs yet. Raises ToolError where a floor cannot be made."""
        self.port, self.scale = port, scale
        self.floor = floors.floor(CACHE)
        self.left_out: list[str] = []
        self._starts: dict[tuple[str, str], float] = {}
        self._publishers: list[subprocess.Popen[bytes]] = []
        self.peers: list[tuple[peers.Peer, Path]] = []
        for peer in peers.PEERS if with_peers else ():
            try:
                self.peers.append((peer, peer.install(CACHE)))
            except ToolError as error:
                self._leave_out(str(error))

    def work(self, work: str, rounds: int) -> list[Row]:
        """All rounds of one work. Raises ToolError where the floor or the engine cannot do it."""
        tools = self._tools(work)
        names, done = list(tools), []
        for number in range(rounds):
            turned = names[number % len(names) :] + names[: number % len(names)]
            readings: dict[str, Reading] = {}
            for name in turned:
                if name in tools:
                    self._try(work, name, tools, readings)
            done.append({name: readings[name] for name in names if name in readings})
        return rows_of(work, names[0], done)

    def _try(self, work: str, name: str, tools: dict[str, Tool], readings: dict[str, Reading]) -> None:
        _say(f"{work}: {name} …")
        try:
            readings[name] = tools[name]()
        except ToolError as error:
            if name in list(tools)[:2]:
                raise
            self._leave_out(f"{work}: {error}")
            del tools[name]
        finally:
            for publisher in self._publishers:
                publisher.wait()
            self._publishers.clear()

    def _tools(self, work: str) -> dict[str, Tool]:
        port, scale = self.port, self.scale
        own: dict[str, dict[str, Tool]] = {
            "W1": {
                "wrk": lambda: floors.wrk(CACHE, port, _USERS, 5 * scale),
                "lockstep": lambda: engine.posts(port, _USERS, 5 * scale),
            },
            "W2": {
                "C": lambda: self._floor("receive", _USERS, _ROOMS, self._events, begun=self._begin(self._posts)),
                "lockstep": lambda: engine.receives(
                    port, _USERS, _ROOMS, self._events, seconds=5 * scale, begin=self._begin(self._posts)
                ),
            },
            "W3": {
                "C": lambda: self._floor("job", _USERS, _ROOMS, _POSTED, 10 * scale),
                "lockstep": lambda: engine.job(port, _USERS, _ROOMS, _POSTED, 10 * scale),
            },
            "W4": {
                "C": lambda: self._floor("hold", _SOCKETS),
                "lockstep": lambda: engine.holds(port, _SOCKETS),
            },
        }
        tools = own[work]
        for peer, program in self.peers:
            if work in peer.works:
                tools[peer.name] = partial(self._peer, peer, program, work)
        return tools

    @property
    def _posts(self) -> int:
        return round(_PUBLISHED * 5 * self.scale)

    @property
    def _events(self) -> int:
        return self._posts * (_USERS // _ROOMS)

    def _job(self, work: str) -> peers.Job:
        match work:
            case "W1":
                return peers.Job(work, self.port, _USERS, count=max(1, round(_ECHOES * self.scale)))
            case "W2":
                return peers.Job(work, self.port, _USERS, _ROOMS, rate=_PUBLISHED, seconds=5 * self.scale)
            case _:
                return peers.Job(work, self.port, _USERS, _ROOMS, rate=_POSTED, seconds=10 * self.scale)

    def _peer(self, peer: peers.Peer, program: Path, work: str) -> Reading:
        job = self._job(work)
        if (peer.name, work) not in self._starts:
            started = peers.run(peer, program, CACHE, peers.idle(job), self._begin)
            self._starts[peer.name, work] = started.cpu_s
        found = peers.run(peer, program, CACHE, job, self._begin)
        cpu_s = max(0.0, found.cpu_s - self._starts[peer.name, work])
        if work == "W1":  # a closed loop's latencies say nothing of a tool's truth
            return Reading(found.n, cpu_s, lost=found.lost)
        return msgspec.structs.replace(found, cpu_s=cpu_s)

    def _begin(self, count: int) -> Callable[[], None]:
        command = [str(self.floor), "publish", str(self.port), str(count), str(_PUBLISHED), str(_ROOMS), _SIZE]
        return lambda: self._publishers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))

    def _floor(self, *words: str | float, begun: Callable[[], None] | None = None) -> Reading:
        command = [str(self.floor), str(words[0]), str(self.port), *(str(word) for word in words[1:])]
        return floors.reading(spend(command, begun=begun).text)

    def _leave_out(self, why: str) -> None:
        self.left_out.append(why)
        _say(f"left out: {why}")


def main(arguments: list[str]) -> int:
    """Do it; the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark", allow_abbrev=False)
    parser.add_argument("works", nargs="*", metavar="WORK", help=f"of {', '.join(WORKS)} and suite; all by default")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="of every length; 0.2 for a look")
    parser.add_argument("--no-peers", action="store_true", help="floors and this engine alone")
    parser.add_argument("--page", action="store_true", help="put the table into benchmarks/README.md")
    given = parser.parse_args(arguments)
    works = given.works or [*WORKS, "suite"]
    unknown = [work for work in works if work not in (*WORKS, "suite")]
    if unknown or given.rounds < 1 or given.scale <= 0:
        parser.error(f"no such work: {unknown[0]}" if unknown else "rounds and scale must be above 0")
    try:
        report = measure(works, given.rounds, given.scale, with_peers=not given.no_peers)
    except ToolError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    told = ROOT / "reports" / "benchmarks.json"
    told.parent.mkdir(exist_ok=True)
    told.write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    sys.stdout.write(page.table(report) + "\n")
    if given.page:
        page.put(Path(__file__).parent / "README.md", page.table(report))
    return 0


def measure(works: list[str], rounds: int, scale: float, *, with_peers: bool) -> Report:
    """Run the works. Raises ToolError."""
    _raise_handles()
    before, rows, left_out = os.getloadavg()[0], [], []
    asked = [work for work in WORKS if work in works]
    if asked:
        with server() as port:
            session = Session(port, scale, with_peers=with_peers)
            for work in asked:
                rows += session.work(work, rounds)
            left_out = session.left_out
    own = suite.cost(_SCENARIOS, rounds) if "suite" in works else None
    load = (round(before, 2), round(os.getloadavg()[0], 2))
    return Report(platform.machine(), os.cpu_count() or 1, load, rounds, scale, rows, own, left_out)


def _raise_handles() -> None:
    """W4 needs a handle a socket."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
