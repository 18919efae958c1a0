"""Accounts: registration, login, logout, token refresh, profile and password.

Routes auth/* and users/me; rights and bodies in `requests.py`, tokens in `tokens.py`. After `lock_after` failed
logins in a row an account is locked for 15 minutes: even the right password is rejected (423).
"""

import sqlite3
from math import ceil

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import ChangePassword, Login, Refresh, Register, UpdateMe
from lockstep.reference.errors import RefusedError, conflict, unauthenticated, wrong_password
from lockstep.reference.representations import Me, Role, Session, User
from lockstep.reference.storage import table_rows

_LOCK_S = 900


class Accounts:
    """Operations on accounts."""

    def __init__(self, core: Core) -> None:
        """Uses this core."""
        self._core = core

    async def register(self, body: Register, cause: str) -> Session:
        """Create a company and its OWNER."""
        hashed = await self._core.passwords.hash(body.password)
        database = self._core.database
        with self._core.writes.write(cause) as work:
            self.email_is_free(body.email)
            now = timestamp(work.now)
            insert = "INSERT INTO companies (name, created_at) VALUES (?, ?) RETURNING id"
            [(company_id,)] = database.rows(insert, body.company_name, now)
            self._core.outbox.open(rooms.company(company_id), company_id)
            user_id = self.enrol(
                company_id, email=body.email, full_name=body.full_name, role="OWNER", hashed=hashed, now=now
            )
            return self.session(user_id, self._core.tokens.begin(user_id))

    async def login(self, body: Login, cause: str) -> Session:
        """Start a new family. Raises RefusedError: 401, 423."""
        email = body.email.lower()
        row = self._core.database.find("SELECT * FROM users WHERE email = ? AND is_active", email)
        known = row["password_hash"] if row else None
        right = await self._core.passwords.matches(known, body.password)
        with self._core.writes.write(cause):
            account = self._core.database.find("SELECT * FROM users WHERE email = ? AND is_active", email)
            if account is not None and self._count(account, right and account["password_hash"] == known):
                return self.session(account["id"], self._core.tokens.begin(account["id"]))
        raise unauthenticated("credentials", "Email or password is wrong.")

    def refresh(self, body: Refresh, cause: str) -> Session:
        """Issue the family's next tokens. A token used before is rejected, and ends the family with its sockets."""
        with self._core.writes.write(cause) as work:
            turned = self._core.tokens.turn(body.refresh_token)
            if isinstance(turned, tuple):
                return self.session(turned[1], turned[0])
            work.then(self._core.hub.close_family, turned, "a refresh token was used twice")
        raise unauthenticated("revoked", "This refresh token was used before, so its login has ended; log in again.")

    def logout(self, call: Call) -> None:
        """End the caller's family and close its sockets."""
        with self._core.writes.write(call.cause) as work:
            self._core.database.run("DELETE FROM families WHERE id = ?", call.caller.family)
            work.then(self._core.hub.close_family, call.caller.family, "logged out")

    def me(self, call: Call) -> Me:
        """The caller and their company."""
        company = self._core.database.row("SELECT * FROM companies WHERE id = ?", call.caller.company_id)
        return {"user": self.user(call), "company": table_rows.company(company)}

    def user(self, call: Call) -> User:
        """The caller."""
        return table_rows.user(self._core.database.row("SELECT * FROM users WHERE id = ?", call.caller.user_id))

    def update(self, call: Call, body: UpdateMe) -> User:
        """Change the caller's name."""
        update = "UPDATE users SET full_name = ?, version = version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause):
            [row] = self._core.database.rows(update, body.full_name, call.caller.user_id)
        return table_rows.user(row)

    async def change_password(self, call: Call, body: ChangePassword) -> User:
        """Change the caller's password and end their other families. Raises RefusedError (403)."""
        await self.confirm(call, body.current_password)
        hashed = await self._core.passwords.hash(body.new_password)
        update = "UPDATE users SET password_hash = ?, version = version + 1 WHERE id = ? RETURNING *"
        ended = "DELETE FROM families WHERE user_id = ? AND id <> ? RETURNING id"
        with self._core.writes.write(call.cause) as work:
            self._core.tokens.alive(call.caller.family, call.caller.expires_at)
            [row] = self._core.database.rows(update, hashed, call.caller.user_id)
            for (family,) in self._core.database.rows(ended, call.caller.user_id, call.caller.family):
                work.then(self._core.hub.close_family, family, "the password was changed")
        return table_rows.user(row)

    async def confirm(self, call: Call, password: str) -> None:
        """Raises RefusedError (403) unless this is the caller's password."""
        row = self._core.database.row("SELECT password_hash FROM users WHERE id = ?", call.caller.user_id)
        if not await self._core.passwords.matches(row["password_hash"], password):
            raise wrong_password()

    def email_is_free(self, email: str) -> None:
        """Raises RefusedError (409) when an account has this email."""
        if self._core.database.find("SELECT 1 FROM users WHERE email = ?", email) is not None:
            raise conflict("There is an account with this email already.")

    def enrol(self, company_id: int, *, email: str, full_name: str, role: Role, hashed: str, now: str) -> int:
        """Add a new person to a company: account, room, membership. In a transaction."""
        database = self._core.database
        insert = (
            "INSERT INTO users (company_id, email, full_name, role, password_hash, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
        )
        [(user_id,)] = database.rows(insert, company_id, email, full_name, role, hashed, now)
        self._core.outbox.open(rooms.user(user_id), company_id)
        database.run("INSERT INTO memberships (room, user_id) VALUES (?, ?)", rooms.company(company_id), user_id)
        return int(user_id)

    def session(self, user_id: int, family: str) -> Session:
        """Issue the family's next tokens, with their person. In a transaction."""
        database = self._core.database
        user = database.row("SELECT * FROM users WHERE id = ?", user_id)
        company = database.row("SELECT * FROM companies WHERE id = ?", user["company_id"])
        member = database.row(
            "SELECT * FROM memberships WHERE room = ? AND user_id = ?", rooms.company(company["id"]), user_id
        )
        access, refresh, expires = self._core.tokens.issue(family, user_id)
        return {
            "user": table_rows.user(user),
            "company": table_rows.company(company),
            "membership": table_rows.membership(member),
            "accessToken": access,
            "refreshToken": refresh,
            "expiresAt": timestamp(expires),
        }

    def _count(self, account: sqlite3.Row, right: bool) -> bool:
        """Count a login to this account; returns whether it succeeds. Raises RefusedError (423)."""
        now, limit = self._core.clock(), self._core.settings.lock_after
        if account["locked_until"] > now:
            wait = ceil(account["locked_until"] - now)
            raise RefusedError(423, "locked", "Too many failed logins; this account is locked.", retryAfterS=wait)
        failed = 0 if right else account["failed_logins"] + 1
        locked = 0 < limit <= failed
        self._core.database.run(
            "UPDATE users SET failed_logins = ?, locked_until = ? WHERE id = ?",
            0 if locked else failed,
            now + _LOCK_S if locked else 0,
            account["id"],
        )
        return right
