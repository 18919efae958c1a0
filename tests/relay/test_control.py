"""Lines that begin and end network faults, and what is answered."""

import json
from typing import Any

import pytest
from lockstep.relay.control import ANSWER, Control
from lockstep.relay.faults.active import Active


def answers(told: bytes) -> list[dict[str, Any]]:
    return [json.loads(line.removeprefix(ANSWER)) for line in told.splitlines()]


@pytest.mark.anyio
async def test_a_fault_begins_and_ends_however_the_bytes_come() -> None:
    control = Control(Active())
    line = json.dumps({"begin": "half-open", "options": {"who": "Ben"}}).encode()
    assert control.feed(line[:9]) == b""
    assert answers(control.feed(line[9:] + b"\n\n" + b'{"end": 1}\n')) == [
        {"fault": 1},
        {"evidence": "", "delay_ms": 0.0},
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"half-open", "malformed"),
        (b'{"begin": "flood"}', "no network fault is called 'flood'"),
        (b'{"end": 4}', "no network fault 4 is active"),
        (b"{}", "must name a fault to begin or to end"),
        (b'{"stop": 1}', "stop"),
    ],
)
def test_what_cannot_be_done_is_told_and_the_relay_goes_on(line: bytes, why: str) -> None:
    control = Control(Active())
    (told,) = answers(control.feed(line + b"\n"))
    assert why in told["error"]
    assert answers(control.feed(b'{"end": 5}\n')) == [{"error": "no network fault 5 is active"}]
