"""How much of the suite an adapter reaches."""

from lockstep.running.selection.reach import Reach, reach_of, suite_needs
from lockstep.targets.needs import NEEDS

SCENARIOS = [[], ["edit"], ["edit"], ["delete", "edit"], ["delete"], ["faults"], ["typing", "threads"], ["service"]]


def test_what_is_reached_and_what_one_more_need_adds() -> None:
    assert reach_of(frozenset(), SCENARIOS) == Reach(2, 7, (("edit", 2), ("delete", 1)))
    assert reach_of(frozenset({"edit"}), SCENARIOS) == Reach(4, 7, (("delete", 2),))


def test_it_is_told_with_what_it_calls_for() -> None:
    lines = reach_of(frozenset({"edit"}), SCENARIOS).lines()
    assert lines[0].split() == ["reaches", "4", "of", "7", "scenarios", "of", "the", "suite"]
    assert lines[1].startswith("one more   delete: 2 more (messages are deleted, which is announced; delete_message")


def test_more_needs_than_are_told_are_counted() -> None:
    lines = reach_of(frozenset(), [[name] for name in sorted(NEEDS)]).lines()
    assert len(lines) == 7
    assert "more needs; docs/needs.md lists all" in lines[-1]


def test_the_needs_of_the_suite_are_those_of_the_table() -> None:
    found = suite_needs()
    assert len(found) > 300
    assert {need for needs in found for need in needs} <= NEEDS.keys()
