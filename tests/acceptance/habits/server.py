"""A small team server that does everything otherwise than the reference backend.

Answers are compressed. Reads are lists without positions. A status has no version, and is set again and again. Ids
and texts are nested (`ref.id`, `body.words`). A person has a documented number of requests in a row, and is answered
429 with Retry-After beyond it, however slowly they ask. A forbidden read is answered 403. Commands over the socket
are never acknowledged: a message is confirmed by nothing but its event, errors (`oops`) name no command, and someone
who is removed is told so by a frame (`goodbye`), while the socket stays open.

The environment variable HABIT_DEFECT makes one mistake, one of `DEFECTS`. It says on which port it is ready, and ends
by a signal.
"""

import json
import os
import socket
import sys
from collections import defaultdict
from itertools import count
from typing import Any

import uvicorn
from fastapi import FastAPI, Header, Response, WebSocket, WebSocketDisconnect
from starlette.middleware.gzip import GZipMiddleware

DEFECTS = ("status", "list", "kick", "unacknowledged", "compressed", "limit", "forbidden", "refusal")
DEFECT = os.environ.get("HABIT_DEFECT", "")
IN_A_ROW, LONGEST = 20, 1_000
STATES = frozenset({"online", "away", "busy", "offline"})

app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=1)
numbers = count(1)
teams: dict[str, str] = {}
members: dict[str, set[str]] = defaultdict(set)
messages: dict[str, list[dict[str, Any]]] = defaultdict(list)
statuses: dict[str, str] = {}
asked: dict[str, int] = defaultdict(int)
sockets: dict[WebSocket, str] = {}
joined: dict[WebSocket, set[str]] = defaultdict(set)
removed: set[str] = set()


def limited(user: str, response: Response) -> bool:
    """Whether this person has made all the requests they may in a row; after a refusal they have as many again."""
    asked[user] += 1
    if asked[user] <= IN_A_ROW:
        return False
    asked[user] = 0
    response.status_code = 429
    response.headers["Retry-After"] = "0.05"
    return True


def rejected(response: Response, status: int, reason: str) -> list[dict[str, str]]:
    response.status_code = status
    return [{"oops": reason}]


async def tell(client: WebSocket, told: dict[str, Any]) -> None:
    try:
        await client.send_json(told)
    except (WebSocketDisconnect, RuntimeError):  # it has gone; `listen` sees that too
        sockets.pop(client, None)


async def announce(told: dict[str, Any], room: str, times: int = 1) -> None:
    """Send an event to everybody who joined the room, or is of the team."""
    for client, user in list(sockets.items()):
        concerned = (
            teams.get(user) == room.removeprefix("team-") if room.startswith("team-") else room in joined[client]
        )
        kept = user in removed and DEFECT != "kick"
        for _ in range(times if concerned and not kept else 0):
            await tell(client, told)


def wrong(words: Any) -> str:
    """Why a text is rejected; empty if it is not."""
    if not isinstance(words, str) or not words.strip():
        return "a message needs words"
    return "a message is too long" if len(words) > LONGEST else ""


async def say(user: str, room: str, words: str, tag: str, *, kept: str = "") -> dict[str, Any]:
    said = {"ref": {"id": f"m{next(numbers)}", "tag": tag}, "by": user, "body": {"words": words}}
    messages[room].append(said)
    shown = said if kept == "" else {**said, "body": {"words": kept}}
    await announce({"type": "message", "room": room, "message": shown}, room)
    return said


@app.get("/health")
async def health() -> list[str]:
    return ["well"]


@app.put("/people/{user}")
async def enter(user: str, team: str) -> list[str]:
    teams[user] = team
    return [user]


@app.delete("/people/{user}")
async def remove(user: str, response: Response, x_user: str = Header()) -> list[Any]:
    if limited(x_user, response):
        return []
    if teams.get(x_user) != teams.get(user):
        return rejected(response, 403, "not yours")
    removed.add(user)
    for client, owner in list(sockets.items()):
        if owner == user:
            await tell(client, {"type": "goodbye", "why": "you were removed"})
    return [user]


@app.post("/rooms")
async def open_room(people: list[str], response: Response, x_user: str = Header()) -> list[Any]:
    if limited(x_user, response):
        return []
    room = f"r{next(numbers)}"
    members[room] = {x_user, *people}
    return [{"ref": {"id": room}}]


@app.post("/rooms/{room}/people/{user}")
async def add(room: str, user: str, response: Response, x_user: str = Header()) -> list[Any]:
    if limited(x_user, response):
        return []
    members[room].add(user)
    return [{"ref": {"id": room}}]


@app.post("/rooms/{room}/messages")
async def post(room: str, body: dict[str, Any], response: Response, x_user: str = Header()) -> list[Any]:
    words = body.get("words")
    if limited(x_user, response):
        if DEFECT == "limit":
            await say(x_user, room, str(words), "")
        return []
    if x_user not in members[room] or x_user in removed:
        return rejected(response, 403, "not yours")
    reason = wrong(words)
    if reason:
        if DEFECT == "refusal":
            await say(x_user, room, str(words), "")
        return rejected(response, 422, reason)
    return [await say(x_user, room, str(words), "", kept=f"{words}!" if DEFECT == "compressed" else "")]


@app.get("/rooms/{room}/messages")
async def read(room: str, response: Response, x_user: str = Header()) -> list[Any]:
    if limited(x_user, response):
        return []
    if x_user not in members[room] and DEFECT != "forbidden":
        return rejected(response, 403, "not yours")
    return messages[room][:-1] if DEFECT == "list" else messages[room]


@app.put("/status")
async def set_status(body: dict[str, Any], response: Response, x_user: str = Header()) -> list[Any]:
    if limited(x_user, response):
        return []
    if body.get("state") not in STATES:
        return rejected(response, 422, "no such state")
    before, statuses[x_user] = statuses.get(x_user), body["state"]
    told = {"type": "status", "who": x_user, "body": {"state": body["state"]}}
    await announce(told, f"team-{teams[x_user]}", 2 if DEFECT == "status" and before is not None else 1)
    return [{"who": x_user, "state": body["state"]}]


@app.get("/people/{user}/status")
async def read_status(user: str, response: Response, x_user: str = Header()) -> list[Any]:
    if limited(x_user, response):
        return []
    return [{"who": user, "state": statuses.get(user, "offline")}]


@app.websocket("/live")
async def listen(client: WebSocket, user: str) -> None:
    await client.accept()
    sockets[client] = user
    try:
        while True:
            await obey(client, user, await client.receive_json())
    except WebSocketDisconnect:
        sockets.pop(client, None)
        joined.pop(client, None)


async def obey(client: WebSocket, user: str, command: dict[str, Any]) -> None:
    """Do what a command asks; nothing confirms it, and an error names no command."""
    room = str(command.get("room"))
    if user not in members[room] or user in removed:
        await tell(client, {"type": "oops", "why": "not yours"})
    elif command.get("type") == "join":
        joined[client].add(room)
    elif command.get("type") == "leave":
        joined[client].discard(room)
    elif reason := wrong(command.get("words")):
        await tell(client, {"type": "oops", "why": reason})
    elif DEFECT == "unacknowledged":
        said = {
            "ref": {"id": f"m{next(numbers)}", "tag": command["tag"]},
            "by": user,
            "body": {"words": command["words"]},
        }
        await tell(client, {"type": "message", "room": room, "message": said})
    else:
        await say(user, room, command["words"], command["tag"])


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"ready {json.dumps({'port': listening.getsockname()[1]})}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, ws="websockets-sansio", log_level="warning")).run([listening])
