"""The JSON Schema of `lockstep.toml`: what the file may hold is accepted, all else is not."""

from typing import Any

import jsonschema_rs
import pytest
from lockstep.settings.json_schema import json_schema
from lockstep.settings.model import Settings, key_of


def accepts(content: dict[str, Any]) -> bool:
    return bool(jsonschema_rs.is_valid(json_schema(), content))


def test_every_setting_has_its_place() -> None:
    for name in Settings.model_fields:
        within = json_schema()
        for part in key_of(name).split("."):
            within = within["properties"][part]
        assert within["description"]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"target": "reference", "jobs": "auto", "seed": 7, "load_allow_hosts": ["staging.example"]},
        {"target": "mine.py", "jobs": 4, "budgets": "report", "reports": "out"},
        {"load": {"workers": 2}, "management": {"rate": 0.5, "registration": False}},
    ],
)
def test_what_the_file_may_hold_is_accepted(content: dict[str, Any]) -> None:
    assert accepts(content)


@pytest.mark.parametrize(
    "content",
    [
        {"tarket": "reference"},
        {"load": {"worker": 2}},
        {"load__workers": 2},
        {"jobs": 65},
        {"budgets": "gates"},
        {"target": "Mine"},
        {"test_timeout": 0},
    ],
)
def test_all_else_is_refused(content: dict[str, Any]) -> None:
    assert not accepts(content)
