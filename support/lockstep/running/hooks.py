"""The hooks of `features/environment.py`: open the suite, give each scenario its scene, clean up after it.

A scenario's own steps are over when its last step begins: it waits until the system is quiet, lets everybody read
what they may see, writes the `end` and judges every property, unless the adapter broke: then nothing can be said of
the product. Clean-up follows and is verified; leftovers are entered in the scenario's record or, at the end of the
run, raised, and fail the run. A backend that died stops the run, even if it belonged to one scenario only: its death
is not a fault that the scenario declared, and the same cause may kill the next backend.
"""

from collections.abc import Sequence
from functools import partial
from typing import Literal

from behave.model import Scenario, Step
from behave.model_type import Status

from lockstep.running.errors import (
    EnvironmentFaultError,
    OutdatedError,
    RunStoppedError,
    UnknownError,
    ViolatedError,
)
from lockstep.running.execution.known_defects import gone_sentence, showing_in
from lockstep.running.scene.live_metrics import LiveMetrics
from lockstep.running.scene.suite import Suite
from lockstep.running.selection.chat_scenarios import no_chat
from lockstep.running.selection.each_resource import NEEDS_EACH, unmet
from lockstep.running.vocabulary import reconnection
from lockstep.running.vocabulary.step_decorators import Context
from lockstep.targets.needs import lacking, met_by

NEEDS = "needs."
FAULTS = "faults"
SERVICE = "service"
UNKNOWN = "unknown."


def before_all(context: Context) -> None:
    """Open the suite, report the target's health, and where data comes from."""
    context.suite = Suite(context.settings, context.worker, context.features_folder / "fixtures")
    for row in context.suite.open():
        context.say(f"{row.part}: {row.detail}")
    context.say(f"data: {context.suite.data}")


def before_scenario(context: Context, scenario: Scenario) -> None:
    """Skip a scenario whose needs the target does not meet; otherwise begin a scene."""
    target = context.suite.target
    if why := unmet(scenario, target.resources, target.name) or no_chat(scenario, target):
        scenario.skip(why)
        return
    needs = [tag for tag in scenario.effective_tags if tag.startswith(NEEDS) and not tag.startswith(NEEDS_EACH)]
    missing = [tag.removeprefix(NEEDS) for tag in needs]
    faulty, service = FAULTS in missing, SERVICE in missing
    missing = lacking(missing, met_by(target))
    if faulty and not missing and (why := context.suite.why_no_faults()):
        scenario.skip(why)
        return
    if service and (why := context.suite.why_no_service()):
        scenario.skip(why)
        return
    if missing:
        scenario.skip(f"target {target.name} has no {', '.join(missing)}")
        return
    record = context.record
    context.scene = context.suite.scene(record.scenario_id, scenario.name, record.attempt)
    context.scene.faults.wanted = faulty
    record.masker = context.scene.recorder.masker
    record.history, record.timings = context.scene.recorder.path, context.scene.timings
    record.live_metrics = LiveMetrics(context.scene)
    load = context.scene.load
    load.beside = partial(_tell_beside, context)
    record.notes, record.metrics, record.files = load.notes, load.metrics, load.files


def before_step(context: Context, step: Step) -> None:
    """A When that follows another keyword begins an act."""
    before = context.step_type if "step_type" in context else ""
    if step.step_type == "when" and before != "when":
        context.scene.act_begins()
    context.step_type = step.step_type
    context.current_step = step
    vars(step)["ran_as"] = ""


def _tell_beside(context: Context, sentence: str) -> None:
    """Report next to the step what really ran, if that differs from the step's text."""
    step = context.current_step
    vars(step)["ran_as"] = "; ".join(filter(None, (vars(step)["ran_as"], sentence)))
    context.scene.load.note(context.say, f'load: "{step.keyword} {step.name}" ran as {sentence}')


def every_promise_held(context: Context) -> None:
    """The last step: settle, let everybody read, end, judge. Raises ViolatedError, UnknownError, RunStoppedError."""
    outcome = _outcome(context.scenario)
    context.record.notes += context.scene.waited()
    amiss = context.scene.faults.end_all()
    stop_if_gone(context, suspicious=outcome != "passed", amiss=amiss)
    scene = context.scene
    scene.settle()
    scene.read_everything()
    scene.end(outcome)
    if (broke := scene.adapter_broke()) is not None:
        raise broke
    verdicts = context.record.verdicts = scene.judge()
    reconnection.measure(scene)
    bad = [verdict.outcome for verdict in verdicts if verdict.outcome in {"violated", "unknown"}]
    stop_if_gone(context, suspicious=bool(bad))
    target = context.suite.target
    known = showing_in(context.scenario, target.known_defects, verdicts)
    context.record.known = known.shown
    counted = [verdict for verdict in verdicts if verdict.property not in known.excused]
    if any(verdict.outcome == "violated" for verdict in counted):
        raise ViolatedError(counted)
    if known.gone:
        raise OutdatedError("; ".join(gone_sentence(defect, target.name) for defect in known.gone))
    if amiss and outcome == "passed":
        raise EnvironmentFaultError("; ".join(amiss))
    allowed = {tag.removeprefix(UNKNOWN) for tag in context.scenario.effective_tags if tag.startswith(UNKNOWN)}
    unknown = [verdict for verdict in verdicts if verdict.outcome == "unknown" and verdict.property not in allowed]
    if unknown:
        raise UnknownError(unknown)


def _outcome(scenario: Scenario) -> Literal["passed", "failed", "error"]:
    failed = [step.status for step in scenario.all_steps if step.has_failed()]
    if not failed:
        return "passed"
    return "failed" if Status.failed in failed else "error"


def after_scenario(context: Context, scenario: Scenario) -> None:
    """Close and clean up the scene."""
    del scenario
    if "scene" not in context:
        return
    scene = context.scene
    left, kept = scene.close(clean_up=context.settings.cleanup_after_tests)
    context.record.leftovers += left
    context.record.kept += kept


def after_all(context: Context) -> None:
    """Close the suite. Raises EnvironmentFaultError for leftovers, or for a plant that took no effect."""
    amiss = context.suite.close() if "suite" in context else []
    if amiss:
        raise EnvironmentFaultError(" ".join(amiss))


def stop_if_gone(context: Context, *, suspicious: bool, amiss: Sequence[str] = ()) -> None:
    """Raises RunStoppedError when a backend, of the run or of the scenario, is gone without a declared fault.
    `amiss` describes declared faults that did not end as they should."""
    name = context.suite.target.name
    whose, why = f"the backend of target {name}", context.suite.gone(suspicious=suspicious)
    if not why and context.scene.own_is_gone():
        whose, why = f"this scenario's own backend of target {name}", "; ".join(("has died", *amiss))
    if why:
        raise RunStoppedError(
            f"{whose} was lost during this scenario ({why}), so missing events prove nothing, and no other scenario"
            " is run"
        )
