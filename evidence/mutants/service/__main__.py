"""`python -m evidence.mutants.service prove [NAME ...]` proves the suite on mistaken services. Each is started like
the service itself: `python -m evidence.mutants.service.NAME --port 0 [...]`.

To prove is to run, against each mistaken service, the scenario that promises what it breaks, and to see it fail in
the step that says so; then the same scenarios against the service as it is, which must pass. Exit code 0: every
mistake was found there, and nothing else was; 1: not so; 2: there is no such mutant.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROMISES: dict[str, tuple[str, str, str]] = {
    "cancelled_runs_on": (
        "features/management/ending.feature",
        "running and waiting executions are cancelled, and nothing remains",
        'Max sees that "a long trial" was cut short',
    ),
    "guests_may_execute": (
        "features/management/executing.feature",
        "a guest cannot execute a scenario",
        "the request is rejected with 403",
    ),
    "live_tells_twice": (
        "features/management/live.feature",
        "early, late and returning watchers receive the same events",
        'Max receives "a trial" from start to end, every event once and in order',
    ),
}
"""Of each mutant the feature and the scenario that must find it, and the step that says so."""
_ROOT = Path(__file__).resolve().parents[3]
_BEHAVE = """
import sys
from behave.__main__ import main
from lockstep.running import service

service.MODULE = sys.argv.pop(1)
sys.exit(main(sys.argv[1:]))
"""


def run(name: str, module: str) -> dict[str, Any]:
    """What the scenario that promises what this mutant breaks came to, against the service that the module starts."""
    feature, scenario, _ = PROMISES[name]
    with TemporaryDirectory(prefix="lockstep-proof-") as reports:
        command = [sys.executable, "-c", _BEHAVE, module, feature, "-n", f"^{scenario}$", "-D", f"reports={reports}"]
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
        try:
            told = json.loads((Path(reports) / "summary.json").read_text("utf-8"))
        except FileNotFoundError:
            raise SystemExit(
                f"{name}: behave wrote no summary:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            ) from None
    executed: list[dict[str, Any]] = [one for one in told["scenarios"] if one["status"] not in {"skipped", "not run"}]
    if len(executed) != 1:
        raise SystemExit(f"{name}: {len(executed)} scenarios were executed, expected one: {scenario}")
    return executed[0]


def prove(names: list[str]) -> int:
    """Run all of it; the exit code."""
    amiss = 0
    for name in names or sorted(PROMISES):
        found = run(name, f"evidence.mutants.service.{name}")
        said = (found["first_failing"] or {}).get("step", "nothing")
        right = found["status"] == "failed" and PROMISES[name][2] in said
        healthy = run(name, "lockstep.management")
        amiss += not right or healthy["status"] != "passed"
        verdict = "found" if right else "NOT FOUND"
        sys.stdout.write(f"{name}: {verdict} ({found['status']} at: {said}); as it is: {healthy['status']}\n")
        sys.stdout.flush()
    return 1 if amiss else 0


def main(arguments: list[str]) -> int:
    """Do what is asked; the exit code."""
    name, *rest = arguments or [""]
    if name == "prove" and not set(rest) - set(PROMISES):
        return prove(rest)
    sys.stderr.write(
        f"python -m evidence.mutants.service: {' '.join(arguments)!r} is no mutant; "
        f"there are {', '.join(PROMISES)}.\n"
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
