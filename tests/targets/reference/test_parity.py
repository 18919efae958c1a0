"""Whatever the reference backend offers over both API and socket stands in the feature on that, on both ways."""

from pathlib import Path

from behave.parser import parse_file
from lockstep.targets.reference.operations import COMMANDS, WRITES

from tests.quality.tree import ROOT

STEPS = {
    "post_message": ('posts "Either way"', 'tries to post "May I?"'),
    "post_thread_message": ('writes "Blue" in the thread', 'tries to write "Red after all" in the thread'),
    "set_status": ('status to "busy"', 'tries to set her status to "asleep"'),
}
"""Of each operation the beginnings of the steps in which it is accepted, and rejected."""


def test_each_is_accepted_and_rejected_on_both_ways() -> None:
    assert set(STEPS) == COMMANDS.keys() & WRITES.keys(), "give the new one rows in features/sync/parity.feature"
    feature = parse_file(str(Path(ROOT / "features/sync/parity.feature")))
    written = [step.name for one in feature.walk_scenarios() for step in one.steps]
    for steps in STEPS.values():
        for part in steps:
            ways = {name.rpartition(" over the ")[2] for name in written if part in name and " over the " in name}
            assert ways == {"API", "socket"}, part
