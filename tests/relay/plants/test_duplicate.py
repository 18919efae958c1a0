"""Duplicate: the event comes twice, bit for bit, one right after the other."""

import pytest

from tests.relay.rig import control, event, heard

pytestmark = pytest.mark.anyio


async def test_the_second_of_three_comes_twice_by_default() -> None:
    sent = [event("chatroom:7", 1), event("chatroom:7", 2), control("ack"), event("chatroom:7", 3)]
    arrived, report = await heard("duplicate", sent)
    assert arrived == b"".join([sent[0], sent[1], *sent[1:]])
    assert (report["occasions"], report["effects"]) == (3, 1)
