"""Connections, logins and devices that are counted, closed or reached wrongly."""

from collections.abc import Callable
from typing import Any

from lockstep.reference import frames
from lockstep.reference.domain.tokens import Tokens
from lockstep.reference.domain.typists import Typists
from lockstep.reference.socket.connection import Connection
from lockstep.reference.storage.hub import Hub

from evidence.mutants.second_round.mistake import mistake
from evidence.mutants.slipped.slip import replace


def _of_family(hub: Any, family: str) -> list[Any]:
    return [hearer for hearer in hub._connections if hearer.family == family]


@mistake(
    6,
    violates="logout (closes the sockets of that refresh family, 4401)",
    made_by="whoever keeps the last socket for each login",
    near=("connection/devices", "connection/tokens"),
    now="logging out ends one login on each",
    first="step",
    known=True,
)
def logout_closes_one_tab() -> None:
    """With two tabs open in one login, logging out closes only one of them."""

    def close(original: Callable[..., Any], self: Any, family: str, reason: str) -> None:
        del original
        self._close(_of_family(self, family)[-1:], 4401, reason)

    replace(Hub, "close_family", close)


@mistake(
    24,
    violates="Presence: present while a socket is open; absent at most 2 x ping_s after the last one died",
    made_by="whoever takes a connection out of the list before it is counted",
    near=("sync/presence", "connection/devices", "connection/tokens"),
    now="someone who has logged out everywhere is absent",
    first="P22",
    known=True,
)
def logged_out_still_present() -> None:
    """Someone who logs out stays shown as present."""

    def close(original: Callable[..., Any], self: Any, family: str, reason: str) -> None:
        del original
        for hearer in _of_family(self, family):
            for room in [room for room, hearers in self._rooms.items() if hearer in hearers]:
                self.leave(hearer, room)
            del self._connections[hearer]
            hearer.close(4401, reason)

    replace(Hub, "close_family", close)


@mistake(
    25,
    violates="Every subscriber, the author too, gets every event of a room",
    made_by="whoever thinks that people know what they type themselves",
    near=("sync/typing", "sync/fields", "connection/devices"),
    now="typing is shown on every device",
    first="P1",
)
def own_typing_not_echoed() -> None:
    """One's second device does not show that one is typing."""

    def tell(_: Callable[..., Any], self: Any, *told: Any) -> None:
        core, (name, room, data, cause) = self._core, told
        raw = frames.event(name, room, data, epoch=core.database.epoch, seq=None, now=core.clock(), cause=cause)
        for hearer in list(core.hub._rooms.get(room, {})):
            if hearer.user_id != data["userId"]:
                hearer.push(raw.decode(), len(raw))

    replace(Typists, "_tell", tell)


@mistake(
    26,
    violates="refresh rotates, the old one dies and its reuse ends that family",
    made_by="whoever ends a person's sessions where one was meant",
    near=("connection/devices", "connection/tokens"),
    now="a refresh token used twice ends the login",
    first="step",
)
def reuse_ends_every_login() -> None:
    """When one device sends its refresh token twice, the person is logged out on all the others too."""

    def turn(original: Callable[..., Any], self: Any, token: str) -> Any:
        turned = original(self, token)
        if isinstance(turned, str):
            claims = self._claims("refresh", token)
            self._database.run("DELETE FROM families WHERE user_id = ?", int(claims["sub"]))
        return turned

    replace(Tokens, "turn", turn)


@mistake(
    27,
    violates="Close codes: 4401 token (the one shown last is valid)",
    made_by="whoever sets the timer where the connection is opened",
    near=("connection/tokens",),
    now="a connection whose token is renewed in time stays open",
    first="step",
    known=True,
)
def renewal_does_not_extend_connection() -> None:
    """An app that shows its renewed token on the open connection is still cut off when the first token ends."""

    def authenticate(original: Callable[..., Any], self: Any, *given: Any) -> Any:
        again, end = bool(self.user_id), self._expires_at
        caller = original(self, *given)
        if again:
            self._expires_at = end
            self.time_leapt()
        return caller

    replace(Connection, "authenticate", authenticate)
