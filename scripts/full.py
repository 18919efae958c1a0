"""The long form of all checks, written as one page: `scripts/full`.

Lint, unit tests, the acceptance tests with two seeds, once with each plant, which must be caught by the property
that it states and by none but those that may fall with it, and once against a backend that was started beforehand,
as a user's own would be. The page is `reports/full.md`, the output of each part lies beside it in `reports/full/`.
Exit code 0 if everything came out as expected, 1 if something did not.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from support.relay.plants.registry import PLANTS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "reports" / "full.md"
PARTS = ROOT / "reports" / "full"
SEEDS = (1, 2)


class Part(NamedTuple):
    """One part that was run, and why it did not come out as expected (empty: it did)."""

    name: str
    seconds: float
    last_line: str
    amiss: str


def main() -> int:
    """Run every part, write the page; returns the exit code."""
    parts: list[Part] = []
    for part in run_all():
        parts.append(part)
        print(f"{part.name}: {part.amiss or 'as expected'} ({part.seconds:.0f} s)", flush=True)
        PAGE.write_text(page(parts), encoding="utf-8")
    return 1 if any(part.amiss for part in parts) else 0


def run_all() -> Iterator[Part]:
    """Every part, one after the other."""
    yield run("lint", "scripts/lint")
    yield run("unit tests", "scripts/test")
    for seed in SEEDS:
        yield acceptance(f"acceptance, seed {seed}", "-D", f"seed={seed}")
    for name in PLANTS:
        yield planted(name)
    with backend() as addresses:
        yield acceptance("acceptance, a backend started beforehand", environ=addresses)


def run(name: str, *command: str, expected: int = 0, environ: Mapping[str, str] | None = None) -> Part:
    """Run a part whose exit code must be `expected`; its output goes to a file of its own."""
    PARTS.mkdir(parents=True, exist_ok=True)
    output = PARTS / f"{slug(name)}.txt"
    begun = time.monotonic()
    with output.open("w", encoding="utf-8") as file:
        code = subprocess.run(
            command,
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environ or {})},
            check=False,
        ).returncode
    lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    amiss = "" if code == expected else f"exit code {code}, expected {expected}"
    return Part(name, time.monotonic() - begun, lines[-1] if lines else "", amiss)


def acceptance(name: str, *arguments: str, expected: int = 0, environ: Mapping[str, str] | None = None) -> Part:
    """Run the acceptance tests with reports of their own."""
    reports = f"reports={(PARTS / slug(name)).relative_to(ROOT)}"
    return run(name, "scripts/acceptance", "-D", reports, *arguments, expected=expected, environ=environ)


def planted(plant: str) -> Part:
    """Run the acceptance tests with a plant: they must turn red, by the property that the plant states."""
    name = f"acceptance, plant {plant}"
    part = acceptance(name, "-D", f"plant={plant}", "-D", f"seed={SEEDS[0]}", expected=1)
    if part.amiss:
        return part
    told = json.loads((PARTS / slug(name) / "summary.json").read_text(encoding="utf-8"))
    violated = {one["property"] for one in told["properties"] if one["outcome"] == "violated"}
    expected = PLANTS[plant].breaks
    strangers = violated - {expected, *PLANTS[plant].may_fall}
    amiss = [told["stopped"]] if told["stopped"] else []
    amiss += [f"{expected} was not violated"] if expected not in violated else []
    amiss += [f"{', '.join(sorted(strangers))} fell, which it should not break"] if strangers else []
    return part._replace(amiss="; ".join(amiss))


@contextmanager
def backend() -> Iterator[dict[str, str]]:
    """A backend in its own process, and the environment variables that point to it."""
    command = [sys.executable, "-m", "support.reference", "--port", "0", "--set", "password_cost=8"]
    with (PARTS / "backend.txt").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            told = process.stdout.readline() if process.stdout else ""
            if not told.startswith("ready "):
                raise SystemExit("The backend did not start: reports/full/backend.txt tells why.")
            ready = json.loads(told.removeprefix("ready "))
            yield {"API_BASE_URL": ready["api"], "WEBSOCKET_URL": ready["ws"]}
        finally:
            process.terminate()
            process.wait(timeout=30)


def page(parts: list[Part]) -> str:
    """The page for what has been run so far."""
    git = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    amiss = [part for part in parts if part.amiss]
    lines = [
        "# Everything, once",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}, {machine}.",
        "",
        f"{len(parts) - len(amiss)} of {len(parts)} parts came out as expected.",
        "",
        "| part | came out | seconds | last line |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {part.name} | {part.amiss or 'as expected'} | {part.seconds:.0f} | {part.last_line} |" for part in parts
    ]
    return "\n".join(lines) + "\n"


def slug(name: str) -> str:
    """The name as a file's name."""
    return "-".join(name.replace(",", " ").split())


if __name__ == "__main__":
    sys.exit(main())
