"""Typing indicators: ephemeral events, never stored. Commands in `frames.py`, rules in docs/reference-backend.md.

Promise: every start and every stop is one event; a start without a stop is stopped automatically after `typing_s`,
counted from the newest start of that person in that room.
"""

import asyncio
from functools import partial

from lockstep.reference import frames, rooms
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.errors import conflict
from lockstep.reference.representations import ThreadTyping, Typing


class Typists:
    """The people typing; needs a running event loop."""

    def __init__(self, core: Core) -> None:
        """Uses this core."""
        self._core = core
        self._stops: dict[tuple[str, int], asyncio.TimerHandle] = {}

    def in_chatroom(self, call: Call, chatroom_id: int, typing: bool) -> Typing:
        """A person starts or stops typing in a chatroom that they see. Raises RefusedError (404)."""
        self._core.permissions.chatroom(call.caller, chatroom_id)
        data: Typing = {"chatroomId": chatroom_id, "userId": call.caller.user_id, "typing": typing}
        ceased: Typing = {**data, "typing": False}
        room = rooms.chatroom(chatroom_id)
        self._wait(room, call.caller.user_id, partial(self._tell, "chatroom_typing", room, ceased, None), typing)
        self._tell("chatroom_typing", room, data, call.cause)
        return data

    def in_thread(self, call: Call, thread_id: int, typing: bool) -> ThreadTyping:
        """The same in a thread. Raises RefusedError (404; 409 if it is archived)."""
        if self._core.permissions.thread(call.caller, thread_id)["is_archived"]:
            raise conflict("This thread is archived; it can only be read.")
        data: ThreadTyping = {"threadId": thread_id, "userId": call.caller.user_id, "typing": typing}
        ceased: ThreadTyping = {**data, "typing": False}
        room = rooms.thread(thread_id)
        self._wait(room, call.caller.user_id, partial(self._tell, "thread_typing", room, ceased, None), typing)
        self._tell("thread_typing", room, data, call.cause)
        return data

    def _wait(self, room: str, user_id: int, stop: "partial[None]", typing: bool) -> None:
        """Postpone the automatic stop, or cancel it."""
        waiting = self._stops.pop((room, user_id), None)
        if waiting is not None:
            waiting.cancel()
        if typing:
            later = asyncio.get_running_loop().call_later
            typing_s = self._core.settings.typing_s
            self._stops[room, user_id] = later(typing_s, self._stop, (room, user_id), stop)

    def _stop(self, who: tuple[str, int], stop: "partial[None]") -> None:
        del self._stops[who]
        stop()

    def _tell(self, name: str, room: str, data: Typing | ThreadTyping, cause: str | None) -> None:
        core = self._core
        raw = frames.event(name, room, data, epoch=core.database.epoch, seq=None, now=core.clock(), cause=cause)
        core.hub.spread(room, raw)
