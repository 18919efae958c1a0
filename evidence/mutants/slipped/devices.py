"""Sessions of which only one device or login is thought of."""

import dataclasses
from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.accounts import Accounts
from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.people import People
from lockstep.reference.domain.permissions import Caller
from lockstep.reference.domain.tokens import Tokens
from lockstep.reference.errors import unauthenticated
from lockstep.reference.socket.commands import Commands
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.hub import Hub

from evidence.mutants.slipped.slip import during, replace, slip

_TOKENS = (
    "features/connection/tokens.feature",
    "features/connection/lifecycle.feature",
    "features/sync/permissions.feature",
)
_RIGHTS = (
    "features/sync/membership.feature",
    "features/sync/permissions.feature",
    "features/sync/roles.feature",
    "features/connection/tokens.feature",
)
_PRESENCE = (
    "features/sync/presence.feature",
    "features/connection/tokens.feature",
    "features/sync/membership.feature",
)
_RESUME = ("features/connection/resume.feature", "features/recovery/reconnect.feature")
_LOGIN = ("features/connection/tokens.feature", "features/connection/lifecycle.feature")


def _newest_only(name: str, about: str = "") -> None:
    """A close of several connections reaches the newest one only; `about`: for this reason alone."""

    def close(original: Callable[..., Any], self: Any, whose: Any, reason: str) -> None:
        every = self._close

        def newest(hearers: list[Any], code: int, why: str) -> None:
            every(hearers[-1:], code, why)

        if not about or about == reason:
            self._close = newest
        try:
            original(self, whose, reason)
        finally:
            self._close = every

    replace(Hub, name, close)


def _sockets_stay(about: str) -> None:
    """A login that ends for this reason leaves its sockets open."""

    def close(original: Callable[..., Any], self: Any, family: str, reason: str) -> None:
        if reason != about:
            original(self, family, reason)

    replace(Hub, "close_family", close)


@slip(
    expected="step: closed 4403 on every device",
    made_by="whoever keeps one socket for each person",
    features=_RIGHTS,
    listed=True,
    now="is disconnected on every device",
)
def removed_loses_one_connection() -> None:
    """Removing a person from the company closes only one of their connections."""
    _newest_only("close_person")


@slip(
    expected="step: closed 4401 on every device",
    made_by="whoever keeps the last socket for each token",
    features=_TOKENS,
    listed=True,
    now="logging out ends one login",
)
def logout_closes_the_newest_connection() -> None:
    """Logging out closes only the newest connection of that login."""
    _newest_only("close_family", "logged out")


@slip(
    expected="step: closed 4401",
    made_by="whoever revokes tokens and does not think of sockets",
    features=_TOKENS,
    listed=True,
    now="a changed password ends",
)
def new_password_leaves_sockets() -> None:
    """A changed password ends the other logins, but their sockets stay open."""
    _sockets_stay("the password was changed")


@slip(
    expected="step: rejected",
    made_by="whoever leaves the library's reuse interval on",
    features=_TOKENS,
    listed=True,
    now="refresh token used twice",
)
def used_refresh_token_good_for_ten_more_seconds() -> None:
    """The previous refresh token is good for 10 more seconds."""
    used: dict[str, float] = {}

    def turn(original: Callable[..., Any], self: Any, token: str) -> Any:
        claims, now = self._claims("refresh", token), self._clock()
        family = self._database.find("SELECT user_id, refresh_id FROM families WHERE id = ?", claims["fam"])
        if family is not None and now - used.get(claims["jti"], 0) < 10:
            return str(claims["fam"]), int(family["user_id"])
        used[claims["jti"]] = now
        return original(self, token)

    replace(Tokens, "turn", turn)


