"""Lose-on-reconnect: the first event after a return is gone."""

import pytest

from tests.relay.plants.returns import returned

pytestmark = pytest.mark.anyio


async def test_the_first_event_after_a_return_is_lost() -> None:
    arrived, report = await returned("lose-on-reconnect")
    assert arrived == [1, 2, 4]
    assert (report["occasions"], report["effects"]) == (1, 1)
