"""Plans: what may not, or cannot, be carried out is refused in one sentence."""

from typing import Any

import msgspec
import pytest
from lockstep.load.plan import Plan, PlanError, Room, Shape, check
from lockstep.targets.load_profile import Caller


def plan(**changes: Any) -> Plan:
    values: dict[str, Any] = {
        "load_profile": "a:B", "api": "http://127.0.0.1:1", "ws": "ws://localhost:1/ws", "run": "r", "seed": 1,
        "users": (Caller("User 1", "1"),), "rooms": (Room("c:1", (0,), (0,)),),
        "shapes": (Shape(seconds=1, rate=1),),
    }  # fmt: skip
    return Plan(**(values | changes))


def test_a_plan_for_this_machine_is_fine() -> None:
    check(plan())
    check(plan(api="http://[::1]:80"))


def test_a_plan_is_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(plan()), type=Plan) == plan()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"api": "http://example.com"}, "LOCKSTEP_LOAD_ALLOW_HOSTS"),
        ({"ws": "ws://10.0.0.1/ws"}, "10.0.0.1"),
        ({"rooms": (Room("c:1", (0,), ()),)}, "the plan has no writer"),
        ({"rooms": (Room("c:1", (0, 1), (0,)),)}, "user 1"),
        ({"shapes": ()}, "rate"),
        ({"shapes": (Shape(seconds=1, rate=0),)}, "rate"),
        ({"warmup_s": 1.0}, "warm-up"),
        ({"mix": {}}, "mix"),
    ],
)
def test_what_cannot_be_done_is_refused(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(PlanError, match=word):
        check(plan(**changes))


def test_a_host_that_is_allowed_by_name_is_allowed() -> None:
    check(plan(api="http://example.com", allow_hosts=("example.com",)))
