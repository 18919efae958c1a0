"""How mistakes with tokens, refusals, positions, lists, typing and presence show.

Each is told a scene and says whether the mistake is there.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import jwt
from websockets import ConnectionClosed
from websockets.asyncio.client import connect

from evidence.mutants.shows.scene import Scene
from tests.reference.wire import Ear

_HOUR_S = 3_600


def _forged(token: str, **claims: Any) -> str:
    """The same token with other claims, under a signature that is not the backend's."""
    known = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode({**known, **claims}, "somebody else's secret, long enough to sign", algorithm="HS256")


async def _accepts_bad_tokens(scene: Scene) -> bool:
    forged = _forged(scene.ben.token, exp=time.time() + _HOUR_S)
    over = _forged(scene.ben.token, exp=time.time() - _HOUR_S)
    for token in (forged, over):
        answer = await scene.ben.ask("GET", "/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        if (await scene.ben_hears.ask("authenticate", token=token))["event"] == "error":
            return False
    return True


async def _refused_token_stays_connected(scene: Scene) -> bool:
    first = await scene.ben_hears.ask("authenticate", token="not-a-token")
    assert (first["event"], first["data"]["status"]) == ("error", 401)
    async with connect(f"{scene.ben.ws}?token=not-a-token", proxy=None) as socket:
        refused = Ear(socket)
        assert (await refused.until("error"))["data"]["status"] == 401
        return await _answers(scene.ben_hears) and await _answers(refused)


async def _answers(ear: Ear) -> bool:
    """Whether the connection is still spoken to. A close has been queued by now, if there is one."""
    try:
        return bool((await ear.ask("ping"))["event"] in {"ack", "error"})
    except ConnectionClosed:
        return False


async def _accepts_revoked_token(scene: Scene) -> bool:
    await scene.ben.ask("POST", "/auth/logout")
    assert await scene.ben_hears.closed() == 4401
    async with connect(f"{scene.ben.ws}?token={scene.ben.token}", proxy=None) as socket:
        back = Ear(socket)
        opened = [await back.next(), await back.next()]
    return [frame["event"] for frame in opened] == ["connection_established", "authentication_success"]


async def _lets_refused_write_through(scene: Scene) -> bool:
    post = {"chatroomId": scene.room, "content": "intruding"}
    assert await scene.dan.refused("POST", "/messages", post) == (404, "not_found")
    await scene.settle()
    page = (await scene.ana.do("GET", f"/messages/chatroom/{scene.room}"))["data"]
    return scene.texts(scene.ben_hears) == [shown["content"] for shown in page] == ["intruding"]


async def _resume_accepts_anything(scene: Scene) -> bool:
    room = f"chatroom:{scene.room}"
    newest = (await scene.ana.do("GET", f"/messages/chatroom/{scene.room}"))["position"]
    for wrong in (-5, newest["seq"] + 1_000):
        async with scene.ben.listening("&resume=1") as back:
            answer = await back.ask("resume", rooms={room: {"epoch": newest["epoch"], "seq": wrong}})
            if answer["event"] == "error":
                return False
            [claim] = [frame["data"]["rooms"][room] for frame in back.frames if frame["event"] == "resumed"]
            assert claim["recovered"]
    return True


async def _snapshot_misses_one(scene: Scene) -> bool:
    for text in ("one", "two"):
        await scene.ana.post(scene.room, text)
    await scene.settle()
    heard = [event["seq"] for event in scene.ben_hears.events() if "_message_" in event["event"]]
    page = await scene.ana.do("GET", f"/messages/chatroom/{scene.room}")
    assert page["position"]["seq"] >= heard[-1]
    return [shown["content"] for shown in page["data"]] == ["one"]


async def _typing_leaks_to_outsiders(scene: Scene) -> bool:
    await scene.ana_hears.ask("chatroom_typing_start", chatroomId=scene.room)
    await scene.settle()
    return [len(_of(ear, "chatroom_typing")) for ear in (scene.ben_hears, scene.dan_hears)] == [1, 1]


async def _presence_not_told(scene: Scene) -> bool:
    before = (await scene.ana.do("GET", f"/users/{scene.ben.id}/presence"))["data"]["present"]
    await scene.ben.do("POST", "/auth/logout")
    assert await scene.ben_hears.closed() == 4401
    await scene.ana_hears.ask("ping")
    after = (await scene.ana.do("GET", f"/users/{scene.ben.id}/presence"))["data"]["present"]
    told = [event["data"]["userId"] for event in _of(scene.ana_hears, "user_presence_changed")]
    return (before, after, scene.ben.id in told) == (True, False, False)


async def _newest_member_unlisted(scene: Scene) -> bool:
    path = f"/chatrooms/{scene.room}"
    read = [(await person.do("GET", path))["members"] for person in (scene.ana, scene.ben)]
    return [len(members) for members in read] == [2, 1]


async def _rename_not_stored(scene: Scene) -> bool:
    path = f"/chatrooms/{scene.room}"
    answered = (await scene.ana.do("PUT", path, {"name": "architecture"}))["data"]
    await scene.settle()
    [heard] = [
        event["data"] for event in _of(scene.ben_hears, "chatroom_updated") if event["room"].startswith("chat")
    ]
    read = (await scene.ben.do("GET", path))["data"]
    assert answered == heard
    return (heard["name"], read["name"], read["version"]) == ("architecture", "design", heard["version"])


async def _roles_masked_for_members(scene: Scene) -> bool:
    read = [(await person.do("GET", "/companies/me/members"))["data"] for person in (scene.ana, scene.ben)]
    return [[one["role"] for one in people] for people in read] == [["OWNER", "MEMBER"], ["MEMBER", "MEMBER"]]


def _of(ear: Ear, name: str) -> list[Any]:
    """The events of this name, in order."""
    return [event for event in ear.events() if event["event"] == name]


SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "accepts_bad_tokens": _accepts_bad_tokens,
    "accepts_revoked_token": _accepts_revoked_token,
    "lets_refused_write_through": _lets_refused_write_through,
    "newest_member_unlisted": _newest_member_unlisted,
    "presence_not_told": _presence_not_told,
    "refused_token_stays_connected": _refused_token_stays_connected,
    "rename_not_stored": _rename_not_stored,
    "resume_accepts_anything": _resume_accepts_anything,
    "roles_masked_for_members": _roles_masked_for_members,
    "snapshot_misses_one": _snapshot_misses_one,
    "typing_leaks_to_outsiders": _typing_leaks_to_outsiders,
}
