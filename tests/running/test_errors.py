import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.running.errors import PLAIN, EnvironmentFaultError, RunStoppedError, UnknownError, ViolatedError
from lockstep.targets.base import TargetFaultError

from tests.reporting.made import HOLDS, VIOLATED, WITNESS

UNKNOWN = Verdict(property="P8", name="contiguity", outcome="unknown", instances=4, reason="nothing settled")


def test_a_violation_tells_its_smallest_witness() -> None:
    error = ViolatedError([HOLDS, VIOLATED, UNKNOWN])
    assert str(error) == f"P1 no loss is violated (1 of 2): {WITNESS}"
    assert error.verdicts == (HOLDS, VIOLATED, UNKNOWN)
    assert isinstance(error, AssertionError)


def test_unknown_tells_why() -> None:
    assert str(UnknownError([HOLDS, UNKNOWN])) == "P8 contiguity is unknown: nothing settled"
    assert str(UnknownError("Ben was never connected")) == "Ben was never connected"
    assert not isinstance(UnknownError("x"), AssertionError)


def test_a_verdict_that_gives_no_reason_is_said_to() -> None:
    bare = Verdict(property="P1", name="no loss", outcome="violated")
    assert str(ViolatedError([bare])) == "P1 no loss is violated: no reason was given"


@pytest.mark.parametrize("error", [RunStoppedError("x"), EnvironmentFaultError("x"), TargetFaultError("x")])
def test_sentences_that_stand_alone(error: Exception) -> None:
    assert isinstance(error, PLAIN)
