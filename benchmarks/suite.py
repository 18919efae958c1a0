"""What the suite itself costs: CPU seconds per scenario and per step, by steps that do nothing.

Three runs of behave with the suite's runner, its hooks, its backend, its history and its reports: one scenario; many;
many with more steps. The differences are the cost of a scenario and of a step. CPU holds the backend's, which is made
ready anew for no scenario. Errors: ToolError.
"""

import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.measure import spend

_ROOT = Path(__file__).resolve().parents[1]
_HOOKS = "from features.environment import *\n"
_STEPS = """\
from behave import given

from features.steps.promises import *


@given("nothing happens")
def nothing(context):
    pass
"""


class Cost(msgspec.Struct):
    """CPU milliseconds."""

    start_ms: float
    scenario_ms: float
    step_ms: float
    runs: int


def cost(scenarios: int, rounds: int) -> Cost:
    """The least of so many rounds, for whatever else the machine does can only add. Raises ToolError."""
    starts, each, steps = [], [], []
    for _ in range(rounds):
        one, few, many = _run(1, 5), _run(scenarios, 5), _run(scenarios, 25)
        starts.append(one)
        each.append((few - one) / (scenarios - 1))
        steps.append((many - few) / (scenarios * 20))
    start, scenario, step = (round(min(found) * 1_000, 3) for found in (starts, each, steps))
    return Cost(start, scenario, step, rounds)


def _run(scenarios: int, steps: int) -> float:
    with tempfile.TemporaryDirectory(prefix="lockstep-benchmark-") as name:
        folder = Path(name) / "features"
        (folder / "steps").mkdir(parents=True)
        (folder / "environment.py").write_text(_HOOKS, encoding="utf-8")
        (folder / "steps" / "steps.py").write_text(_STEPS, encoding="utf-8")
        told = "".join(
            f"\n  Scenario: nothing, {number}\n" + "    Given nothing happens\n" * steps
            for number in range(scenarios)
        )
        (folder / "nothing.feature").write_text(f"Feature: nothing\n{told}", encoding="utf-8")
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "behave",
            "-D",
            f"reports={name}/reports",
            "-D",
            "seed=1",
            folder,
        ]
        return spend(command, cwd=_ROOT).cpu_s
