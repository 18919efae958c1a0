"""What plug-ins are given: messages that know their event, and hooks that pass everything on."""

import pytest
from lockstep.clients.dialects.base import Frame
from lockstep.relay.plugin import Message, Plugin

from tests.relay.rig import answer, command, event, frame, request, rig, until

CONTROL = Frame(kind="ack", event=False, channel="chatroom:7")
HOMELESS = Frame(kind="said", event=True)
SAID = Frame(kind="said", event=True, channel="chatroom:7")
ENDED = Frame(kind="said", event=True, channel="chatroom:7", whole=False)


@pytest.mark.parametrize(
    ("frames", "found"),
    [((), None), ((CONTROL,), None), ((HOMELESS,), None), ((CONTROL, HOMELESS, SAID), SAID), ((ENDED,), None)],
)
def test_a_message_is_known_by_its_first_event_with_a_channel(frames: tuple[Frame, ...], found: Frame | None) -> None:
    assert Message("raw", frames=frames).event is found


@pytest.mark.anyio
async def test_a_plug_in_that_says_nothing_passes_everything_on() -> None:
    plugin = Plugin()
    async with rig(plugin) as made:
        client, server = await made.websocket()
        await server.send(event("chatroom:7", 1), frame("x"))
        server.writer.write_eof()
        assert await client.rest() == event("chatroom:7", 1) + frame("x")
        asked = command("ping")
        await client.send(asked)
        assert await server.reader.readexactly(len(asked)) == asked
    assert plugin.report() == {}


class Reads(Plugin):
    """One that is shown HTTP, and notes which connections have ended."""

    reads_http = True

    def __init__(self) -> None:
        self.over: list[int] = []

    def hung_up(self, connection: int) -> None:
        self.over.append(connection)


@pytest.mark.anyio
async def test_a_plug_in_that_reads_http_and_says_nothing_passes_everything_on() -> None:
    plugin = Reads()
    asked = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
    answered = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    async with rig(plugin) as made:
        client, server = await made.connect()
        for _ in range(2):
            await client.send(asked)
            assert await server.reader.readexactly(len(asked)) == asked
            await server.send(answered)
            assert await client.reader.readexactly(len(answered)) == answered
        client.reset()
        await until(lambda: plugin.over == [1])
        await made.websocket()
        assert [websocket.person for websocket in made.relay.websockets()] == ["Ana"]
    assert plugin.over == [1]


@pytest.mark.anyio
@pytest.mark.parametrize("cut", [1, 40])
async def test_a_websocket_is_recognised_in_whatever_parts_its_beginning_comes(cut: int) -> None:
    async with rig(Reads()) as made:
        client, server = await made.connect()
        asked, heard = request(), event("chatroom:7", 1)
        for start in range(0, len(asked), cut):
            await client.send(asked[start : start + cut])
        assert await server.reader.readexactly(len(asked)) == asked
        await server.send(answer(), heard)
        assert await client.reader.readexactly(len(answer() + heard)) == answer() + heard
        assert [websocket.channels for websocket in made.relay.websockets()] == [{"chatroom:7"}]
