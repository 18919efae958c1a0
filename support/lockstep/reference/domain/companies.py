"""Companies: the caller's company, its members, leaving it, erasing it.

Routes companies/*; events in docs/reference-backend.md. Leaving deactivates the account, and ends its logins and its
memberships in chatrooms. Erasure removes all data of everybody who was ever in the company, on the disk too.
"""

from lockstep.reference import rooms
from lockstep.reference.domain.accounts import Accounts
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import DeleteCompany, UpdateCompany
from lockstep.reference.errors import conflict, forbidden
from lockstep.reference.representations import Company, Membership, Position, Revocation, Tombstone, User
from lockstep.reference.storage import table_rows
from lockstep.reference.storage.transactions import Work


class Companies:
    """Operations on companies."""

    def __init__(self, core: Core, accounts: Accounts) -> None:
        """Uses this core; accounts confirm passwords."""
        self._core = core
        self._accounts = accounts

    def get(self, call: Call) -> Company:
        """The caller's company."""
        return table_rows.company(
            self._core.database.row("SELECT * FROM companies WHERE id = ?", call.caller.company_id)
        )

    def update(self, call: Call, body: UpdateCompany) -> Company:
        """Rename the company."""
        call.caller.must_be("OWNER", "change the company")
        update = "UPDATE companies SET name = ?, version = version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause):
            [row] = self._core.database.rows(update, body.name, call.caller.company_id)
        return table_rows.company(row)

    async def delete(self, call: Call, body: DeleteCompany) -> Tombstone:
        """Erase the company."""
        call.caller.must_be("OWNER", "erase the company")
        await self._accounts.confirm(call, body.password)
        with self._core.writes.write(call.cause) as work:
            self._core.tokens.alive(call.caller.family, call.caller.expires_at)
            company_id = call.caller.company_id
            [row] = self._core.database.rows("DELETE FROM companies WHERE id = ? RETURNING id, version", company_id)
            work.then(self._core.hub.close_company, company_id, "the company was erased")
        self._core.database.forget()
        return table_rows.tombstone(row, work.now)

    def members(self, call: Call) -> tuple[list[User], list[Membership], Position]:
        """The active people of the company, their memberships, and the position of its room."""
        database, room = self._core.database, rooms.company(call.caller.company_id)
        with database.snapshot():
            found = database.rows(
                "SELECT * FROM users WHERE company_id = ? AND is_active ORDER BY id", call.caller.company_id
            )
            members = database.rows("SELECT * FROM memberships WHERE room = ? AND is_active ORDER BY user_id", room)
            position = self._core.outbox.position(room)
        return [table_rows.user(row) for row in found], [table_rows.membership(row) for row in members], position

    def remove_member(self, call: Call, user_id: int) -> tuple[Membership, list[Membership]]:
        """Remove a person from the company; returns that membership, and those of the chatrooms left with it."""
        _, member, left = self.deactivate(call, user_id)
        return member, left

    def deactivate(self, call: Call, user_id: int) -> tuple[User, Membership, list[Membership]]:
        """The same write; also returns the account."""
        room = rooms.company(call.caller.company_id)
        with self._core.writes.write(call.cause) as work:
            self._must_be_removable(call, user_id)
            work.then(self._core.hub.revoke_all, user_id, rooms.user(user_id))
            database = self._core.database
            left = [
                self._leave(work, user_id, chatroom, "user_left_chatroom")
                for (chatroom,) in database.rows(
                    "SELECT room FROM memberships WHERE user_id = ? AND is_active AND room LIKE 'chatroom:%'", user_id
                )
            ]
            member = self._leave(work, user_id, room, "user_left_company")
            update = "UPDATE users SET is_active = 0, version = version + 1 WHERE id = ? RETURNING *"
            [account] = database.rows(update, user_id)
            database.run("DELETE FROM families WHERE user_id = ?", user_id)
            revocation: Revocation = {**member, "reason": "left" if user_id == call.caller.user_id else "removed"}
            work.event(rooms.user(user_id), "access_revoked", revocation)
            work.then(self._core.hub.close_person, user_id, "removed from the company")
        return table_rows.user(account), member, left

    def _must_be_removable(self, call: Call, user_id: int) -> None:
        person = self._core.permissions.colleague(call.caller, user_id)
        if user_id != call.caller.user_id:
            call.caller.must_be("ADMIN", "remove others from the company")
            if person["role"] == "OWNER" and call.caller.role != "OWNER":
                raise forbidden("Only an OWNER may remove an OWNER.")
        if self._core.permissions.is_last_owner(person):
            raise conflict("The last OWNER cannot leave; erase the company instead, or make another OWNER first.")

    def _leave(self, work: Work, user_id: int, room: str, event: str) -> Membership:
        update = (
            "UPDATE memberships SET is_active = 0, version = version + 1 WHERE room = ? AND user_id = ? RETURNING *"
        )
        [row] = self._core.database.rows(update, room, user_id)
        member = table_rows.membership(row)
        work.event(room, event, member)
        return member
