"""What a trial writes: messages where people chat, else things of the first resource that can be watched."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from lockstep.actors.trial_subjects import MissedError, Subject, subject_of
from lockstep.targets.base import Answer, Identity
from lockstep.targets.resources import Field, Patch, Post, Resource, Text

NOTE = {"note": Text()}
SHELF = Resource("shelf", channel="shelf/{id}", fields=NOTE, create=Post("/shelves"))
LAMP = Resource(
    "lamp",
    channel="lamp/{id}",
    parent="shelf",
    fields={"lit": Field(samples=(True, False))},
    create=Post("/lamps"),
    change=Patch("/lamps/{id}"),
    events={"lamp.changed": "change"},
)
ORDER = Resource("order", collection="orders/{company}", fields=NOTE, create=Post("/o"), events={"made": "create"})
OWN = Resource("task", collection="tasks/{me}", fields=NOTE, create=Post("/t"), events={"made": "create"})
PEOPLE: Any = [SimpleNamespace(identity=Identity(name, id=name, company="acme")) for name in ("Ana", "Ben")]


class Target:
    run = "ls1"

    def __init__(self, *resources: Resource, chats: bool = False, channel: Any = "chatroom:7") -> None:
        self.resources, self.chats, self.channel = resources, chats, channel

    async def open_chatroom(self, *given: Any) -> Any:
        del given
        return self.channel


def opened(target: Any, outcome: Any = "ok") -> tuple[Subject, str, list[tuple[str, dict[str, Any]]]]:
    acts: list[tuple[str, dict[str, Any]]] = []

    async def act(identity: Identity, operation: str, /, **fields: Any) -> Answer:
        assert identity.person == "Ana"
        acts.append((operation, fields))
        return Answer(outcome, "201", f"{operation.partition('_')[2]}:{len(acts)}")

    subject = subject_of(target, PEOPLE)
    return subject, asyncio.run(subject.open(act)), acts


def test_people_who_chat_post_messages() -> None:
    subject, channel, _ = opened(Target(ORDER, chats=True))
    assert (channel, subject.about) == ("chatroom:7", "in chatroom:7")
    assert subject.write() == ("post_message", {"channel": "chatroom:7", "content": "Shall we begin?"})


def test_a_chatroom_has_a_name_of_its_kind() -> None:
    with pytest.raises(MissedError, match="open_chatroom returned 7; expected was a channel such as chatroom:7"):
        opened(Target(chats=True, channel=7))


def test_a_creation_that_all_can_watch_is_preferred() -> None:
    subject, channel, acts = opened(Target(SHELF, LAMP, OWN, ORDER))
    assert (channel, subject.about, acts) == ("orders/acme", "for each new order in orders/acme", [])
    assert subject.write() == ("create_order", {"note": "first draft"})


def test_else_a_thing_is_created_with_what_it_is_in_and_changes() -> None:
    subject, channel, acts = opened(Target(SHELF, LAMP))
    assert [operation for operation, _ in acts] == ["create_shelf", "create_lamp"]
    assert acts[1][1] == {"lit": True, "parent": "shelf:1"}
    assert (channel, subject.about) == ("lamp/2", "for each change of a lamp in lamp/2")
    assert subject.write() == ("change_lamp", {"lit": False, "ref": "lamp:2", "parent": "shelf:1"})
    assert subject.write()[1]["lit"] is True


def test_what_cannot_be_created_is_told() -> None:
    with pytest.raises(MissedError, match=r"the answer to Ana's create_shelf is 201 \(fail\)"):
        opened(Target(SHELF, LAMP), "fail")


def test_nothing_that_all_could_watch_is_told() -> None:
    with pytest.raises(MissedError, match="no resource declares what one could watch"):
        opened(Target(SHELF, OWN))
