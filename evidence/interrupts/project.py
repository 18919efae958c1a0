"""The project that is run and interrupted: three short scenarios, a small load, hooks that say they had a turn."""

from pathlib import Path

CONFIG = """\
[behave]
runner = lockstep
default_format = lockstep
tag_expression_protocol = strict
show_skipped = false
[behave.runners]
lockstep = lockstep.running.runner:LockstepRunner
[behave.formatters]
lockstep = lockstep.reporting.console.formatter:ConsoleFormatter
"""
STEPS = "import lockstep.steps.chat\n"
HOOKS = """\
import os
from pathlib import Path

import lockstep.running.environment


def note(what):
    with Path(os.environ["TURNS"]).open("a") as turns:
        turns.write(f"{what}\\n")


def before_all(context):
    note("before_all")


def before_scenario(context, scenario):
    note("before_scenario")


def after_scenario(context, scenario):
    note("after_scenario")


def after_all(context):
    note("after_all")
"""
MESSAGES = """\
@sync
Feature: messages arrive

  Background:
    Given Ana and Ben are in the chatroom "design"

  Scenario: three messages
    When Ana posts 3 messages over the API
    Then Ben receives the 3 messages once each, in order

  Scenario: one's own message
    When Ana posts "Shall we begin?" over the API
    Then Ana receives the message once

  Scenario: a burst
    When Ana posts 100 messages over the API
    Then Ben receives the 100 messages once each, in order
"""
LOAD = """\
@performance @needs.load @timeout.120
Feature: messages arrive under load

  Scenario: a small load
    Given 10 people in 2 chatrooms
    When they post 20 messages a second for 5 seconds
    Then no delivery is lost
"""


def make(folder: Path) -> Path:
    """Write it; its folder."""
    features = folder / "features"
    (features / "steps").mkdir(parents=True, exist_ok=True)
    texts = {
        folder / "behave.ini": CONFIG,
        features / "environment.py": HOOKS,
        features / "messages.feature": MESSAGES,
        features / "load.feature": LOAD,
        features / "steps" / "vocabulary.py": STEPS,
    }
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    return folder
