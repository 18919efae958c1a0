"""What the reference backend's answers show: those to reads as a whole, and of those to writes what is beside the
entity.

Memberships stand beside a chatroom, a thread or the people of the company; each belongs to that room.
"""

from typing import Any

from lockstep.clients.api import Exchange
from lockstep.history.digest import digest
from lockstep.history.rows import Position, Shown
from lockstep.targets.base import Look, Write
from lockstep.targets.closing_reads import PERSON, ClosingRead
from lockstep.targets.reference.conformance import check_answer, check_failure
from lockstep.targets.reference.http_exchange import is_refusal, refusal_schema
from lockstep.targets.reference.known_state import World, membership, presence
from lockstep.targets.reference.operations import READS, Fields

_KINDS = {
    "Messages": "message",
    "Users": "user",
    "Threads": "thread",
    "ThreadMessages": "thread-message",
    "Chatrooms": "chatroom",
    "ThreadMessage": "thread-message",
}
_MAKES_MEMBERS = frozenset({"create_chatroom", "create_thread"})
_ADMITS = frozenset({"register", "accept_invitation"})


def look_of(operation: str, exchange: Exchange, fields: Fields, world: World) -> Look:
    """The content of the answer to a read."""
    body, represents = exchange.body, READS[operation].represents
    if exchange.status != 200:
        absent = exchange.status == 404 and check_failure(body) is None and body["code"] == "not_found"
        return Look(
            exchange.word,
            body=body,
            schema=refusal_schema(exchange),
            raw=exchange.told(),
            absent=absent,
            outcome="fail" if exchange.status == 404 and is_refusal(body) else "info",
        )
    if (broken := check_answer(represents, body, operation)) is not None:
        return Look(exchange.word, body=body, schema=broken, raw=exchange.told())
    things = body["data"] if isinstance(body["data"], list) else [body["data"]]
    members = body.get("members") or body.get("participants") or () if operation.endswith("_and_members") else ()
    return Look(
        exchange.word,
        shows=(
            *(_shown(_entity(represents, one, world), one) for one in things),
            *(_shown(membership(one), one) for one in members),
        ),
        position=Position(**body["position"]) if "position" in body else None,
        complete=body.get("nextCursor") is None and not fields.get("cursor"),
        body=body,
        raw=exchange.told(),
        cursor=body.get("nextCursor"),
        outcome="ok",
    )


def beside(write: Write, body: Any) -> tuple[Shown, ...]:
    """What the answer to a write that succeeded shows beside its entity: the memberships that it made, and whose
    account, of which company, it made or ended."""
    if write.operation in _MAKES_MEMBERS:
        return tuple(_shown(membership(one), one) for one in body.get("members") or body.get("participants") or ())
    if write.operation in _ADMITS:
        user, joined = body["data"]["user"], body["data"]["membership"]
        return Shown(entity=f"user:{user['id']}", place=joined["roomId"]), _shown(membership(joined), joined)
    if write.operation == "remove_person":
        return (Shown(entity=write.fields["member"], place=body["data"]["roomId"]),)
    if write.operation == "deactivate_person":
        return (Shown(entity=write.fields["member"], place=body["membership"]["roomId"]),)
    return ()


def _shown(entity: str, one: dict[str, Any]) -> Shown:
    place = one.get("roomId") if entity.startswith("membership:") else None
    return Shown(entity=entity, version=one.get("version"), digest=digest(one), payload=one, place=place)


def _entity(represents: str, one: dict[str, Any], world: World) -> str:
    if represents == "Presence":
        return presence(one, world)
    if represents == "Status":
        return f"status:user:{one.get('userId')}"
    return f"{_KINDS.get(represents, represents.lower())}:{one['id']}"


CLOSING_READS = (
    ClosingRead("chatrooms", holds=("chatroom",)),
    ClosingRead("people_and_members", holds=("user", "membership"), place="{place}", changed=True, one_reader=True),
    ClosingRead("me", entity="{id}", place="{place}", changed=True),
    ClosingRead(
        "chatroom_and_members",
        each="chatroom",
        field="channel",
        entity="{each}",
        place="{each}",
        holds=("membership",),
        one_reader=True,
    ),
    ClosingRead(
        "page",
        each="chatroom",
        field="channel",
        place="{each}",
        holds=("message",),
        first={"limit": 3},
        fields={"limit": 200},
        cursor="cursor",
    ),
    ClosingRead("threads", each="chatroom", field="channel", place="{each}", holds=("thread",), one_reader=True),
    ClosingRead(
        "thread_and_members",
        each="thread",
        field="thread",
        entity="{each}",
        place="{each}",
        holds=("membership",),
        one_reader=True,
    ),
    ClosingRead(
        "thread_page",
        each="thread",
        field="thread",
        place="{each}",
        holds=("thread-message",),
        first={"limit": 3},
        fields={"limit": 200},
        cursor="cursor",
    ),
    ClosingRead(
        "message",
        each="message",
        field="message",
        entity="{each}",
        place="{place}",
        newest=2,
        changed=True,
        one_reader=True,
    ),
    ClosingRead(
        "thread_message",
        each="thread-message",
        field="message",
        entity="{each}",
        place="{place}",
        newest=2,
        changed=True,
        one_reader=True,
    ),
    ClosingRead(
        "status", each=PERSON, field="member", entity="status:{each}", place="{place}", newest=3, one_reader=True
    ),
    ClosingRead(
        "presence",
        each=PERSON,
        field="member",
        entity="presence:{name}",
        place="{place}",
        newest=2,
        changed=True,
        one_reader=True,
    ),
)
"""What people read when a scenario's own steps are done."""
