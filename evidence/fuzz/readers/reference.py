"""The reference backend: messages of its socket, and answers of its API."""

from typing import Any, cast

from lockstep.targets.base import Target
from lockstep.targets.reference import ReferenceTarget

from evidence.fuzz.readers import plain_json
from evidence.fuzz.readers.adapters import Asked, answers_reader, messages_reader
from tests.targets.reference.answers import (
    CHATROOM,
    MEMBERSHIP,
    MESSAGE,
    SESSION,
    STATUS,
    THREAD,
    TOMBSTONE,
    USER,
    success,
)

_MEMBERS = [MEMBERSHIP, {**MEMBERSHIP, "userId": 3}]
_ROOM = {"channel": "chatroom:7"}
_REFUSED = {"status": "error", "code": "forbidden", "message": "No.", "details": {}}
ASKED = (
    Asked("post_message", {**_ROOM, "content": "hello"}, success(MESSAGE)),
    Asked("edit_message", {"message": "message:19", "content": "hi"}, success(MESSAGE)),
    Asked("delete_message", {"message": "message:19"}, success(TOMBSTONE)),
    Asked("create_chatroom", {"name": "design", "private": False, "members": ["user:4"]},
          success({**CHATROOM, "isPrivate": False}, members=_MEMBERS)),
    Asked("delete_chatroom", _ROOM, success(TOMBSTONE, members=_MEMBERS, isPrivate=True)),
    Asked("rename_chatroom", {**_ROOM, "name": "x"}, success(CHATROOM, members=_MEMBERS)),
    Asked("add_member", {**_ROOM, "member": "user:4"}, success(MEMBERSHIP)),
    Asked("remove_member", {**_ROOM, "member": "user:4"}, success(MEMBERSHIP)),
    Asked("remove_person", {"member": "user:4"}, success({**MEMBERSHIP, "roomId": "company:1"}, left=_MEMBERS)),
    Asked("change_role", {"member": "user:4", "role": "GUEST"}, success(USER, gained=["chatroom:7"], lost=[])),
    Asked("register", {"email": "a@example.com", "company_name": "Lis", "full_name": "Ana", "password": "p"},
          success(SESSION)),
    Asked("login", {"email": "a@example.com", "password": "p"}, success(SESSION)),
    Asked("refresh", {"refresh_token": "r"}, success(SESSION)),
    Asked("set_status", {"status": "away"}, success(STATUS)),
    Asked("create_thread", {**_ROOM, "title": "colours"}, success(THREAD, members=_MEMBERS)),
    Asked("archive_thread", {"thread": "thread:5"}, success(THREAD)),
    Asked("delete_thread", {"thread": "thread:5"}, success(TOMBSTONE)),
    Asked("post_message", {**_ROOM, "content": "hello"}, _REFUSED),
    Asked("messages", _ROOM, success([MESSAGE], position={"epoch": "e1", "seq": 4}, nextCursor=None), reads=True),
    Asked("me", {}, success(USER), reads=True),
    Asked("people", {}, success([USER], nextCursor=None), reads=True),
    Asked("presence", {"member": "user:3"}, success({"userId": 3, "present": True}), reads=True),
    Asked("status", {"member": "user:3"}, success(STATUS), reads=True),
)  # fmt: skip


def _prepare(target: Target) -> None:
    """Ana and Ben work for company 1; chatroom 7 with message 19 and thread 5 is theirs."""
    world: Any = cast("ReferenceTarget", target)._world
    world.people |= {"user:3": ("Ana", "company:1"), "user:4": ("Ben", "company:1")}
    world.places |= {"chatroom:7": "company:1", "message:19": "chatroom:7", "thread:5": "chatroom:7"}
    world.hearers |= {"company:1": {"Ana", "Ben"}, "chatroom:7": {"Ana", "Ben"}}


MESSAGES = messages_reader("reference", plain_json.INPUTS, _prepare)
ANSWERS = answers_reader("reference", ASKED, _prepare)
