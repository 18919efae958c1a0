"""The mistakes of the backend of orders, by name, and the scenarios that must find each.

A mistake is a function that changes the loaded module of the server before it is started. `breaks` is the property
that falls, or `STEP` where only a step of the scenario can tell.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from evidence.mutants.mutant import STEP


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, what falls, who makes it in practice, and the scenarios (title without the resource) that find
    it, in a file of features/resources."""

    does: str
    breaks: str
    made_by: str
    feature: str
    scenarios: tuple[str, ...]
    apply: Callable[[ModuleType], None]


def _strangers(server: ModuleType) -> None:
    def found(kind: str, number: int, mine: dict[str, Any]) -> dict[str, Any]:
        del mine
        thing: dict[str, Any] = server.things[kind][number]
        return thing

    vars(server)["found"] = found


def _hidden_is_read(server: ModuleType) -> None:
    vars(server)["may_see"] = lambda number, mine: server.owners.get(number) == mine["company"]


def _hidden_is_told(server: ModuleType) -> None:
    class Kept(set[Any]):
        def __isub__(self, other: Any) -> "Kept":  # type: ignore[misc]
            return self

    vars(server)["watchers"] = defaultdict(Kept)


def _route(server: ModuleType, name: str, made: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replace what answers a request."""
    for route in server.app.routes:
        if route.name == name:
            route.dependant.call = made(route.dependant.call)
            return
    raise LookupError(f"the backend of orders has no route {name}")


def _read_then_written(server: ModuleType) -> None:
    def made(original: Callable[..., Any]) -> Callable[..., Any]:
        del original

        async def change_order(number: int, given: Any, mine: dict[str, Any], if_match: str = "") -> Any:
            read = dict(server.found("order", number, mine))
            if if_match and if_match != str(read["version"]):
                raise server.HTTPException(412, "another version")
            await asyncio.sleep(0.05)
            if server.change(read, given):
                read["version"] += 1
                server.things["order"][number] = read
                server.announce(f"order/{number}", "order.changed", read)
            return read

        return change_order

    _route(server, "change_order", made)


def _version_ignored(server: ModuleType) -> None:
    def made(original: Callable[..., Any]) -> Callable[..., Any]:
        async def change_order(number: int, given: Any, mine: dict[str, Any], if_match: str = "") -> Any:
            del if_match
            return await original(number, given, mine)

        return change_order

    _route(server, "change_order", made)


def _key_ignored(server: ModuleType) -> None:
    def made(original: Callable[..., Any]) -> Callable[..., Any]:
        async def order(given: Any, mine: dict[str, Any], idempotency_key: str = "") -> Any:
            del idempotency_key
            return await original(given, mine)

        return order

    _route(server, "order", made)


def _watching_begins_late(server: ModuleType) -> None:
    original = server.watch

    def watch(connection: Any, mine: Mapping[str, Any], asked: dict[str, Any]) -> Any:
        answer = original(connection, mine, asked)
        watching = server.watchers[asked["topic"]]
        if connection in watching:
            watching.discard(connection)
            asyncio.get_running_loop().call_later(0.5, watching.add, connection)
        return answer

    vars(server)["watch"] = watch


def _offset(server: ModuleType) -> None:
    def page(kind: str, mine: dict[str, Any], after: int) -> dict[str, Any]:
        own = [one for number, one in server.things[kind].items() if server.may_see(number, mine)][::-1]
        shown = own[after : after + server.PAGE]
        return {"items": shown, "next": after + server.PAGE if len(own) > after + server.PAGE else None}

    vars(server)["page"] = page


def _clock(server: ModuleType) -> None:
    ticks: dict[int, int] = {}
    announce = server.announce

    def told(topic: str, kind: str, thing: dict[str, Any]) -> None:
        ticks.setdefault(thing["id"], time.monotonic_ns() // 16_000_000)
        announce(topic, kind, thing)

    def page(kind: str, mine: dict[str, Any], after: int) -> dict[str, Any]:
        visible = [one for number, one in server.things[kind].items() if server.may_see(number, mine)]
        own = [one for one in visible if ticks[one["id"]] > after]
        shown = own[: server.PAGE]
        return {"items": shown, "next": ticks[shown[-1]["id"]] if len(own) > server.PAGE else None}

    vars(server).update(announce=told, page=page)


def _first_connection(server: ModuleType) -> None:
    original = server.watch
    first: dict[tuple[int, str], Any] = {}

    def watch(connection: Any, mine: dict[str, Any], asked: dict[str, Any]) -> Any:
        answer = original(connection, mine, asked)
        if first.setdefault((mine["id"], asked["topic"]), connection) is not connection:
            server.watchers[asked["topic"]].discard(connection)
        return answer

    vars(server)["watch"] = watch


def _one_end_ends_all(server: ModuleType) -> None:
    class Shared(set[Any]):
        def discard(self, gone: Any) -> None:
            self -= {one for one in self if one.account == gone.account}

    vars(server)["watchers"] = defaultdict(Shared)


def _few_are_told(server: ModuleType) -> None:
    def announce(topic: str, kind: str, thing: dict[str, Any]) -> None:
        for watcher in list(server.watchers[topic])[:16]:
            watcher.tell({"type": kind, "topic": topic, "data": dict(thing)})

    vars(server)["announce"] = announce


def _last_waits(server: ModuleType) -> None:
    original, held = server.announce, list[tuple[str, str, dict[str, Any]]]()

    def announce(topic: str, kind: str, thing: dict[str, Any]) -> None:
        if kind != "order.changed":
            original(topic, kind, thing)
            return
        held.append((topic, kind, dict(thing)))
        if len(held) == 2:
            for one in reversed(held):
                original(*one)
            held.clear()

    vars(server)["announce"] = announce


MISTAKES: dict[str, Mistake] = {
    "strangers_may": Mistake(
        "people of other companies read and change an order whose number they know", STEP,
        "whoever checks that somebody is logged in, and not what is theirs", "access",
        ("another company cannot read it", "another company cannot change it"), _strangers,
    ),
    "hidden_is_read": Mistake(
        "an order that was closed to somebody is still read by them", STEP,
        "whoever ends the subscription and forgets the read", "access",
        ("someone who lost the right to it receives and reads nothing of it",), _hidden_is_read,
    ),
    "hidden_is_told": Mistake(
        "the changes of an order that was closed to somebody still reach them", "P19",
        "whoever checks rights when a subscription begins, and never again", "access",
        ("someone who lost the right to it receives and reads nothing of it",), _hidden_is_told,
    ),
    "read_then_written": Mistake(
        "a change is made from what was read before a pause, so of two at a time one is lost", STEP,
        "whoever reads, changes and writes without a lock", "concurrency",
        ("two people who change it at the same time end at the same state",
         "of two changes based on the same version one is rejected"), _read_then_written,
    ),
    "last_waits": Mistake(
        "each second event goes out before the first", "P7",
        "whoever sends events from a pool of threads", "concurrency",
        ("two people who change it at the same time end at the same state",), _last_waits,
    ),
    "version_ignored": Mistake(
        "a change based on an old version is accepted", STEP,
        "whoever reads the header If-Match nowhere", "concurrency",
        ("a change based on an old version is rejected", "of two changes based on the same version one is rejected"),
        _version_ignored,
    ),
    "watching_begins_late": Mistake(
        "a subscription is confirmed before it begins", "P1",
        "whoever confirms first and subscribes at the broker after that", "concurrency",
        ("someone who begins to watch it amid changes misses nothing",), _watching_begins_late,
    ),
    "pages_by_offset": Mistake(
        "pages are newest first and begin at an offset, so each new thing moves one to the next page", STEP,
        "whoever writes LIMIT and OFFSET", "concurrency",
        ("pages that are read during a burst lose nothing",), _offset,
    ),
    "pages_by_clock": Mistake(
        "a page begins after the time of the last thing, and those of the same tick are skipped", STEP,
        "whoever pages by a time of creation alone", "concurrency",
        ("pages that are read during a burst lose nothing",), _clock,
    ),
    "first_connection_only": Mistake(
        "only the first connection of somebody is ever told of a thing", "P1",
        "whoever keeps one connection for each person", "network",
        ("after a break in the middle of an event someone sees it as it is, and receives what follows",),
        _first_connection,
    ),
    "one_end_ends_all": Mistake(
        "when one device goes, the others of that person are told nothing more", "P1",
        "whoever removes subscriptions by person", "network",
        ("a device that is cut off does not affect the other",), _one_end_ends_all,
    ),
    "key_ignored": Mistake(
        "a creation that is repeated under its key is made again", STEP,
        "whoever stores the key nowhere", "network",
        ("a creation whose response is lost is made once, however often it is retried",), _key_ignored,
    ),
    "few_are_told": Mistake(
        "of many who watch, only the first 16 are told", "P1",
        "whoever reads one page of subscribers", "load",
        ("twenty people receive what each of them creates",), _few_are_told,
    ),
}  # fmt: skip
