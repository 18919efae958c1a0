"""Access and refresh tokens: JWTs, signed with a secret stored in the database, each of one login (its session).

An access token is valid until it expires, while its session exists and its account is active. A refresh token is
valid once: using it yields the next pair, and using it again ends the session, as it must have been copied.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import jwt
from sqlalchemy import Connection, delete, insert, select, update

from lockstep.management.answers import RefusedError
from lockstep.management.database import Database
from lockstep.management.tables import secrets as kept
from lockstep.management.tables import sessions

REFRESH_S = 14 * 86_400
_ALGORITHM = "HS256"
_SECRET = "tokens"  # noqa: S105 - the name under which it is stored

Kind = Literal["access", "refresh"]


class Pair(NamedTuple):
    """The tokens of a login."""

    access: str
    refresh: str


class Tokens:
    """Issues and reads tokens. The connections are writing transactions unless stated otherwise."""

    def __init__(self, database: Database, access_s: float, clock: Callable[[], float] = time.time) -> None:
        """Access tokens last `access_s` seconds. Raises StoreError."""
        self._access_s, self._clock = access_s, clock
        with database.writing() as connection:
            found = connection.execute(select(kept.c.value).where(kept.c.name == _SECRET)).scalar_one_or_none()
            if found is None:
                found = secrets.token_hex(32)
                connection.execute(insert(kept).values(name=_SECRET, value=found))
        self._secret = str(found)

    def begin(self, connection: Connection, account_id: str) -> Pair:
        """Create a session and its first pair."""
        connection.execute(delete(sessions).where(sessions.c.expires < self._clock()))
        name = secrets.token_hex(16)
        connection.execute(insert(sessions).values(id=name, account_id=account_id, refresh_id="", expires=0.0))
        return self._issue(connection, name)

    def turn(self, connection: Connection, token: str) -> tuple[str, Pair] | None:
        """The account of a refresh token and its next pair; None: the token was used before, so its session has been
        ended. Raises RefusedError (401)."""
        claims = self._claims("refresh", token)
        row = connection.execute(select(sessions).where(sessions.c.id == claims["sid"])).one_or_none()
        if row is None:
            raise not_known("The login of this token has ended; log in again.")
        if row.refresh_id != claims["jti"]:
            self.end(connection, row.id)
            return None
        return row.account_id, self._issue(connection, row.id)

    def session_of(self, token: str) -> str:
        """The session of a valid access token. Raises RefusedError (401)."""
        return str(self._claims("access", token)["sid"])

    def end(self, connection: Connection, session: str) -> None:
        """End one session."""
        connection.execute(delete(sessions).where(sessions.c.id == session))

    def end_all(self, connection: Connection, account_id: str) -> None:
        """End every session of an account."""
        connection.execute(delete(sessions).where(sessions.c.account_id == account_id))

    def _issue(self, connection: Connection, session: str) -> Pair:
        now, refresh_id = self._clock(), secrets.token_hex(16)
        values = {"refresh_id": refresh_id, "expires": now + REFRESH_S}
        connection.execute(update(sessions).where(sessions.c.id == session).values(**values))
        access = self._signed("access", session, secrets.token_hex(8), now + self._access_s)
        return Pair(access, self._signed("refresh", session, refresh_id, now + REFRESH_S))

    def _signed(self, kind: Kind, session: str, name: str, end: float) -> str:
        return jwt.encode({"typ": kind, "sid": session, "jti": name, "exp": end}, self._secret, algorithm=_ALGORITHM)

    def _claims(self, kind: Kind, token: str) -> dict[str, Any]:
        try:
            # the end is compared below, with this service's clock
            claims: dict[str, Any] = jwt.decode(
                token, self._secret, algorithms=[_ALGORITHM], options={"verify_exp": False}
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise not_known(f"This is not a valid {kind} token of this service.") from error
        if claims["typ"] != kind:
            raise not_known(f"This is not a valid {kind} token of this service.")
        if claims["exp"] <= self._clock():
            raise not_known(f"The {kind} token has expired.")
        return claims


def not_known(message: str) -> RefusedError:
    """401: the caller is unknown."""
    return RefusedError(401, "unauthenticated", message)
