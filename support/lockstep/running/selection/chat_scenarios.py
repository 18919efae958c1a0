"""Which scenarios are about chatrooms and messages, so that a backend of something else skips them with that reason.

They are recognised by the definitions of their steps, which are the suite's own: steps that others wrote are never
taken for chat, whatever their words.
"""

import inspect
from pathlib import Path

from behave.model import Scenario
from behave.runner import the_step_registry

from lockstep.settings.locations import suite_folder
from lockstep.targets.base import Target

FILES = frozenset({"chatrooms", "crowds", "devices", "messages", "presence", "rights", "threads"})
"""The files of step definitions that are about chat."""
SETUP = frozenset({"in_chatroom", "in_chatroom_too", "has_added", "has_removed"})
"""Definitions of the file `people` that open or change a chatroom."""


LOADED = frozenset({"people_in_rooms", "promised_people"})
"""Definitions of the file `load` that fill chatrooms with people."""


def no_chat(scenario: Scenario, target: Target) -> str:
    """Why the scenario cannot be executed on a target without chat; empty if it can."""
    if target.chats or not is_about_chat(scenario):
        return ""
    return f"target {target.name} has no chatrooms and messages"


def is_about_chat(scenario: Scenario) -> bool:
    """Whether a step of it is one of the suite's own about chatrooms and messages; of no use before the definitions
    are loaded."""
    return any(_is_chat(step) for step in scenario.all_steps)


def _is_chat(step: object) -> bool:
    match = the_step_registry.find_match(step)
    if match is None:
        return False
    defined = inspect.unwrap(match.func)
    file, name = Path(defined.__code__.co_filename).resolve(), defined.__name__
    if file.parent != (suite_folder() / "steps").resolve():
        return False
    return file.stem in FILES or name in {"people": SETUP, "load": LOADED}.get(file.stem, frozenset())
