"""Access and refresh tokens: signed JWTs, each of one family, which is one login.

Promise: an access token is valid until it expires, and only while its family exists and its person is active. A
refresh token is valid once: using it yields the next one; using it again ends the family, as it must have been
copied. A family ends with logout, reuse, a changed password (all but the one that changed it), and the person's
removal.
"""

import secrets
from typing import Any, Literal

import jwt

from lockstep.reference.clock import Clock
from lockstep.reference.domain.permissions import Caller
from lockstep.reference.errors import RefusedError, unauthenticated
from lockstep.reference.storage.database import Database

_REFRESH_S = 14 * 86_400
_ALGORITHM = "HS256"


class Tokens:
    """Issues and checks tokens, with the database's secret."""

    def __init__(self, database: Database, clock: Clock, access_s: float) -> None:
        """Access tokens last `access_s` seconds."""
        self._database = database
        self._clock = clock
        self._access_s = access_s

    def begin(self, user_id: int) -> str:
        """Create a family without tokens. In a transaction."""
        family = secrets.token_hex(16)
        self._database.run(
            "INSERT INTO families (id, user_id, refresh_id, expires_at) VALUES (?, ?, '', 0)", family, user_id
        )
        return family

    def issue(self, family: str, user_id: int) -> tuple[str, str, float]:
        """Issue the next pair of a family; also returns the access token's end. In a transaction."""
        now, refresh_id = self._clock(), secrets.token_hex(16)
        self._database.run(
            "UPDATE families SET refresh_id = ?, expires_at = ? WHERE id = ?", refresh_id, now + _REFRESH_S, family
        )
        expires = now + self._access_s
        access = self._signed("access", family, user_id, secrets.token_hex(8), expires)
        return access, self._signed("refresh", family, user_id, refresh_id, now + _REFRESH_S), expires

    def caller(self, token: str) -> Caller:
        """The caller with this access token. Raises RefusedError (401)."""
        claims = self._claims("access", token)
        return self.alive(claims["fam"], claims["exp"])

    def alive(self, family: str, expires_at: float) -> Caller:
        """The person of a family, with their present role. Raises RefusedError (401) if the family has ended."""
        found = self._database.find(
            "SELECT u.id, u.company_id, u.role FROM families f JOIN users u ON u.id = f.user_id"
            " WHERE f.id = ? AND u.is_active",
            family,
        )
        if found is None:
            raise unauthenticated("revoked", "The token's login has ended; log in again.")
        return Caller(found["id"], found["company_id"], found["role"], family, expires_at)

    def turn(self, token: str) -> tuple[str, int] | str:
        """Family and person of a refresh token that is used for the first time; or, as text alone, the family whose
        token was used before, which has now been ended. In a transaction. Raises RefusedError (401)."""
        claims = self._claims("refresh", token)
        family = self._database.find("SELECT user_id, refresh_id FROM families WHERE id = ?", claims["fam"])
        if family is None:
            raise unauthenticated("revoked", "The token's login has ended; log in again.")
        if family["refresh_id"] != claims["jti"]:
            self._database.run("DELETE FROM families WHERE id = ?", claims["fam"])
            return str(claims["fam"])
        return str(claims["fam"]), int(family["user_id"])

    def _signed(self, kind: Literal["access", "refresh"], family: str, user_id: int, id_: str, expires: float) -> str:
        claims = {"sub": str(user_id), "fam": family, "typ": kind, "jti": id_, "exp": expires}
        return jwt.encode(claims, self._database.secret, algorithm=_ALGORITHM)

    def _claims(self, kind: Literal["access", "refresh"], token: str) -> dict[str, Any]:
        try:
            # the end is compared below: with this backend's clock, and to the millisecond
            claims: dict[str, Any] = jwt.decode(
                token, self._database.secret, algorithms=[_ALGORITHM], options={"verify_exp": False}
            )
        except jwt.InvalidTokenError as error:
            raise _malformed(kind) from error
        if claims["typ"] != kind:
            raise _malformed(kind)
        if claims["exp"] <= self._clock():
            raise unauthenticated("expired", f"The {kind} token has expired.")
        return claims


def _malformed(kind: str) -> RefusedError:
    return unauthenticated("malformed", f"This is not a valid {kind} token of this server.")
