"""A device that comes back through a relay, for tests of plants that strike then."""

import json
from typing import Any

from tests.relay.rig import event, rig, until

ROOM = "chatroom:7"
BEN = "lockstep (Ben; laptop)"


async def returned(plant: str, *, second: str = BEN, room: str = ROOM) -> tuple[list[int], dict[str, Any]]:
    """The numbers that a device hears of four events, the last two on a second connection, and the plant's report."""
    async with rig(plant) as made:
        first, server = await made.websocket(BEN)
        await server.send(event(ROOM, 1), event(ROOM, 2))
        server.writer.write_eof()
        arrived = await first.rest()
        await first.close()
        await until(lambda: True)
        back, server = await made.websocket(second)
        await server.send(event(room, 3), event(room, 4))
        server.writer.write_eof()
        arrived += await back.rest()
        return [int(part) for part in _numbers(arrived)], made.plant.report()


def _numbers(arrived: bytes) -> list[str]:
    """The `seq` of every event in these frames."""
    return [part.partition(b",")[0].decode() for part in arrived.split(json.dumps("seq").encode() + b": ")[1:]]
