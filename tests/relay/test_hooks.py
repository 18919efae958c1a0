"""What plug-ins are given: messages that know their event, and hooks that pass everything on."""

import pytest

from support.clients.dialects.base import Frame
from support.relay.hooks import Message, Plug
from tests.relay.rig import command, event, frame, rig

CONTROL = Frame(kind="ack", event=False, channel="chatroom:7")
HOMELESS = Frame(kind="said", event=True)
SAID = Frame(kind="said", event=True, channel="chatroom:7")


@pytest.mark.parametrize(
    ("frames", "found"),
    [((), None), ((CONTROL,), None), ((HOMELESS,), None), ((CONTROL, HOMELESS, SAID), SAID)],
)
def test_a_message_is_known_by_its_first_event_with_a_channel(frames: tuple[Frame, ...], found: Frame | None) -> None:
    assert Message("raw", frames=frames).event is found


@pytest.mark.anyio
async def test_a_plug_in_that_says_nothing_passes_everything_on() -> None:
    plug = Plug()
    async with rig(plug) as made:
        client, server = await made.websocket()
        await server.send(event("chatroom:7", 1), frame("x"))
        server.writer.write_eof()
        assert await client.rest() == event("chatroom:7", 1) + frame("x")
        asked = command("ping")
        await client.send(asked)
        assert await server.reader.readexactly(len(asked)) == asked
    assert plug.report() == {}
