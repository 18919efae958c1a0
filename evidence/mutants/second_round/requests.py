"""What comes in: rules of one way only, retries, and limits."""

import dataclasses
from collections.abc import Callable
from math import floor
from typing import Any

from lockstep.reference import limits, rooms
from lockstep.reference.domain import requests
from lockstep.reference.domain.accounts import Accounts
from lockstep.reference.domain.companies import Companies
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.requests import Given, PostMessage
from lockstep.reference.http.routes import users
from lockstep.reference.socket import commands
from lockstep.reference.socket.commands import Commands
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.hub import Hub

from evidence.mutants.second_round.mistake import mistake
from evidence.mutants.slipped.slip import during, replace

_INVALID = "422 invalid field"


@mistake(
    3,
    violates=_INVALID,
    made_by="whoever validates in the model of the HTTP body only",
    near=("sync/parity", "sync/content"),
    now="nothing but Unicode spaces is rejected over the socket",
    first="step",
    known=True,
)
def blank_message_by_socket() -> None:
    """A message of spaces alone is refused by the API, but appears in the chatroom when sent over the socket."""

    def read(original: Callable[..., Any], model: Any, command: Any, **which: Any) -> Any:
        content = command.data.get("content")
        if model is not PostMessage or not isinstance(content, str) or not content or content.strip():
            return original(model, command, **which)
        shown = dataclasses.replace(command, data={**command.data, "content": "-" * len(content)})
        return original(model, shown, **which).model_copy(update={"content": content})

    replace(commands, "_read", read)


@mistake(
    4,
    violates="messages: POST (chatroom or thread, replyToId, header Idempotency-Key)",
    made_by="whoever writes a second handler for threads and forgets an optional field",
    near=("sync/parity", "sync/threads", "sync/messages"),
    now="a reply written in a thread over the socket",
)
def thread_reply_by_socket_loses_quote() -> None:
    """A reply in a thread, sent over the socket, arrives as a message that answers nothing."""

    def send(original: Callable[..., Any], self: Any, no: str, *given: Any) -> Any:
        *before, command = given
        if no == "chatroomId":
            data = {name: value for name, value in command.data.items() if name != "replyToId"}
            command = dataclasses.replace(command, data=data)
        return original(self, no, *before, command)

    replace(Commands, "_send_message", send)


@mistake(
    5,
    violates="Close codes: 4403 revoked",
    made_by="whoever has two routes to one act and closes the sockets in one of them",
    near=("connection/devices", "sync/membership", "sync/permissions"),
    now="someone removed from the company is disconnected on every device",
    first="step",
    known=True,
)
def removal_through_company_leaves_sockets() -> None:
    """Someone removed from the company stays connected; someone whose account is deactivated is cut off."""
    during((Companies, "remove_member"), (Hub, "close_person"), lambda *_: None)


@mistake(
    12,
    violates="423 locked (lock_after failed logins in a row)",
    made_by="whoever counts failures and does not reset the count",
    near=("connection/devices",),
    now="failed logins before a successful one",
    first="step",
    known=True,
)
def failed_logins_never_forgiven() -> None:
    """Someone who mistypes their password now and then, and logs in rightly in between, is locked out one day."""

    def count(original: Callable[..., Any], self: Any, account: Any, right: bool) -> Any:
        succeeds = original(self, account, right)
        if succeeds:
            update = "UPDATE users SET failed_logins = ? WHERE id = ?"
            self._core.database.run(update, account["failed_logins"], account["id"])
        return succeeds

    replace(Accounts, "_count", count)


@mistake(
    17,
    violates="stored with the event in the transaction of the write",
    made_by="whoever announces in the controller, after the service that knows the key",
    near=("sync/retries", "sync/parity"),
    now="a message retried over the socket is the one",
    first="P10, P17, P2",
)
def retry_announced_again() -> None:
    """When an app repeats a post after a lost answer, everybody receives the message twice."""
    repeated: list[Any] = []

    def first(original: Callable[..., Any], *given: Any) -> Any:
        answer = original(*given)
        repeated.extend([] if answer is None else [answer])
        return answer

    def post(original: Callable[..., Any], self: Any, call: Any, *given: Any) -> Any:
        repeated.clear()
        message = original(self, call, *given)
        for again in repeated:
            kind, id_ = next((kind, again[f"{kind}Id"]) for kind in ("chatroom", "thread") if f"{kind}Id" in again)
            with self._core.writes.write(call.cause, call.via) as work:
                work.event(getattr(rooms, kind)(id_), f"{kind}_message_received", again)
        return message

    replace(Messages, "_first_answer", first)
    replace(Messages, "post", post)


@mistake(
    18,
    violates="Nothing of one company is visible to another",
    made_by="whoever looks a key up without asking whose it is",
    near=("sync/retries", "sync/parity"),
    now="two people who happen to use the same key",
    first="step",
)
def key_shared_by_everybody() -> None:
    """Of two people whose apps number their keys, the second one's message is refused, or answered with the first
    one's and never posted."""

    def find(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        return original(self, statement.replace("user_id = ?", "? > 0"), *values)

    during((Messages, "_first_answer"), (Database, "find"), find)


class ChangePassword(requests.ChangePassword):
    """`{currentPassword, newPassword}`, the new one any text."""

    new_password: Given


@mistake(
    28,
    violates=_INVALID,
    made_by="whoever has the rule for passwords in the model of the registration",
    near=("connection/devices", "connection/tokens"),
    now="is rejected and ends nothing",
)
def weak_new_password_accepted() -> None:
    """A password of three letters is refused when registering, but accepted when changing the password."""
    users.change_password.__annotations__["body"] = ChangePassword


@mistake(
    29,
    violates="429 with Retry-After",
    made_by="whoever converts seconds to an integer",
    near=("recovery/limits", "recovery/api", "sync/bursts"),
    now="messages over the rate limit are not written over the API",
)
def retry_after_zero() -> None:
    """An app that is told to wait is told to wait 0 seconds, retries at once and is refused again."""
    replace(limits, "ceil", lambda _original, wait: floor(wait))
