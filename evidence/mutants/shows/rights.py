"""How mistakes with what roles may, who owns, who is a colleague, and what is refused show. Each says whether the
mistake is there.
"""

from collections.abc import Awaitable, Callable

from evidence.mutants.shows.scene import Scene


async def _roles_unlimited(scene: Scene) -> bool:
    path, admin = f"/users/{scene.ben.id}/role", {"role": "ADMIN"}
    return (await scene.ben.ask("PUT", path, json=admin)).is_success


async def _last_owner_may_go(scene: Scene) -> bool:
    path, member = f"/users/{scene.ana.id}/role", {"role": "MEMBER"}
    return (await scene.ana.ask("PUT", path, json=member)).is_success


async def _thread_unannounced(scene: Scene) -> bool:
    thread = (await scene.ana.do("POST", "/threads", {"chatroomId": scene.room, "title": "colours"}))["data"]
    await scene.settle()
    told = [event["data"]["id"] for event in scene.ben_hears.events() if event["event"] == "thread_created"]
    return told == [] and (await scene.ben.do("GET", f"/threads/{thread['id']}"))["data"]["title"] == "colours"


async def _strangers_are_members(scene: Scene) -> bool:
    path = f"/chatrooms/{scene.room}/members/{scene.dan.id}"
    return (await scene.ana.ask("POST", path)).is_success


async def _strangers_open_threads(scene: Scene) -> bool:
    opened = await scene.dan.ask("POST", "/threads", json={"chatroomId": scene.room, "title": "spying"})
    await scene.settle()
    told = [event["data"]["title"] for event in scene.ben_hears.events() if event["event"] == "thread_created"]
    return (opened.status_code, told) == (201, ["spying"])


async def _missing_text_filled_in(scene: Scene) -> bool:
    room, thread = {"name": " "}, {"chatroomId": scene.room, "title": ""}
    message = {"chatroomId": scene.room, "content": "\n"}
    asked = [("/chatrooms", room), ("/threads", thread), ("/messages", message)]
    answers = [await scene.ana.ask("POST", path, json=body) for path, body in asked]
    await scene.settle()
    return [one.status_code for one in answers] == [201, 201, 201] and scene.texts(scene.ben_hears) == ["untitled"]


async def _long_text_cut(scene: Scene) -> bool:
    longest = "x" * 10_000
    answer = await scene.ana.ask("POST", "/messages", json={"chatroomId": scene.room, "content": longest + "y"})
    await scene.settle()
    return answer.status_code == 201 and scene.texts(scene.ben_hears) == [longest]


SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "last_owner_may_go": _last_owner_may_go,
    "long_text_cut": _long_text_cut,
    "missing_text_filled_in": _missing_text_filled_in,
    "roles_unlimited": _roles_unlimited,
    "strangers_are_members": _strangers_are_members,
    "strangers_open_threads": _strangers_open_threads,
    "thread_unannounced": _thread_unannounced,
}
