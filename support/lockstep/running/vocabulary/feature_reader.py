"""`python -m lockstep.running.vocabulary.feature_reader ROOT [--steps]`: what the feature files of a project hold,
as JSON.

Read as the runner reads them: the same parser, the same guards, the same ids, line for line; nothing is executed.
With `--steps` the project's step definitions are loaded, and a step that matches none is a flaw. Exit code 0, also
where there are flaws: they are part of what was read.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from behave.i18n import languages
from behave.model import Scenario
from behave.model_type import FileLocation
from behave.runner import the_step_registry

from lockstep.reporting.places import relative
from lockstep.running.selection.feature_index import Flaw, Reading, Written
from lockstep.running.selection.feature_texts import read_features
from lockstep.running.selection.guards import findings
from lockstep.running.selection.scenario_id import row_of, rule_of, scenario_id, tags_of, title_of, written_name
from lockstep.running.selection.sources import feature_files
from lockstep.running.vocabulary.catalogue import load_steps


def read_here(root: Path, *, steps: bool) -> Reading:
    """What the feature files below `root` hold. Raises OSError, and whatever step modules raise."""
    folder = root / "features"
    read = read_features([FileLocation(str(file)) for file in feature_files(folder)], None, root)
    flaws = [_flaw(sentence) for sentence in (*read.sentences, *findings(read.features, read.files, None, root))]
    scenarios = [one for feature in read.features for one in feature.walk_scenarios()]
    if steps:
        load_steps([folder / "steps"], root)
        flaws += _undefined(scenarios, root)
    return Reading(scenarios=tuple(_written(one, root) for one in scenarios), flaws=tuple(flaws))


def _undefined(scenarios: Iterable[Scenario], root: Path) -> Iterator[Flaw]:
    told: set[tuple[str, int]] = set()
    for step in (step for one in scenarios for step in one.all_steps):
        place = relative(step.filename, root), step.line
        if place not in told and the_step_registry.find_match(step) is None:
            told.add(place)
            yield Flaw(path=place[0], line=place[1], reason=f'no step definition matches "{step.name}"')


def _written(scenario: Scenario, root: Path) -> Written:
    feature: Any = scenario.feature
    return Written(
        id=scenario_id(scenario, root),
        path=relative(scenario.filename, root),
        line=scenario.line,
        feature=feature.name,
        rule=rule_of(scenario),
        name=written_name(scenario),
        title=title_of(scenario),
        tags=tuple(tags_of(scenario)),
        description="\n".join(scenario.description),
        gherkin="\n".join(_told(scenario)) + "\n",
        promises=tuple(step.name for step in scenario.steps if step.step_type == "then"),
    )


def _told(scenario: Scenario) -> Iterator[str]:
    """The scenario alone as a feature: what would be read from it is this scenario."""
    feature: Any = scenario.feature
    if feature.language != "en":
        yield f"# language: {feature.language}"
    rule = rule_of(scenario)
    if scenario.effective_tags:
        yield " ".join(f"@{tag}" for tag in tags_of(scenario))
    yield f"{feature.keyword}: {feature.name}"
    if rule:
        parent: Any = scenario.parent
        parent = parent if parent.name == rule and parent.type == "rule" else parent.parent
        yield f"\n  {parent.keyword}: {rule}"
    keyword = languages[feature.language]["scenario"][-1] if row_of(scenario) else scenario.keyword
    yield f"\n  {keyword}: {title_of(scenario)}"
    for line in scenario.description:
        yield f"    {line}"
    for step in scenario.all_steps:
        yield f"    {step.keyword} {step.name}"
        if step.text is not None:
            yield from ('      """', *(f"      {line}" for line in str(step.text).splitlines()), '      """')
        if step.table is not None:
            for row in (step.table.headings, *step.table.rows):
                yield f"      | {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    return str(text).replace("\\", "\\\\").replace("|", "\\|")


def _flaw(sentence: str) -> Flaw:
    """A guard's sentence, with its place taken out."""
    found = re.match(r"(?P<path>.*?\.feature)(?::(?P<line>\d+))?: (?P<reason>.*)", sentence, re.DOTALL)
    if found is None:
        return Flaw(path="", line=0, reason=sentence)
    return Flaw(path=found["path"], line=int(found["line"] or 0), reason=found["reason"])


def main(arguments: list[str]) -> int:
    """Read and print; returns the exit code."""
    root, *rest = arguments
    sys.stdout.buffer.write(msgspec.json.encode(read_here(Path(root), steps=rest == ["--steps"])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
