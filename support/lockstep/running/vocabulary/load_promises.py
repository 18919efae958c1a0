"""The promises about a load: each function checks its last run, or the verdicts of all runs.

Times are judged by the percentile of all measurements, with the machine's tolerance added to the budget; if budgets
are only reported, times are reported and never fail. Lost, duplicated and leaked events, errors, memory and handles
always count. Errors: AssertionError if a promise is broken, UnknownError if evidence is missing, InvalidError if the
machine was too slow; unknown and invalid are not passed.
"""

import math
import threading
import time

import psutil

from lockstep.load.results.metrics import MB, budget_of
from lockstep.load.results.result import Judgement, Measure
from lockstep.recordings.clock_tolerance import INVALID_MS
from lockstep.running.errors import InvalidError, UnknownError
from lockstep.running.scene.load_run import Load, Say

_HANDLES = 10
_AGAIN_S = 0.05


def within(load: Load, say: Say, measure: Measure, share: float) -> None:
    """This percentage is within the budget."""
    result, tolerance = load.last, load.tolerance
    if not len(result.samples[measure]):
        raise AssertionError(f"nothing of this kind happened, so no promise on {measure} was kept")
    limit = budget_of(measure, load.header.budgets) + tolerance
    judged = result.percentile(measure, share, limit)
    if tolerance > INVALID_MS and judged.outcome != "holds":
        why = f"the machine needs {tolerance:.0f} ms for an empty round trip"
        judged = Judgement("invalid", judged.value_ms, f"{judged.text}; {why}")
    _demand(load, say, judged)


def saturation_point(load: Load, say: Say, least: float) -> None:
    """The saturation point is not lower than promised."""
    invalid = (load.beyond or load.last).invalid
    text = f"{load.saturation_point:.0f} writes a second were within the budgets, at least {least:g} are promised"
    if load.saturation_point >= least:
        _demand(load, say, Judgement("holds", None, text))
    else:
        _demand(
            load, say, Judgement("invalid" if invalid else "violated", None, f"{text}{invalid and '; '}{invalid}")
        )


def few_errors(load: Load) -> None:
    """The share of failed requests is within its budget."""
    result = load.last
    if not result.measured:
        raise AssertionError("no request was made, so none can have succeeded")
    if load.fails_too_often(result):
        kinds = ", ".join(f"{count} × {word}" for word, count in result.errors.items())
        raise AssertionError(
            f"{result.error_share * 100:.2f} % of {result.measured} requests failed ({kinds}), the budget is"
            f" {load.settings.error_rate_threshold:g} %"
        )


def none_failed_since(load: Load, say: Say) -> None:
    """No request failed that was due after the last outage was over, and there was one."""
    since = load.last.since_outages
    if since is None:
        raise UnknownError("no fault affected the backend, so nothing is known about the time after one")
    if not since.due:
        text = "the backend was back so late that no request was due any more"
        _demand(load, say, Judgement("unknown", None, text))
    if since.failed:
        raise AssertionError(f"{since.failed} of {since.due} requests failed that were due after it was back")


def verdict(load: Load, *properties: str) -> None:
    """The target promises at least one of these properties, and those that it promises hold on everything received.
    Raises AssertionError with the witness, UnknownError."""
    found = [one for one in load.verdicts() if one.property in properties]
    gone = [trouble for result in load.results for trouble in result.troubles]
    if gone and "P1" in properties:
        raise AssertionError(f"{len(gone)} lost a connection and with it the events still to come: {gone[0]}")
    for verdict in found:
        why = verdict.witnesses[0].text if verdict.witnesses else verdict.reason
        if verdict.outcome == "violated":
            raise AssertionError(f"{verdict.property} {verdict.name} is violated: {why}")
        if verdict.outcome == "unknown":
            raise UnknownError(f"{verdict.property} {verdict.name} is unknown: {why}")
    if not any(verdict.outcome == "holds" for verdict in found):
        raise UnknownError(f"nothing was received on which {' or '.join(properties)} could be judged")


def everybody_back(load: Load, say: Say) -> None:
    """Everyone who was disconnected has reconnected, each within the recovery budget."""
    result = load.last
    if result.troubles:
        raise AssertionError("; ".join(result.troubles[:5]))
    times, budget = result.samples["recovery"], load.header.budgets.recovery_ms + load.tolerance
    if not len(times):
        raise AssertionError("nobody reconnected")
    slowest = float(times.max())
    text = f"the slowest of {len(times)} returns took {slowest:.1f} ms, the limit is {budget:g} ms"
    if not math.isfinite(slowest):
        raise AssertionError(text)
    _demand(load, say, Judgement("holds" if slowest <= budget else "violated", slowest, text))


def little_memory(load: Load) -> None:
    """The backend's memory grew by no more than its budget, from before the load to its end."""
    used = load.last.backend
    if used is None:
        raise UnknownError("the backend's memory cannot be seen: it was not started by this run")
    grown, budget = (used.memory_last - used.memory_first) / MB, load.settings.memory_usage_threshold
    if grown > budget:
        raise AssertionError(f"the backend's memory grew by {grown:.1f} MB, the budget is {budget} MB")


def handles_back(load: Load) -> None:
    """The backend has released its handles, except a few, at the latest when the loss deadline has passed."""
    used, pid = load.last.backend, load.target.pid() if load.target else None
    if used is None or pid is None:
        raise UnknownError("the backend's handles cannot be seen: it was not started by this run")
    until, tick = time.monotonic() + load.header.budgets.loss_ms / 1_000, threading.Event()
    while (now := _handles(pid)) > used.handles_first + _HANDLES:
        if time.monotonic() >= until:
            raise AssertionError(f"the backend has {now} handles after the load, it had {used.handles_first} before")
        tick.wait(_AGAIN_S)


def _demand(load: Load, say: Say, judged: Judgement) -> None:
    load.note(say, f"load: {judged.outcome}: {judged.text}")
    if load.settings.budgets != "gate" or judged.outcome == "holds":
        return
    if judged.outcome == "violated":
        raise AssertionError(judged.text)
    raise (InvalidError if judged.outcome == "invalid" else UnknownError)(judged.text)


def _handles(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        return sum(one.num_fds() for one in (process, *process.children(recursive=True)))
    except psutil.NoSuchProcess as error:
        raise UnknownError("the backend's handles cannot be seen: it has ended") from error
