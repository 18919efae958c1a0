"""The required minimum of a target: what a run against it must have executed, so that "passes" cannot mean "skipped".

An adapter names scenarios in `held`. A scenario it names that was selected must have been executed, with all its
rows. How many must have been executed if at least that many were selected, as in every complete run, is stated in one
file for the package's own targets (`lockstep.targets.minima`), and by any other adapter in `minimum`. Otherwise the
run is an error (2) that says what is missing. A test checks that the names exist. Scenarios that were not reached
because the run ended early already have that reason.
"""

from lockstep.reporting.results import RunResult
from lockstep.targets.base import Target
from lockstep.targets.minima import least_executed

_NAMED = 5


def shortfall(target: Target, run: RunResult) -> str:
    """A sentence on what should have been executed but was skipped; empty if nothing is missing."""
    skipped = [one for one in run.final() if one.status == "skipped"]
    missing = sorted({one.name for one in skipped} & target.held)
    if missing:
        told = "; ".join(missing[:_NAMED]) + (f"; and {len(missing) - _NAMED} more" if len(missing) > _NAMED else "")
        return f"scenarios required of target {target.name} were skipped: {told}"
    selected = len(run.final())
    least = least_executed(target)
    if selected >= least > selected - len(skipped):
        return (
            f"only {selected - len(skipped)} of {selected} scenarios were executed on target {target.name}, of which"
            f" {least} are required: see why the others were skipped"
        )
    return ""
