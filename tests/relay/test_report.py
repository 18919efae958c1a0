"""The account is whole, says what it should, and a file that cannot be written is told of."""

import json
from pathlib import Path

import pytest
from lockstep.relay import report
from lockstep.relay.errors import RelayError
from lockstep.relay.parse import parse_plant
from lockstep.relay.plugin import Plugin
from lockstep.relay.traffic import Traffic


def test_the_account_of_a_plant() -> None:
    traffic = Traffic(connections=2, websockets=1, messages=3, undecodable=1)
    traffic.unread["a breach"] += 1
    told = report.account(parse_plant("swap:every=3").plant(), traffic)
    assert {key: told[key] for key in ("name", "breaks", "may_fall", "occasions", "effects", "let_go")} == {
        "name": "swap",
        "breaks": "P7",
        "may_fall": ["P8", "P9", "P10", "P11", "P16"],
        "occasions": 0,
        "effects": 0,
        "let_go": 0,
    }
    assert told["options"] == {
        "every": 3,
        "after": 0,
        "count": 0,
        "who": "",
        "channel": "",
        "kind": "",
        "markers": False,
        "ephemeral": False,
        "wait": 250,
    }
    assert told["traffic"] == {
        "connections": 2,
        "websockets": 1,
        "messages": 3,
        "undecodable": 1,
        "unread": {"a breach": 1},
    }


def test_the_account_without_a_plant() -> None:
    assert report.account(None, Traffic())["name"] is None
    assert report.account(Plugin(), Traffic())["traffic"]["connections"] == 0


def test_the_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "plant.json"
    report.write(file, {"effects": 1})
    report.write(file, {"effects": 2})
    assert json.loads(file.read_text()) == {"effects": 2}
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(RelayError, match=r"nowhere.*cannot be written: No such file or directory"):
        report.write(tmp_path / "nowhere" / "plant.json", {})
