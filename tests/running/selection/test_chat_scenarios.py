"""Scenarios about chat are told by the suite's own definitions, and by nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from behave.parser import parse_feature
from behave.runner import the_step_registry
from lockstep.running.definitions import parameter_types
from lockstep.running.definitions.catalogue import load_steps
from lockstep.running.selection import chat_scenarios
from lockstep.running.selection.chat_scenarios import no_chat
from lockstep.steps.packs import CHAT

from tests.quality.tree import FEATURES, ROOT

OWN = """from lockstep.running.vocabulary.step_decorators import when

@when("{person:Name} posts a letter in the chatroom")
def in_chatroom(context, person):
    pass
"""


@pytest.fixture(autouse=True)
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_step_registry, "steps", {"given": [], "when": [], "then": [], "step": []})
    parameter_types.register()


def reason(text: str, *, chats: bool = False) -> str:
    (scenario,) = parse_feature(f"Feature: a\n  Scenario: b\n    {text}\n").walk_scenarios()
    target: Any = SimpleNamespace(name="orders", chats=chats)
    return no_chat(scenario, target)


def test_the_suites_own_steps_are_recognised() -> None:
    load_steps([FEATURES / "steps"], ROOT)
    told = "target orders has no chatrooms and messages"
    assert reason('Given Ana and Ben are in the chatroom "design"') == told
    assert reason("When Ana posts 3 messages over the API") == told
    assert reason("Given Ana works for a company") == ""
    assert reason('Given Ana and Ben watch message "A7"') == ""
    assert reason("When Ana posts 3 messages over the API", chats=True) == ""


def test_steps_that_others_wrote_are_not(tmp_path: Any) -> None:
    (tmp_path / "messages.py").write_text(OWN)
    load_steps([tmp_path], tmp_path)
    assert reason("When Ana posts a letter in the chatroom") == ""
    assert reason("When something unknown") == ""


def test_the_files_are_those_of_the_pack() -> None:
    assert set(CHAT) == chat_scenarios.FILES


def test_a_scenario_is_about_chat_whatever_the_target() -> None:
    load_steps([FEATURES / "steps"], ROOT)
    (scenario,) = parse_feature(
        "Feature: a\n  Scenario: b\n    When Ana posts 3 messages over the API\n"
    ).walk_scenarios()
    assert chat_scenarios.is_about_chat(scenario)
