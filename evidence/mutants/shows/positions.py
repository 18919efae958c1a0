"""How mistakes with epochs, numbers and the order of sends show. Each is told a scene."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from evidence.mutants.shows.scene import Scene
from tests.reference.wire import Ear


def _numbered(ear: Ear, room: int) -> list[Any]:
    events = ear.events(f"chatroom:{room}")
    return [event for event in events if event["seq"] is not None and event["event"] != "marker"]


async def _heard(scene: Scene) -> tuple[list[Any], list[Any]]:
    """What Ana and Ben hear of four messages."""
    for text in "1234":
        await scene.ana.post(scene.room, text)
    await scene.settle()
    return _numbered(scene.ana_hears, scene.room)[-4:], _numbered(scene.ben_hears, scene.room)[-4:]


async def _epoch_returns(scene: Scene) -> bool:
    hers, his = await _heard(scene)
    changed = [event["epoch"] == "another" for event in his]
    return hers == his and changed == [event["seq"] % 3 == 0 for event in his]


async def _numbers_per_connection(scene: Scene) -> bool:
    hers, his = await _heard(scene)
    return [event["seq"] + 1 for event in hers] == [event["seq"] for event in his]


async def _sends_overtake(scene: Scene) -> bool:
    for text in "12":
        data = {"chatroomId": scene.room, "content": text}
        await scene.ana_hears.socket.send(json.dumps({"event": "send_chatroom_message", "ref": text, "data": data}))
    await scene.settle()
    return scene.texts(scene.ben_hears) == ["2", "1"]


SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "epoch_returns": _epoch_returns,
    "numbers_per_connection": _numbers_per_connection,
    "sends_overtake": _sends_overtake,
}
