"""`python -m lockstep.running.definitions.feature_reader ROOT [--folder=NAME] [--steps]`: what the feature files of
a project hold, as JSON.

They are read as by the runner: the same parser, the same guards, the same ids, line for line; nothing is executed.
They are below `features/`, or the folder that is named. With `--steps` the project's step definitions are loaded, and
a step that matches none is a flaw. Exit code 0, even if
there are flaws: they are part of the result.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import msgspec
from behave.model import Scenario
from behave.model_type import FileLocation
from behave.runner import the_step_registry

from lockstep.clients.tls import tls_context
from lockstep.reporting.places import relative
from lockstep.running.definitions.catalogue import load_steps
from lockstep.running.definitions.retelling import told
from lockstep.running.definitions.step_arguments import unread_arguments
from lockstep.running.selection.chat_scenarios import is_about_chat
from lockstep.running.selection.each_resource import HEADING, chosen_names
from lockstep.running.selection.feature_index import Flaw, Reading, Written
from lockstep.running.selection.feature_texts import read_features
from lockstep.running.selection.guards import findings
from lockstep.running.selection.scenario_id import row_of, rule_of, scenario_id, tags_of, title_of, written_name
from lockstep.running.selection.sources import feature_files
from lockstep.settings import SettingsError, load
from lockstep.targets.base import TargetFaultError
from lockstep.targets.registry import make_target


def read_here(root: Path, *, steps: bool, within: str = "features") -> Reading:
    """The contents of the feature files of the folder `within` a project. Raises OSError, and any exception of step
    modules."""
    folder = root / within
    places = [FileLocation(str(file)) for file in feature_files(folder)]
    read = read_features(places, None, root, declared_names())
    flaws = [_flaw(sentence) for sentence in (*read.sentences, *findings(read.features, read.files, None, root))]
    scenarios = [one for feature in read.features for one in feature.walk_scenarios()]
    if steps:
        load_steps([folder / "steps"], root)
        flaws += _undefined(scenarios, root)
        flaws += [_flaw(sentence) for sentence in unread_arguments(read.features, root)]
    return Reading(scenarios=tuple(_written(one, root) for one in scenarios), flaws=tuple(flaws))


def declared_names() -> tuple[str, ...]:
    """The resources of the target in the settings; none where these, or the target, cannot be used: a run says so."""
    try:
        settings = load(os.environ, {})
        target = make_target(settings, tls_context(), settings.reports)
    except (SettingsError, TargetFaultError):
        return ()
    return chosen_names(target.resources)


def _undefined(scenarios: Iterable[Scenario], root: Path) -> Iterator[Flaw]:
    known: set[tuple[str, int]] = set()
    for step in (step for one in scenarios for step in one.all_steps):
        place = relative(step.filename, root), step.line
        if place not in known and the_step_registry.find_match(step) is None:
            known.add(place)
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
        gherkin=told(scenario),
        promises=tuple(step.name for step in scenario.steps if step.step_type == "then"),
        resource=row_of(scenario).get(HEADING, ""),
        chat=is_about_chat(scenario),
    )


def _flaw(sentence: str) -> Flaw:
    """A guard's sentence without its place."""
    found = re.match(r"(?P<path>.*?\.feature)(?::(?P<line>\d+))?: (?P<reason>.*)", sentence, re.DOTALL)
    if found is None:
        return Flaw(path="", line=0, reason=sentence)
    return Flaw(path=found["path"], line=int(found["line"] or 0), reason=found["reason"])


def main(arguments: list[str]) -> int:
    """Read and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="feature_reader", allow_abbrev=False)
    parser.add_argument("root", type=Path)
    parser.add_argument("--folder", default="features")
    parser.add_argument("--steps", action="store_true")
    given = parser.parse_args(arguments)
    with redirect_stdout(sys.stderr):  # output of step files is not part of the result
        reading = read_here(given.root, steps=given.steps, within=given.folder)
    sys.stdout.buffer.write(msgspec.json.encode(reading))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
