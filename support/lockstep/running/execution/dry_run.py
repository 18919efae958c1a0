"""The output of a dry run: what it read, and its findings.

Scenarios without rows and rows of outlines are counted separately, since each of them runs once. Steps are those of
the feature files, without the one that the runner appends.
"""

from collections.abc import Iterable, Sequence

from behave.model import Feature, Scenario, ScenarioOutline

from lockstep.running.execution.final_step import FINAL_STEP


def dry_run_lines(features: Sequence[Feature], selected: Sequence[Scenario], undefined: int) -> list[str]:
    """A line on what was read, one on what is selected, and one on undefined steps."""
    outlines = [one for feature in features for one in feature.walk_scenarios(with_outlines=True)]
    outlines = [one for one in outlines if isinstance(one, ScenarioOutline)]
    every = [one for feature in features for one in feature.walk_scenarios()]
    in_outlines = {id(row) for outline in outlines for row in outline.scenarios}
    files = len({one.filename for one in selected})
    return [
        f"read: {counted(len(features), 'feature')}, {_held(every, in_outlines)}",
        f"selected: {counted(files, 'feature')}, {_held(selected, in_outlines)}",
        f"undefined: {counted(undefined, 'step')}; nothing was run, and no report was written",
    ]


def counted(number: int, what: str) -> str:
    """Such as "1 step", "12 steps"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _held(scenarios: Iterable[Scenario], in_outlines: set[int]) -> str:
    found = list(scenarios)
    rows = sum(id(one) in in_outlines for one in found)
    steps = sum(1 for one in found for step in one.all_steps if step.name != FINAL_STEP)
    return f"{counted(len(found) - rows, 'scenario')}, {counted(rows, 'example row')}, {counted(steps, 'step')}"
