"""How mistakes with roles, threads, texts, keys, typing, resuming and ends of connections show.

Each receives a scene and returns whether the mistake is there.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from websockets import ConnectionClosed
from websockets.asyncio.client import connect

from evidence.mutants.shows.scene import Scene
from tests.reference.wire import Ear, Person

_APART = "e\u0301"


def _named(ear: Ear, *names: str) -> list[Any]:
    """The data of the events of these names, in order."""
    return [event["data"] for event in ear.events() if event["event"] in names]


async def _role_change_unannounced(scene: Scene) -> bool:
    changed = (await scene.ana.do("PUT", f"/users/{scene.ben.id}/role", {"role": "ADMIN"}))["data"]
    await scene.settle()
    assert changed["role"] == "ADMIN"
    return _named(scene.ben_hears, "user_role_changed") == []


async def _demoted_keeps_hearing(scene: Scene) -> bool:
    room = await scene.ana.chatroom()
    await scene.ben_hears.join(room)
    await scene.ana.do("PUT", f"/users/{scene.ben.id}/role", {"role": "GUEST"})
    await scene.ana.post(room, "secret")
    await scene.settle()
    assert (await scene.ben_hears.ask("join_chatroom", chatroomId=room))["data"]["status"] == 404
    return scene.texts(scene.ben_hears) == ["secret"]


async def _thread(scene: Scene) -> int:
    """A thread that Ana listens to."""
    thread = await scene.ana.do("POST", "/threads", {"chatroomId": scene.room, "title": "colours"})
    assert (await scene.ana_hears.ask("join_thread", threadId=thread["data"]["id"]))["event"] == "ack"
    return int(thread["data"]["id"])


async def _heard_in_thread(scene: Scene) -> tuple[list[str], list[str], list[str]]:
    """What Ana, who listens, Ben, who does not, and Dan of another company hear of a message in a thread."""
    await scene.ana.do("POST", "/messages", {"threadId": await _thread(scene), "content": "blue"})
    await scene.settle()
    ears = (scene.ana_hears, scene.ben_hears, scene.dan_hears)
    first, second, third = (scene.texts(ear) for ear in ears)
    return first, second, third


async def _thread_to_everybody(scene: Scene) -> bool:
    return await _heard_in_thread(scene) == (["blue"], ["blue"], [])


async def _thread_message_unannounced(scene: Scene) -> bool:
    return await _heard_in_thread(scene) == ([], [], [])


async def _archived_takes_messages(scene: Scene) -> bool:
    thread = await _thread(scene)
    await scene.ana.do("PUT", f"/threads/{thread}/archive")
    answer = await scene.ana.ask("POST", "/messages", json={"threadId": thread, "content": "late"})
    await scene.settle()
    return (answer.status_code, scene.texts(scene.ana_hears)) == (201, ["late"])


async def _normalised_on_the_socket(scene: Scene) -> bool:
    answered = (await scene.ana.post(scene.room, _APART))["content"]
    await scene.settle()
    return (answered, scene.texts(scene.ben_hears)) == (_APART, ["\u00e9"])


async def _stripped_at_storage(scene: Scene) -> bool:
    answered = (await scene.ana.post(scene.room, " in the middle "))["content"]
    await scene.settle()
    return [answered] == scene.texts(scene.ben_hears) == ["in the middle"]


async def _key_forgotten_at_once(scene: Scene) -> bool:
    body = {"chatroomId": scene.room, "content": "once"}
    for _ in range(2):
        await scene.ana.do("POST", "/messages", body, Idempotency_Key="k")
    await scene.settle()
    return scene.texts(scene.ben_hears) == ["once", "once"]


async def _typing_twice(scene: Scene) -> bool:
    await scene.ana_hears.ask("chatroom_typing_start", chatroomId=scene.room)
    await scene.ana_hears.ask("chatroom_typing_stop", chatroomId=scene.room)
    await scene.settle()
    return [data["typing"] for data in _named(scene.ben_hears, "chatroom_typing")] == [True, True, False, False]


async def _edit_with_old_version(scene: Scene) -> bool:
    message = await scene.ana.post(scene.room, "one")
    answer = (await scene.ana.do("PUT", f"/messages/{message['id']}", {"content": "two"}))["data"]
    await scene.settle()
    [heard] = _named(scene.ben_hears, "chatroom_message_edited")
    return (answer["version"], heard["version"], heard["content"]) == (2, 1, "two")


async def _resume_skips_one(scene: Scene) -> bool:
    room = f"chatroom:{scene.room}"
    async with scene.ben.listening("&resume=1") as back:
        position = (await scene.ana.do("GET", f"/messages/chatroom/{scene.room}"))["position"]
        for text in ("one", "two"):
            await scene.ana.post(scene.room, text)
        await back.ask("resume", rooms={room: position})
        await scene.settle()
        await back.ask("ping")
        [claim] = [frame["data"]["rooms"][room] for frame in back.frames if frame["event"] == "resumed"]
        return (claim["recovered"], scene.texts(back)) == (True, ["two"])


async def _resume_with_old_text(scene: Scene) -> bool:
    room = f"chatroom:{scene.room}"
    message = await scene.ana.post(scene.room, "one")
    async with scene.ben.listening("&resume=1") as back:
        position = (await scene.ana.do("GET", f"/messages/chatroom/{scene.room}"))["position"]
        answer = (await scene.ana.do("PUT", f"/messages/{message['id']}", {"content": "two"}))["data"]
        await back.ask("resume", rooms={room: position})
        await back.ask("ping")
        [heard] = _named(back, "chatroom_message_edited")
        return (answer["content"], heard["content"], heard["version"]) == ("two", "one", answer["version"])


async def _slow_reader_skipped(scene: Scene) -> bool:
    longest, count = "\U0001f600" * 10_000, 60
    room = await scene.ana.chatroom(scene.ben)
    async with scene.ben.listening(max_queue=1) as slow:
        await slow.join(room)
        for _ in range(count):
            await scene.ana.post(room, longest)
        try:
            await slow.ask("ping")
        except ConnectionClosed:
            return False
        return 0 < len(scene.texts(slow)) < count


async def _stale_page_after_delete(scene: Scene) -> bool:
    message = await scene.ana.post(scene.room, "gone")
    await scene.ana.do("DELETE", f"/messages/{message['id']}")
    await scene.settle()
    assert len(_named(scene.ben_hears, "chatroom_message_deleted")) == 1
    page = (await scene.ana.do("GET", f"/messages/chatroom/{scene.room}"))["data"]
    return [shown["content"] for shown in page] == ["gone"]


async def _stays_open(ear: Ear, person: Person) -> bool:
    """Whether the connection still answers, though its person may do nothing more."""
    assert (await person.refused("GET", "/auth/me"))[0] == 401
    try:
        answer = await ear.ask("ping")
    except ConnectionClosed:
        return False
    return bool(answer["event"] == "error")


async def _logged_out_keeps_socket(scene: Scene) -> bool:
    await scene.ben.ask("POST", "/auth/logout")
    return await _stays_open(scene.ben_hears, scene.ben)


async def _deactivated_keeps_socket(scene: Scene) -> bool:
    await scene.ana.do("DELETE", f"/users/{scene.ben.id}")
    return await _stays_open(scene.ben_hears, scene.ben)


async def _half_open_unnoticed(scene: Scene) -> bool:
    scene.ben_hears.socket.transport.pause_reading()
    async with connect(scene.ben.ws, proxy=None, ping_interval=None) as silent:
        assert await Ear(silent).closed() == 4401  # by a clock of the backend's that goes on longer than it may ask
    shown = (await scene.ana.do("GET", f"/users/{scene.ben.id}/presence"))["data"]["present"]
    scene.ben_hears.socket.transport.resume_reading()
    return bool(shown)


SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "half_open_unnoticed": _half_open_unnoticed,
    "archived_takes_messages": _archived_takes_messages,
    "deactivated_keeps_socket": _deactivated_keeps_socket,
    "demoted_keeps_hearing": _demoted_keeps_hearing,
    "edit_with_old_version": _edit_with_old_version,
    "key_forgotten_at_once": _key_forgotten_at_once,
    "logged_out_keeps_socket": _logged_out_keeps_socket,
    "normalised_on_the_socket": _normalised_on_the_socket,
    "resume_skips_one": _resume_skips_one,
    "resume_with_old_text": _resume_with_old_text,
    "role_change_unannounced": _role_change_unannounced,
    "slow_reader_skipped": _slow_reader_skipped,
    "stale_page_after_delete": _stale_page_after_delete,
    "stripped_at_storage": _stripped_at_storage,
    "thread_message_unannounced": _thread_message_unannounced,
    "thread_to_everybody": _thread_to_everybody,
    "typing_twice": _typing_twice,
}
