"""Double-on-reconnect: the first event after a return comes twice."""

import pytest

from tests.relay.plants.returns import returned

pytestmark = pytest.mark.anyio


async def test_the_first_event_after_a_return_comes_twice() -> None:
    arrived, report = await returned("double-on-reconnect")
    assert arrived == [1, 2, 3, 3, 4]
    assert (report["occasions"], report["effects"]) == (1, 1)
