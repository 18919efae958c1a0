"""How mistakes in what is read show: stale lists and pages, lists that hold too much or too little, emptied fields.

Each is told a scene and says whether the mistake is there.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from evidence.mutants.shows.scene import Scene


async def _page(scene: Scene, room: int | None = None, query: str = "") -> dict[str, Any]:
    """A page of a chatroom's messages, as Ben sees it."""
    answer: dict[str, Any] = await scene.ben.do("GET", f"/messages/chatroom/{room or scene.room}{query}")
    return answer


def _texts(page: dict[str, Any]) -> list[str]:
    return [one["content"] for one in page["data"]]


async def _edit(scene: Scene, message: dict[str, Any], text: str) -> dict[str, Any]:
    edited: dict[str, Any] = (await scene.ana.do("PUT", f"/messages/{message['id']}", {"content": text}))["data"]
    return edited


async def _names(scene: Scene) -> list[str]:
    """The names of the chatrooms that Ana sees in her list."""
    return [one["name"] for one in (await scene.ana.do("GET", "/chatrooms"))["data"]]


async def _cached_page_keeps_deleted(scene: Scene) -> bool:
    first, second = [await scene.ana.post(scene.room, text) for text in ("one", "two")]
    before = _texts(await _page(scene))
    await scene.ana.do("DELETE", f"/messages/{second['id']}")
    kept = _texts(await _page(scene))
    await _edit(scene, first, "one!")
    return (before, kept, _texts(await _page(scene))) == (["two", "one"], ["two", "one"], ["one!"])


async def _cached_chatrooms_keep_old_name(scene: Scene) -> bool:
    room = await scene.ana.chatroom()
    before = await _names(scene)
    named = (await scene.ana.do("PUT", f"/chatrooms/{room}", {"name": "another"}))["data"]["name"]
    read = (await scene.ana.do("GET", f"/chatrooms/{room}"))["data"]["name"]
    return (named, read) == ("another", "another") and await _names(scene) == before


async def _rename_empties_description(scene: Scene) -> bool:
    made = await scene.ana.do("POST", "/chatrooms", {"name": "n", "description": "about it", "isPrivate": True})
    path = f"/chatrooms/{made['data']['id']}"
    renamed = (await scene.ana.do("PUT", path, {"name": "m"}))["data"]
    read = (await scene.ana.do("GET", path))["data"]
    return (made["data"]["description"], renamed["description"], read) == ("about it", "", renamed)


async def _single_message_as_first_written(scene: Scene) -> bool:
    message = await scene.ana.post(scene.room, "one")
    edited = await _edit(scene, message, "two")
    single = (await scene.ben.do("GET", f"/messages/{message['id']}"))["data"]
    return (edited["content"], _texts(await _page(scene)), single["content"]) == ("two", ["two"], "one")


async def _deleted_messages_take_places(scene: Scene) -> bool:
    messages = [await scene.ana.post(scene.room, text) for text in "12345"]
    await scene.ana.do("DELETE", f"/messages/{messages[4]['id']}")
    first = await _page(scene, query="?limit=2")
    second = await _page(scene, query=f"?limit=2&cursor={first['nextCursor']}")
    return (_texts(first), _texts(second)) == (["4", "3"], ["1"])


async def _message_in_two_chatrooms(scene: Scene) -> bool:
    other = await scene.ana.chatroom(scene.ben)
    await scene.ana.post(scene.room, "here")
    await scene.ana.post(other, "there")
    return (_texts(await _page(scene)), _texts(await _page(scene, other))) == (["here", "there"], ["there", "here"])


async def _removed_member_listed(scene: Scene) -> bool:
    await scene.ana.do("DELETE", f"/chatrooms/{scene.room}/members/{scene.ben.id}")
    members = (await scene.ana.do("GET", f"/chatrooms/{scene.room}"))["members"]
    return scene.ben.id in [one["userId"] for one in members]


async def _status_before_the_last(scene: Scene) -> bool:
    for status in ("away", "busy"):
        await scene.ana.do("PUT", "/users/me/status", {"status": status})
    shown = (await scene.ben.do("GET", f"/users/{scene.ana.id}/status"))["data"]
    return (shown["status"], shown["version"]) == ("away", 3)


async def _second_page_as_first_written(scene: Scene) -> bool:
    messages = [await scene.ana.post(scene.room, text) for text in "123"]
    for message in messages:
        await _edit(scene, message, f"{message['content']}!")
    first = await _page(scene, query="?limit=2")
    second = await _page(scene, query=f"?limit=2&cursor={first['nextCursor']}")
    return (_texts(first), _texts(second)) == (["3!", "2!"], ["1"])


async def _public_chatrooms_of_all(scene: Scene) -> bool:
    await scene.dan.do("POST", "/chatrooms", {"name": "abroad", "isPrivate": False})
    await scene.dan.do("POST", "/chatrooms", {"name": "secret", "isPrivate": True})
    names = await _names(scene)
    return "abroad" in names and "secret" not in names


async def _threads_one_short(scene: Scene) -> bool:
    made = [
        (await scene.ana.do("POST", "/threads", {"chatroomId": scene.room, "title": title}))["data"] for title in "ab"
    ]
    path = f"/threads?chatroomId={scene.room}"
    before = len((await scene.ana.do("GET", path))["data"])
    await scene.ana.do("PUT", f"/threads/{made[0]['id']}/archive")
    return (before, [one["title"] for one in (await scene.ana.do("GET", path))["data"]]) == (2, ["a"])


SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "cached_chatrooms_keep_old_name": _cached_chatrooms_keep_old_name,
    "cached_page_keeps_deleted": _cached_page_keeps_deleted,
    "deleted_messages_take_places": _deleted_messages_take_places,
    "message_in_two_chatrooms": _message_in_two_chatrooms,
    "public_chatrooms_of_all": _public_chatrooms_of_all,
    "removed_member_listed": _removed_member_listed,
    "rename_empties_description": _rename_empties_description,
    "second_page_as_first_written": _second_page_as_first_written,
    "single_message_as_first_written": _single_message_as_first_written,
    "status_before_the_last": _status_before_the_last,
    "threads_one_short": _threads_one_short,
}