@slip(
    expected="step: rejected",
    made_by="whoever closes sockets and does not think of refresh tokens",
    features=_TOKENS,
    now="a changed password ends",
)
def new_password_keeps_other_logins() -> None:
    """A changed password closes the sockets of other logins, but their tokens are still good."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        kept = statement.replace("DELETE FROM families", "SELECT id FROM families").removesuffix(" RETURNING id")
        return original(self, kept if statement.startswith("DELETE FROM families") else statement, *values)

    replace(Database, "rows", rows)


@slip(
    expected="step: still connected",
    made_by="whoever ends all logins of a person and forgets the one that asked",
    features=_TOKENS,
    now="a changed password ends",
)
def new_password_ends_own_login() -> None:
    """A changed password ends the login that changed it too."""

    async def change(original: Callable[..., Any], self: Any, call: Any, body: Any) -> Any:
        answer = await original(self, call, body)
        self.logout(call)
        return answer

    replace(Accounts, "change_password", change)


@slip(
    expected="step: still connected",
    made_by="whoever ends a person's sessions where one was meant",
    features=_TOKENS,
    now="logging out ends one login",
)
def logout_ends_every_login() -> None:
    """Logging out ends all logins of the person."""

    def logout(original: Callable[..., Any], self: Any, call: Any) -> None:
        original(self, call)
        ended = "DELETE FROM families WHERE user_id = ? RETURNING id"
        for (family,) in self._core.database.rows(ended, call.caller.user_id):
            self._core.hub.close_family(family, "logged out")

    replace(Accounts, "logout", logout)


@slip(
    expected="step: still connected",
    made_by="whoever allows one session for each person",
    features=(*_TOKENS, "features/recovery/reconnect.feature"),
    now="a new login ends no other",
)
def new_login_ends_the_older() -> None:
    """A login ends the person's older logins."""

    def begin(original: Callable[..., Any], self: Any, user_id: int) -> Any:
        self._database.run("DELETE FROM families WHERE user_id = ?", user_id)
        return original(self, user_id)

    replace(Tokens, "begin", begin)


