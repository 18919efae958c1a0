"""Verdicts of several histories."""

from lockstep.checks.verdicts import Outcome, Verdict, worst


def verdict(property_: str, outcome: Outcome, instances: int) -> Verdict:
    return Verdict(property=property_, name="a name", outcome=outcome, instances=instances)


def test_the_worst_verdict_of_each_property_has_the_instances_of_all() -> None:
    first = [verdict("P10", "holds", 3), verdict("P2", "unknown", 1)]
    second = [verdict("P10", "not applicable", 0), verdict("P2", "violated", 2)]
    assert worst([first, second]) == [verdict("P2", "violated", 3), verdict("P10", "holds", 3)]
    assert worst([]) == []
