"""On-reconnect: only who comes back is struck, and only where he was before."""

import pytest

from tests.relay.plants.returns import returned

pytestmark = pytest.mark.anyio

ALL = [1, 2, 3, 4]


async def test_another_device_and_another_person_are_left_alone() -> None:
    for other in ("lockstep (Ben; phone)", "lockstep (Ana; laptop)"):
        arrived, report = await returned("lose-on-reconnect", second=other)
        assert (arrived, report["effects"]) == (ALL, 0)


async def test_a_channel_never_heard_before_is_left_alone() -> None:
    arrived, report = await returned("lose-on-reconnect", room="chatroom:8")
    assert (arrived, report["effects"]) == (ALL, 0)


async def test_options_count_the_returns_of_a_device() -> None:
    arrived, report = await returned("lose-on-reconnect:after=1")
    assert (arrived, report["occasions"], report["effects"]) == (ALL, 1, 0)
    arrived, report = await returned("lose-on-reconnect:who=Ana")
    assert (arrived, report["occasions"], report["effects"]) == (ALL, 0, 0)
