"""The required minimum of a target: what a run against it must have executed, so that "passes" cannot mean "skipped".

An adapter names scenarios in `held`, and a number in `minimum`. A scenario it names that was selected must have been
executed, with all its rows; and if at least that many scenarios were selected, as in every complete run, that many
must have been executed. Otherwise the run is an error (2) that says what is missing. A test checks that the names
exist. Scenarios that were not reached because the run ended early already have that reason.
"""

from lockstep.reporting.results import RunResult
from lockstep.targets.base import Target

_NAMED = 5


def shortfall(target: Target, run: RunResult) -> str:
    """A sentence on what should have been executed but was skipped; empty if nothing is missing."""
    skipped = [one for one in run.final() if one.status == "skipped"]
    missing = sorted({one.name for one in skipped} & target.held)
    if missing:
        told = "; ".join(missing[:_NAMED]) + (f"; and {len(missing) - _NAMED} more" if len(missing) > _NAMED else "")
        return f"scenarios required of target {target.name} were skipped: {told}"
    selected = len(run.final())
    if selected >= target.minimum > selected - len(skipped):
        return (
            f"only {selected - len(skipped)} of {selected} scenarios were executed on target {target.name}, whose"
            f" adapter requires {target.minimum}: see why the others were skipped"
        )
    return ""
