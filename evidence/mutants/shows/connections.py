"""How mistakes with tokens, pings, closes and devices show. Each says whether the mistake is there.

`SHOWS` are told a scene. `DOORS` are told one person, and open every connection themselves, for what they show is
where a token must stand, or whether it still opens anything.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from websockets import ConnectionClosed
from websockets.asyncio.client import connect

from evidence.mutants.shows.scene import Scene
from tests.reference.wire import Ear, Person

_TOO_LARGE = "x" * 70_000


async def _answered(ear: Ear) -> bool:
    """Whether the connection stands and answers."""
    try:
        return bool((await ear.ask("ping"))["event"] == "ack")
    except ConnectionClosed:
        return False


async def _ping_unanswered(scene: Scene) -> bool:
    for ref in ("first", "second"):
        await scene.ben_hears.socket.send(f'{{"event": "ping", "ref": "{ref}"}}')
    await scene.ben_hears.ask("mark", rooms=[f"chatroom:{scene.room}"], token="t")
    acks = [frame["ref"] for frame in scene.ben_hears.frames if frame["event"] == "ack"]
    return "first" in acks and "second" not in acks


async def _close_unanswered(scene: Scene) -> bool:
    await scene.ben_hears.socket.close(1000)
    return scene.ben_hears.socket.protocol.close_rcvd is None


async def _binary_ignored(scene: Scene) -> bool:
    await scene.ben_hears.socket.send(b"\x00\x01")
    return await _answered(scene.ben_hears)


async def _large_frame_ends_everybody(scene: Scene) -> bool:
    await scene.ben_hears.socket.send(_TOO_LARGE)
    assert await scene.ben_hears.closed() == 1009
    return not await _answered(scene.ana_hears) and await _answered(scene.dan_hears)


async def _one_device_takes_all(scene: Scene) -> bool:
    async with scene.ben.listening():
        pass
    await scene.ana_hears.ask("ping")
    await scene.ana.post(scene.room, "one")
    return await _answered(scene.ben_hears) and scene.texts(scene.ben_hears) == []


async def _leaving_is_only_said(scene: Scene) -> bool:
    left = await scene.ben_hears.ask("leave_chatroom", chatroomId=scene.room)
    await scene.ana.post(scene.room, "secret")
    await scene.settle()
    return (left["event"], scene.texts(scene.ben_hears)) == ("ack", ["secret"])


@asynccontextmanager
async def _entering(person: Person, place: str, token: str) -> AsyncIterator[Ear]:
    """A connection with this token in this place; nothing of it is read yet."""
    header = {"Authorization": f"Bearer {token}"} if place == "header" else {}
    address = person.ws + (f"?token={token}" if place == "address" else "")
    async with connect(address, proxy=None, additional_headers=header) as socket:
        yield Ear(socket)


async def _enters(person: Person, place: str, token: str | None = None) -> bool:
    """Whether a connection with the token in this place is let in."""
    token = token or person.token
    async with _entering(person, place, token) as ear:
        try:
            if place == "message":
                await ear.ask("authenticate", token=token)
            await ear.ask("ping")
        except ConnectionClosed:
            return False
        return "authentication_success" in [frame["event"] for frame in ear.frames]


async def _let_in_by(person: Person) -> list[str]:
    return [place for place in ("header", "address", "message") if await _enters(person, place)]


async def _token_in_header_refused(ana: Person) -> bool:
    return await _let_in_by(ana) == ["address", "message"]


async def _token_in_address_cut(ana: Person) -> bool:
    return await _let_in_by(ana) == ["header", "message"]


async def _token_in_first_message_refused(ana: Person) -> bool:
    return await _let_in_by(ana) == ["header", "address"]


async def _renewed(ana: Person) -> str:
    body = {"refreshToken": ana.session["refreshToken"]}
    return str((await ana.do("POST", "/auth/refresh", body))["data"]["accessToken"])


async def _renewed_token_refused(ana: Person) -> bool:
    return not await _enters(ana, "header", await _renewed(ana))


async def _expired_token_stays_connected(scene: Scene) -> bool:
    await scene.leap()
    await scene.leap()
    assert await scene.ben.refused("GET", "/auth/me") == (401, "unauthenticated")
    return await _answered(scene.ben_hears)


async def _renewal_moves_no_end(scene: Scene) -> bool:
    await scene.leap()
    token = await _renewed(scene.ben)
    assert (await scene.ben_hears.ask("authenticate", token=token))["event"] == "ack"
    await scene.leap()
    good = Person(scene.ben.http, scene.ben.ws, scene.ben.session | {"accessToken": token})
    await good.do("GET", "/auth/me")
    return not await _answered(scene.ben_hears)


DOORS: dict[str, Callable[[Person], Awaitable[bool]]] = {
    "renewed_token_refused": _renewed_token_refused,
    "token_in_address_cut": _token_in_address_cut,
    "token_in_first_message_refused": _token_in_first_message_refused,
    "token_in_header_refused": _token_in_header_refused,
}

SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "binary_ignored": _binary_ignored,
    "close_unanswered": _close_unanswered,
    "expired_token_stays_connected": _expired_token_stays_connected,
    "large_frame_ends_everybody": _large_frame_ends_everybody,
    "leaving_is_only_said": _leaving_is_only_said,
    "one_device_takes_all": _one_device_takes_all,
    "ping_unanswered": _ping_unanswered,
    "renewal_moves_no_end": _renewal_moves_no_end,
}
