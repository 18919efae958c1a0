from types import SimpleNamespace
from typing import Any

import pytest
from behave.tag_expression.builder import TagExpressionProtocol, make_tag_expression
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.selection.stages import STAGES, select_stage


def config(stage: str | None, tags: str = "") -> Any:
    return SimpleNamespace(
        stage=stage,
        steps_dir=f"{stage}_steps",
        environment_file=f"{stage}_environment.py",
        tag_expression=make_tag_expression(tags, TagExpressionProtocol.V2),
    )


@pytest.mark.parametrize("stage", STAGES)
def test_steps_and_hooks_stay_the_suites_own(stage: str) -> None:
    chosen = config(stage)
    select_stage(chosen)
    assert (chosen.steps_dir, chosen.environment_file) == ("steps", "environment.py")


@pytest.mark.parametrize(
    ("stage", "tags", "carried", "runs"),
    [
        ("smoke", "", ["smoke"], True),
        ("smoke", "", ["sync"], False),
        ("sync", "", ["connection"], True),
        ("security", "", ["privacy"], True),
        ("sync", "", ["journey"], False),
        ("final", "", ["journey"], True),
        ("final", "", [], True),
        ("sync", "not @slow", ["sync", "slow"], False),
        ("sync", "@smoke or @slow", ["connection", "slow"], True),
        ("sync", "@smoke or @slow", ["recovery", "slow"], False),
        (None, "@smoke", ["smoke"], True),
    ],
)
def test_the_tags_are_narrowed(stage: str | None, tags: str, carried: list[str], runs: bool) -> None:
    chosen = config(stage, tags)
    select_stage(chosen)
    assert bool(chosen.tag_expression.evaluate(carried)) is runs


def test_without_a_stage_nothing_changes() -> None:
    chosen = config(None)
    select_stage(chosen)
    assert chosen.steps_dir == "None_steps"


def test_an_unknown_stage() -> None:
    with pytest.raises(EnvironmentFaultError, match=r"unknown stage 'syncc': the stages are smoke, sync"):
        select_stage(config("syncc"))
