"""Invitations: how people join a company.

Routes invitations/*. The token is returned once, to the person who invites (in practice an email would carry it), and
stored as a digest; it is valid for 7 days and for one account, which has the invitation's email.
"""

import secrets
import sqlite3
from hashlib import sha256

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.accounts import Accounts
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import Accept, Invite
from lockstep.reference.errors import conflict, not_found
from lockstep.reference.representations import Invitation, Session, Tombstone
from lockstep.reference.storage import table_rows

_GOOD_FOR_S = 7 * 86_400


class Invitations:
    """Operations on invitations."""

    def __init__(self, core: Core, accounts: Accounts) -> None:
        """Uses this core; accounts enrol people."""
        self._core = core
        self._accounts = accounts

    def create(self, call: Call, body: Invite) -> tuple[Invitation, str]:
        """Invite a person; returns the invitation and its secret token."""
        call.caller.must_be("OWNER" if body.role == "OWNER" else "ADMIN", f"invite as {body.role}")
        token = secrets.token_urlsafe(24)
        insert = (
            "INSERT INTO invitations (company_id, email, role, invited_by, token_hash, created_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *"
        )
        with self._core.writes.write(call.cause) as work:
            self._accounts.email_is_free(body.email)
            self._not_invited(call.caller.company_id, body.email, work.now)
            who, until = (call.caller.company_id, body.email, body.role, call.caller.user_id), work.now + _GOOD_FOR_S
            [row] = self._core.database.rows(insert, *who, _digest(token), timestamp(work.now), until)
        return table_rows.invitation(row), token

    def all(self, call: Call) -> list[Invitation]:
        """Every invitation of the company, including accepted and expired ones."""
        call.caller.must_be("ADMIN", "see invitations")
        query = "SELECT * FROM invitations WHERE company_id = ? ORDER BY id"
        return [table_rows.invitation(row) for row in self._core.database.rows(query, call.caller.company_id)]

    def validate(self, token: str) -> Invitation:
        """The open invitation of a token. Raises RefusedError (404)."""
        return table_rows.invitation(self._pending(token, self._core.clock()))

    async def accept(self, body: Accept, cause: str) -> Session:
        """Create an account for the invited person."""
        self.validate(body.token)
        hashed = await self._core.passwords.hash(body.password)
        with self._core.writes.write(cause) as work:
            invited = self._pending(body.token, work.now)
            self._accounts.email_is_free(invited["email"])
            company_id, update = invited["company_id"], "UPDATE invitations SET status = ?, version = ? WHERE id = ?"
            self._core.database.run(update, "ACCEPTED", invited["version"] + 1, invited["id"])
            user_id = self._accounts.enrol(
                company_id,
                email=invited["email"],
                full_name=body.full_name,
                role=invited["role"],
                hashed=hashed,
                now=timestamp(work.now),
            )
            session = self._accounts.session(user_id, self._core.tokens.begin(user_id))
            work.event(rooms.company(company_id), "user_joined_company", session["membership"])
        return session

    def delete(self, call: Call, invitation_id: int) -> Tombstone:
        """Withdraw an invitation, or remove an old one from the list."""
        call.caller.must_be("ADMIN", "withdraw invitations")
        delete = "DELETE FROM invitations WHERE id = ? AND company_id = ? RETURNING id, version"
        with self._core.writes.write(call.cause) as work:
            for row in self._core.database.rows(delete, invitation_id, call.caller.company_id):
                return table_rows.tombstone(row, work.now)
        raise not_found("invitation")

    def _pending(self, token: str, now: float) -> sqlite3.Row:
        query = "SELECT * FROM invitations WHERE token_hash = ? AND status = 'PENDING' AND expires_at > ?"
        found = self._core.database.find(query, _digest(token), now)
        if found is None:
            raise not_found("open invitation")
        return found

    def _not_invited(self, company_id: int, email: str, now: float) -> None:
        query = (
            "SELECT 1 FROM invitations WHERE company_id = ? AND email = ? AND status = 'PENDING' AND expires_at > ?"
        )
        if self._core.database.find(query, company_id, email, now) is not None:
            raise conflict("This email is invited already; delete that invitation first.")


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