@slip(
    expected="step: rejected",
    made_by="whoever trusts a signed token until it expires",
    features=_RIGHTS,
    now="is disconnected on every device",
)
def removed_keep_their_token() -> None:
    """The access token of a person removed from the company is good until it expires."""

    def alive(original: Callable[..., Any], self: Any, family: str, expires_at: float) -> Any:
        del original
        found = self._database.find(
            "SELECT u.id, u.company_id, u.role FROM families f JOIN users u ON u.id = f.user_id WHERE f.id = ?",
            family,
        )
        if found is None:
            raise unauthenticated("revoked", "The token's login has ended; log in again.")
        return Caller(found["id"], found["company_id"], found["role"], family, expires_at)

    def run(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        return 0 if statement == "DELETE FROM families WHERE user_id = ?" else original(self, statement, *values)

    replace(Tokens, "alive", alive)
    replace(Database, "run", run)


def _one_device_only(original: Callable[..., Any], self: Any, user_id: int, room: str) -> None:
    """End the subscription of the newest device only."""
    del original
    for hearer in [hearer for hearer in self._rooms.get(room, {}) if hearer.user_id == user_id][-1:]:
        self.leave(hearer, room)


@slip(
    expected="P20",
    made_by="whoever keeps one socket for each person",
    features=_RIGHTS,
    now="removed from a chatroom loses it on every device",
    first="P19, P20",
)
def removed_from_a_chatroom_on_one_device() -> None:
    """A person removed from a chatroom loses it on one device only."""
    during((Chatrooms, "remove_member"), (Hub, "revoke"), _one_device_only)


@slip(
    expected="P20",
    made_by="whoever keeps one socket for each person",
    features=_RIGHTS,
    now="made a guest loses public chatrooms on every device",
)
def demoted_on_one_device() -> None:
    """A person made a guest loses the public chatrooms on one device only."""
    during((People, "change_role"), (Hub, "revoke"), _one_device_only)


@slip(
    expected="step: closed 4401",
    made_by="whoever revokes tokens and does not think of sockets",
    features=_TOKENS,
    now="refresh token used twice",
)
def reused_refresh_token_leaves_sockets() -> None:
    """A refresh token used twice ends the login, but its sockets stay open."""
    _sockets_stay("a refresh token was used twice")


@slip(
    expected="step: rejected",
    made_by="whoever refuses the copied token and leaves the thief the other one",
    features=_TOKENS,
    now="refresh token used twice",
)
def reused_refresh_token_spares_the_login() -> None:
    """A refresh token used twice is rejected, but the login lives on."""

    def turn(original: Callable[..., Any], self: Any, token: str) -> Any:
        claims = self._claims("refresh", token)
        family = self._database.find("SELECT refresh_id FROM families WHERE id = ?", claims["fam"])
        if family is not None and family["refresh_id"] != claims["jti"]:
            raise unauthenticated("revoked", "This refresh token was used before.")
        return original(self, token)

    replace(Tokens, "turn", turn)


@slip(
    expected="step: rejected",
    made_by="whoever asks for the lock only when the password was wrong",
    features=_LOGIN,
    now="the right password is rejected",
)
def locked_account_lets_the_right_password_in() -> None:
    """A locked account can be logged in to with the right password."""

    def count(original: Callable[..., Any], self: Any, account: Any, right: bool) -> bool:
        return right or bool(original(self, account, right))

    replace(Accounts, "_count", count)


@slip(
    expected="step: accepted",
    made_by="whoever counts failures and does not reset the count",
    features=_LOGIN,
    now="failed logins before",
)
def failures_never_forgotten() -> None:
    """Failed logins count towards the lock even when a successful one came between."""

    def count(original: Callable[..., Any], self: Any, account: Any, right: bool) -> bool:
        locked = account["locked_until"] > self._core.clock()
        return True if right and not locked else bool(original(self, account, right))

    replace(Accounts, "_count", count)


@slip(
    expected="P22",
    made_by="whoever counts connections where the client closes them, and not where the server does",
    features=_PRESENCE,
    now="logged out everywhere is absent",
)
def present_after_logout() -> None:
    """Nobody is told that a person is absent whose connection the backend closed."""

    def close(original: Callable[..., Any], self: Any, hearers: list[Any], code: int, reason: str) -> None:
        told, self.tell_presence = self.tell_presence, lambda *_: None
        try:
            original(self, hearers, code, reason)
        finally:
            self.tell_presence = told

    replace(Hub, "_close", close)


@slip(
    expected="step: closed 4403 on every device",
    made_by="whoever keeps one socket for each person",
    features=_RIGHTS,
    now="erasing the company",
)
def erased_company_leaves_second_devices() -> None:
    """Erasing a company closes one connection of each of its people."""

    def close(original: Callable[..., Any], self: Any, company_id: int, reason: str) -> None:
        del original
        newest = {one.user_id: one for one in self._connections if one.company_id == company_id}
        self._close(list(newest.values()), 4403, reason)

    replace(Hub, "close_company", close)


@slip(
    expected="step: still connected",
    made_by="whoever revokes the old token with everything that was opened by it",
    features=_TOKENS,
    now="a renewed token closes nothing",
    first="error",
)
def renewal_closes_sockets() -> None:
    """Renewing a token closes the connections of that login."""
    turned: list[str] = []

    def turn(original: Callable[..., Any], self: Any, token: str) -> Any:
        found = original(self, token)
        turned[:] = found[:1] if isinstance(found, tuple) else []
        return found

    def refresh(original: Callable[..., Any], self: Any, body: Any, cause: str) -> Any:
        answer = original(self, body, cause)
        self._core.hub.close_family(turned[0], "the token was renewed")
        return answer

    replace(Tokens, "turn", turn)
    replace(Accounts, "refresh", refresh)


@slip(
    expected="P16",
    made_by="whoever keeps the place of a person, not of a device",
    features=_RESUME,
    now="both receive what they missed",
    first="P1, P16, P18, P8",
)
def resumed_once_for_all_devices() -> None:
    """What was replayed to one device of a person is not replayed to another."""
    replayed: dict[tuple[int, str], int] = {}

    def replay(original: Callable[..., Any], self: Any, call: Any, room: str, position: Any) -> Any:
        claim, texts = original(self, call, room, position)
        if claim["recovered"]:
            who = (call.caller.user_id, room)
            texts = texts[max(0, replayed.get(who, 0) - position.seq) :]
            replayed[who] = claim["to"]
        return claim, texts

    replace(Commands, "_replay", replay)


@slip(
    expected="step: rejected",
    made_by="whoever reads the role from the token",
    features=_RIGHTS,
    now="an administrator can delete what others wrote",
    first="P19, P20, step",
)
def role_of_the_login() -> None:
    """A changed role takes effect with the person's next login."""
    roles: dict[str, Any] = {}

    def alive(original: Callable[..., Any], self: Any, family: str, expires_at: float) -> Any:
        caller = original(self, family, expires_at)
        return dataclasses.replace(caller, role=roles.setdefault(family, caller.role))

    replace(Tokens, "alive", alive)
