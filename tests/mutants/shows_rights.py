"""How mistakes with what roles may, who owns, and who is a colleague show. Each says whether the mistake is there."""

from collections.abc import Awaitable, Callable

from tests.mutants.scene import Scene


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


SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "last_owner_may_go": _last_owner_may_go,
    "roles_unlimited": _roles_unlimited,
    "strangers_are_members": _strangers_are_members,
    "thread_unannounced": _thread_unannounced,
}
