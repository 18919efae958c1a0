"""A small chat server, for the guide in docs/programmed-adapters.md: rooms, there as soon as somebody names them.

POST /rooms/ROOM/messages {"by", "text"} is answered {"id", "room", "n", "by", "text"}; `n` counts a room's messages.
GET /rooms/ROOM/messages is answered with all of them, [{"id", "by", "text"}, ...].
At /socket a client asks {"do": "listen", "re": "1", "after": {"ROOM": null}} and is answered {"re": "1", "ok": true,
"listen": {"ROOM": 7}}: there are 7 so far. With {"do": "resume", "re": "2", "after": {"ROOM": 5}} it is answered
alike, then given what came after the fifth. Each message comes as {"news": "message", "room", "n", "message": {"id",
"by", "text"}}. It says on which port it is ready, and ends by a signal.
"""

import asyncio
import json
import socket
import sys
from collections import defaultdict
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
rooms: dict[str, list[dict[str, Any]]] = defaultdict(list)
listeners: dict[str, set[WebSocket]] = defaultdict(set)
one_at_a_time = asyncio.Lock()


@app.get("/health")
async def health() -> dict[str, bool]:
    return {"well": True}


@app.post("/rooms/{room}/messages", status_code=201)
async def post(room: str, message: dict[str, str]) -> dict[str, Any]:
    async with one_at_a_time:
        n = len(rooms[room]) + 1
        said = {"id": f"message:{n}@{room}", "by": message["by"], "text": message["text"]}
        rooms[room].append({"news": "message", "room": room, "n": n, "message": said})
        for listener in list(listeners[room]):
            await tell(listener, rooms[room][-1])
    return {"room": room, "n": n, **said}


@app.get("/rooms/{room}/messages")
async def messages(room: str) -> list[dict[str, Any]]:
    return [news["message"] for news in rooms[room]]


@app.websocket("/socket")
async def listen(client: WebSocket) -> None:
    await client.accept()
    try:
        while True:
            asked = await client.receive_json()
            async with one_at_a_time:
                await answer(client, asked)
    except WebSocketDisconnect:
        for own in listeners.values():
            own.discard(client)


async def answer(client: WebSocket, asked: dict[str, Any]) -> None:
    after = asked["after"]
    if any(n is not None and (not isinstance(n, int) or not 0 <= n <= len(rooms[room])) for room, n in after.items()):
        await tell(client, {"re": asked["re"], "ok": False, "why": "there is no such place"})
        return
    await tell(client, {"re": asked["re"], "ok": True, asked["do"]: {room: len(rooms[room]) for room in after}})
    for room, n in after.items():
        listeners[room].add(client)
        for missed in rooms[room][n:] if n is not None else ():
            await tell(client, missed)


async def tell(client: WebSocket, told: dict[str, Any]) -> None:
    try:
        await client.send_json(told)
    except (WebSocketDisconnect, RuntimeError):  # it has gone; `listen` sees that too
        for own in listeners.values():
            own.discard(client)


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"ready {json.dumps({'port': listening.getsockname()[1]})}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, ws="websockets-sansio", log_level="warning")).run([listening])
