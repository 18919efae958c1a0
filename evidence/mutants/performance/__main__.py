"""`python -m evidence.mutants.performance NAME --port 0 [...]` starts a mutant; `... prove [NAME ...]` proves the
suite.

To prove is to run, on each mutant, the scenario that promises what it breaks, and to see a step fail that
says so; then the same scenarios on the backend itself, which must pass. What was measured is printed below each.
Exit code 0: every mutant was found, and nothing else was; 1: not so; 2: there is no such mutant. A machine too busy
to judge makes times invalid, which proves nothing: that is told, measured again, twice at most, and then is 1. Where
the step is not one of times (errors, memory), times are only reported, so that it is found on a busy machine too.
"""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lockstep.reference.__main__ import main

from evidence.mutants.mutant import Mutant

_TOGETHER = "a hundred people receive each other's messages in time"
_ANSWERS, _DELIVERIES = (
    "99 % of answers arrive within the answer budget",
    "deliveries arrive within the delivery budget",
)
_BROKEN = "a backend that is killed under load and restarted loses nothing"
PROMISES: dict[str, tuple[str, tuple[str, ...]]] = {
    "cold_after_restart": (_BROKEN, ("no request fails once the backend is back",)),
    "collapses_under_fanout": (
        "a message reaches a hundred listeners in time",
        (f"99 % of {_DELIVERIES}", "90 % of answers arrive within the answer budget"),
    ),
    "errors_under_load": ("a burst is delivered in time", ("the error rate is within its budget",)),
    "every_hundredth_late": (_TOGETHER, (f"99.5 % of {_DELIVERIES}",)),
    "forgets_the_first_missed": (_BROKEN, ("no delivery is lost",)),
    "leaves_out_the_last": ("a burst is delivered in time", (f"99 % of {_DELIVERIES}",)),
    "lets_one_go": ("a burst is delivered in time", ("no delivery is lost",)),
    "one_second_stall": (_TOGETHER, (_ANSWERS, f"99.5 % of {_DELIVERIES}")),
    "slow_leak": (
        "memory stays within its budget, and no handle stays open",
        ("the backend's memory growth is within its budget",),
    ),
}
"""Of each mutant the scenario that must find it, by one of these steps; the first to fail ends a scenario."""
SECONDS = 8
AGAIN = 2
_ROOT = Path(__file__).resolve().parents[3]
_ADAPTER = '''"""The reference backend with a mistake."""

import sys

from lockstep.clients.api import tls_context
from lockstep.targets.base import Target
from lockstep.targets.reference import ReferenceTarget
from pathlib import Path


class ThisMutant(ReferenceTarget):
    def __init__(self, **settings: str) -> None:
        super().__init__("", "", tls=tls_context(), log=Path(__file__).parent / "backend.log", **settings)

    def _command(self, port: int) -> list[str]:
        return [sys.executable, "-m", "evidence.mutants.performance", {name!r}, *super()._command(port)[4:]]

    def variant(self, **settings: str) -> Target:
        return type(self)(**settings)
'''


def load(name: str) -> Mutant:
    """The mutant of this name."""
    mutant: Mutant = importlib.import_module(f"evidence.mutants.performance.{name}").MUTANT
    return mutant


def play(scenario: str, steps: tuple[str, ...], mutant: str = "") -> dict[str, Any]:
    """Run a scenario against a mutant, or against the backend itself; what the summary says of it."""
    with TemporaryDirectory(prefix="lockstep-prove-") as folder:
        command = [sys.executable, "-m", "behave", "features/performance", "-n", f"^{scenario}( -- .*)?$"]
        command += ["-D", f"reports={folder}/reports", "-D", f"duration={SECONDS}", "-D", "seed=1"]
        command += ["-D", f"budgets={'gate' if ' arrive within ' in steps[0] else 'report'}"]
        if mutant:
            adapter = Path(folder) / "adapter.py"
            adapter.write_text(_ADAPTER.format(name=mutant), encoding="utf-8")
            command += ["-D", f"target={adapter}"]
        subprocess.run(command, cwd=_ROOT, capture_output=True, check=False)
        summary = json.loads((Path(folder) / "reports" / "summary.json").read_text(encoding="utf-8"))
        one: dict[str, Any] = summary["scenarios"][0] if summary["scenarios"] else {"status": "not run", "steps": []}
        return one


def prove(names: list[str]) -> int:
    """Prove it of these mutants, and say so, a line each."""
    code = 0
    for name in names:
        scenario, steps = PROMISES[name]
        result = _judged(scenario, steps, name)
        failing = [one["name"] for one in result["steps"] if one["status"] == "failed"]
        code = code if result["status"] == "failed" and set(failing) & set(steps) else 1
        _tell(name, result)
    for scenario, steps in {PROMISES[name][0]: PROMISES[name][1] for name in names}.items():
        result = _judged(scenario, steps)
        code = code if result["status"] == "passed" else 1
        _tell(f"the backend itself, {scenario}", result)
    return code


def _judged(scenario: str, steps: tuple[str, ...], mutant: str = "") -> dict[str, Any]:
    result = play(scenario, steps, mutant)
    for _ in range(AGAIN):
        if result["status"] != "invalid":
            break
        _tell(f"{mutant or 'the backend itself'}, to be measured again", result)
        result = play(scenario, steps, mutant)
    return result


def start(arguments: list[str]) -> int:
    """Start a mutant, or prove; the exit code."""
    name, *rest = arguments or [""]
    if name == "prove" and set(rest) <= set(PROMISES):
        return prove(rest or list(PROMISES))
    if name not in PROMISES:
        sys.stderr.write(
            f"python -m evidence.mutants.performance: {' '.join(arguments)!r} is no mutant; there are"
            f" {', '.join(PROMISES)}.\n"
        )
        return 2
    load(name).apply()
    return main(rest, prog=f"python -m evidence.mutants.performance {name}")


def _tell(what: str, result: dict[str, Any]) -> None:
    _say(f"{what}: {result['status']} {result.get('message', '')}")
    for line in result.get("notes", ()):
        _say(f"    {line}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
