"""The reference backend as a staging system: it runs already, and its accounts are given in a file.

The file, named by STAGING_ACCOUNTS, is a list of {"email", "password", "company"}.
"""

import json
import os
from pathlib import Path
from typing import Any, ClassVar

from lockstep.clients.dialects.base import Frame
from lockstep.history.rows import Promises
from lockstep.targets.base import Notice
from lockstep.targets.resources import Delete, Get, Post, Put, Resource, Text
from lockstep.targets.rest import Account, Bearer, JsonSocket, RestTarget

GIVEN = json.loads(Path(os.environ["STAGING_ACCOUNTS"]).read_text("utf-8"))
CHATROOM = Resource(
    "chatroom",
    collection="company:{company}",
    version="version",
    fields={"name": Text(samples=("design", "lunch"), unique=True)},
    create=Post("/chatrooms", {"name": "{name}"}, entity="data"),
    delete=Delete("/chatrooms/{id}"),
    read=Get("/chatrooms/{id}", entity="data"),
    list=Get("/chatrooms", items="data"),
    events={"chatroom_created": "create"},
)
MESSAGE = Resource(
    "message",
    channel="chatroom:{parent_id}",
    version="version",
    parent="chatroom",
    parent_id="chatroomId",
    fields={"content": Text(longest=10_000)},
    create=Post("/messages", {"content": "{content}", "chatroomId": "{parent_id}"}, entity="data"),
    change=Put("/messages/{id}", entity="data"),
    delete=Delete("/messages/{id}"),
    read=Get("/messages/{id}", entity="data"),
    events={
        "chatroom_message_received": "create",
        "chatroom_message_edited": "change",
        "chatroom_message_deleted": "delete",
    },
)


class Staging(RestTarget):
    """It runs at the addresses of the settings."""

    name = "staging"
    health_path = "/health"
    login = Bearer(
        accounts=tuple(Account(**one) for one in GIVEN),
        sign_in=Post("/auth/login", {"email": "{email}", "password": "{password}"}),
        token="data.accessToken",
        id="data.user.id",
    )
    socket = JsonSocket(
        kind="event",
        channel="room",
        seq="seq",
        epoch="epoch",
        command={"event": "{kind}", "ref": "{ref}", "data": "{data}"},
        reason="data.message",
        greeting="authentication_success",
    )
    subscribing = ("join_chatroom", {})
    resources = (CHATROOM, MESSAGE)
    readers = "company"
    refusals: ClassVar[frozenset[int]] = frozenset({400, 403, 404, 409, 422})
    promises = Promises(numbers=True, order="channel", agreement=True, drain_ms=200)
    needs_met = frozenset({"companies"})

    def subscribe(self, channel: str) -> tuple[str, Any]:
        """Rooms are named by their number."""
        kind, _, number = channel.partition(":")
        return f"join_{kind}", {f"{kind}Id": int(number)}

    def notices(self, frame: Frame) -> list[Notice]:
        """A room is joined, as it says before the acknowledgement."""
        if frame.kind == "room_joined":
            return [Notice("subscribe", "done", frame.body["data"]["room"])]
        return super().notices(frame)
