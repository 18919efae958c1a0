"""Drop: the event is gone, all else is bit for bit what it was."""

import pytest
from websockets.frames import Opcode

from tests.relay.rig import control, event, frame, heard

pytestmark = pytest.mark.anyio


async def test_the_second_of_three_is_lost_by_default() -> None:
    sent = [control("ack"), event("chatroom:7", 1), event("chatroom:7", 2), control("pong"), event("chatroom:7", 3)]
    arrived, report = await heard("drop", sent)
    assert arrived == b"".join(sent[:2] + sent[3:])
    assert (report["occasions"], report["effects"]) == (3, 1)


async def test_an_event_in_fragments_is_lost_whole_and_the_ping_between_them_stays() -> None:
    whole = event("chatroom:7", 1)
    text = whole[4:] if whole[1] == 126 else whole[2:]
    ping = frame("?", Opcode.PING)
    fragments = [frame(text[:9], fin=False), ping, frame(text[9:], Opcode.CONT)]
    arrived, report = await heard("drop:every=1", [frame("before"), *fragments, frame("after")])
    assert arrived == frame("before") + ping + frame("after")
    assert report["effects"] == 1
