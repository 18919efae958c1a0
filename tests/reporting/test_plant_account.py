import json
from pathlib import Path
from typing import Any

from lockstep.reporting.plant_account import merge_plants


def account(path: Path, effects: int, first: int | None, **more: Any) -> Path:
    told = {
        "name": "drop", "options": {"every": 2}, "occasions": 10, "effects": effects, "first_ns": first,
        "last_ns": first, "examples": [{"t": first}] if first else [],
        "traffic": {"connections": 3, "unread": {"a": 1}, **more},
    }  # fmt: skip
    path.write_text(json.dumps(told), "utf-8")
    return path


def test_effects_add_up_and_options_do_not(tmp_path: Path) -> None:
    files = [account(tmp_path / "a", 2, 70), account(tmp_path / "b", 0, None), account(tmp_path / "c", 1, 50)]
    merged = merge_plants([*files, tmp_path / "missing"], tmp_path / "plant.json")
    assert merged == json.loads((tmp_path / "plant.json").read_text("utf-8"))
    assert merged == {
        "name": "drop", "options": {"every": 2}, "occasions": 30, "effects": 3, "first_ns": 50, "last_ns": 70,
        "examples": [{"t": 70}, {"t": 50}], "traffic": {"connections": 9, "unread": {"a": 3}},
    }  # fmt: skip


def test_keys_that_only_one_has_are_kept(tmp_path: Path) -> None:
    files = [account(tmp_path / "a", 0, None), account(tmp_path / "b", 0, None, lost=4)]
    merged = merge_plants(files, tmp_path / "plant.json")
    assert merged is not None
    assert merged["traffic"] == {"connections": 6, "unread": {"a": 2}, "lost": 4}


def test_without_a_plant_there_is_no_account(tmp_path: Path) -> None:
    assert merge_plants([tmp_path / "missing"], tmp_path / "plant.json") is None
    assert not (tmp_path / "plant.json").exists()
