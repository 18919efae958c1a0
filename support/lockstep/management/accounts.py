"""Accounts of the service: identities, roles and logins.

Registration creates a company and its OWNER; an OWNER adds others to the company, changes their roles, and
deactivates them, but an active OWNER always remains. The rules for addresses and passwords are those of
`support/lockstep/models/user.py`. A password is stored as an Argon2 hash only and appears in no answer, list or log;
tokens appear only in the answer to their login. A wrong address and a wrong password have the same answer, and take
the same time. Errors: RefusedError, EntityError, StoreError.
"""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from lockstep.management.access import Caller, Role
from lockstep.management.answers import Page, RefusedError
from lockstep.management.database import Database
from lockstep.management.limits import Rate
from lockstep.management.tables import accounts, companies, sessions
from lockstep.management.tokens import Pair, Tokens, not_known
from lockstep.models.user import TestUser, acceptable_password
from lockstep.settings import Settings

LONGEST_TOKEN = 4_096


class Company(NamedTuple):
    """A company."""

    id: str
    name: str


class LoggedIn(NamedTuple):
    """The result of a registration or login."""

    user: TestUser
    tokens: Pair
    company: Company


class Accounts:
    """The accounts of one database, and the doorkeeper of its service."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """Raises StoreError."""
        self._database, self._clock = database, clock
        self._registration = settings.management__registration
        self._tokens = Tokens(database, settings.management__access_minutes * 60, clock)
        self._hasher = PasswordHasher(time_cost=2, memory_cost=settings.management__password_cost, parallelism=1)
        self._nobodys = self._hasher.hash("nobody's")
        self._rate = Rate(settings.management__rate, 2 * settings.management__rate)
        self._logins = Rate(settings.management__login_rate / 60, settings.management__login_rate)

    # the doorkeeper

    def caller(self, token: str) -> Caller:
        """The account of this access token, with its present role. Raises RefusedError (401)."""
        if not token or len(token) > LONGEST_TOKEN:
            raise not_known("Send the access token of a login: Authorization: Bearer TOKEN.")
        query = (
            select(accounts)
            .join(sessions, sessions.c.account_id == accounts.c.id)
            .where(sessions.c.id == self._tokens.session_of(token), accounts.c.is_active.is_(True))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise not_known("The login of this token has ended; log in again.")
        return Caller(id=row.id, email=row.email, role=row.role, company_id=row.company_id)

    def count(self, who: str) -> None:
        """Count a request. Raises RefusedError (429)."""
        self._rate.take(who)

    def count_login(self, address: str) -> None:
        """Count a login or a registration. Raises RefusedError (429)."""
        self._logins.take(address)

    # registration and login

    def register(self, email: str, password: str, full_name: str, company: str) -> LoggedIn:
        """Create a company, its OWNER, and the OWNER's first login. Raises RefusedError (403 if registration is
        switched off, 409)."""
        if not self._registration:
            raise RefusedError(403, "closed", "Registration is switched off here; an OWNER can add accounts.")
        hashed = self._hasher.hash(acceptable_password(password))
        made = Company(uuid.uuid4().hex, company)
        user = self._made(made.id, email, hashed, full_name, "OWNER")
        now = user.created_at.timestamp()
        with self._database.writing() as connection:
            connection.execute(insert(companies).values(id=made.id, name=made.name, created=now))
            self._enter(connection, user, last_login=now)
            pair = self._tokens.begin(connection, user.id)
        return LoggedIn(user.changed(last_login_at=user.created_at), pair, made)

    def log_in(self, email: str, password: str) -> LoggedIn:
        """Start a new session. Raises RefusedError (401)."""
        query = select(accounts).where(accounts.c.email_key == email.casefold())
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if not self._matches(row.password if row is not None else self._nobodys, password) or row is None:
            raise not_known("This address and password are not known together.")
        with self._database.writing() as connection:
            same = (accounts.c.id == row.id) & accounts.c.is_active.is_(True)
            done = connection.execute(update(accounts).where(same).values(last_login=self._clock()))
            if not done.rowcount:
                raise not_known("This address and password are not known together.")
            pair = self._tokens.begin(connection, row.id)
            return LoggedIn(self._one(connection, row.id), pair, self._company(connection, row.company_id))

    def refresh(self, token: str) -> LoggedIn:
        """Issue the next pair of tokens of a session. Raises RefusedError (401), also if the token was used
        before."""
        with self._database.writing() as connection:
            turned = self._tokens.turn(connection, token)
            if turned is not None:
                user = self._one(connection, turned[0])
                if not user.is_active:
                    raise not_known("The login of this token has ended; log in again.")
                return LoggedIn(user, turned[1], self._company(connection, user.company_id))
        raise not_known("This refresh token was used before, so its login was ended; log in again.")

    def log_out(self, token: str) -> None:
        """End the session of an access token. Raises RefusedError (401)."""
        with self._database.writing() as connection:
            self._tokens.end(connection, self._tokens.session_of(token))

    # managing

    def listed(self, company_id: str, page: Page) -> tuple[list[TestUser], int]:
        """The accounts of a company, the oldest first, and their total number."""
        query = select(accounts).where(accounts.c.company_id == company_id)
        ordered = query.order_by(accounts.c.created, accounts.c.id).limit(page.limit).offset(page.offset)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
            return [_user(row) for row in connection.execute(ordered)], int(total)

    def get(self, company_id: str, account_id: str) -> TestUser:
        """One account of a company. Raises RefusedError (404)."""
        with self._database.reading() as connection:
            return self._one(connection, account_id, company_id)

    def add(self, company_id: str, email: str, password: str, full_name: str, role: Role) -> TestUser:
        """Create an account in a company. Raises RefusedError (409)."""
        user = self._made(company_id, email, self._hasher.hash(acceptable_password(password)), full_name, role)
        with self._database.writing() as connection:
            self._enter(connection, user)
        return user

    def change(self, company_id: str, account_id: str, changes: dict[str, Any]) -> TestUser:
        """Change `full_name`, `role`, `is_active` or `password`. Deactivation and a new password end every login.
        Raises RefusedError: 404, 409 if no active OWNER would remain."""
        values = dict(changes)
        if "password" in values:
            values["password"] = self._hasher.hash(acceptable_password(values["password"]))
        with self._database.writing() as connection:
            # the lock keeps two owners from deactivating each other simultaneously
            connection.execute(select(companies.c.id).where(companies.c.id == company_id).with_for_update())
            after = self._one(connection, account_id, company_id).changed(**values)
            if values:
                connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
            owners = (accounts.c.company_id == company_id) & (accounts.c.role == "OWNER")
            active = select(func.count()).select_from(accounts).where(owners, accounts.c.is_active.is_(True))
            if not connection.execute(active).scalar_one():
                raise RefusedError(
                    409, "last_owner", "The company would have no active OWNER left; nothing was changed."
                )
            if "password" in values or not after.is_active:
                self._tokens.end_all(connection, account_id)
        return after

    # internal

    def _made(self, company_id: str, email: str, hashed: str, full_name: str, role: Role) -> TestUser:
        fields = {"id": uuid.uuid4().hex, "email": email, "password": hashed, "full_name": full_name, "role": role}
        now = datetime.fromtimestamp(self._clock(), UTC)
        return TestUser.make(**fields, company_id=company_id, created_at=now)

    def _enter(self, connection: Connection, user: TestUser, last_login: float | None = None) -> None:
        row = {
            "id": user.id, "company_id": user.company_id, "email": user.email, "email_key": user.email.casefold(),
            "password": user.password, "full_name": user.full_name, "role": user.role, "is_active": user.is_active,
            "created": user.created_at.timestamp(), "last_login": last_login,
        }  # fmt: skip
        try:
            connection.execute(insert(accounts).values(**row))
        except IntegrityError:
            raise RefusedError(409, "email_taken", "Somebody has this address already.") from None

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except VerificationError:
            return False

    def _one(self, connection: Connection, account_id: str, company_id: str | None = None) -> TestUser:
        query = select(accounts).where(accounts.c.id == account_id)
        query = query if company_id is None else query.where(accounts.c.company_id == company_id)
        row = connection.execute(query).one_or_none() if account_id.isalnum() else None
        if row is None:
            raise RefusedError(404, "not_found", f"There is no account {account_id[:40]!r} here.")
        return _user(row)

    def _company(self, connection: Connection, company_id: str) -> Company:
        row = connection.execute(select(companies).where(companies.c.id == company_id)).one()
        return Company(row.id, row.name)


def _user(row: Row[Any]) -> TestUser:
    last = None if row.last_login is None else datetime.fromtimestamp(row.last_login, UTC)
    fields = {name: getattr(row, name) for name in ("id", "email", "password", "full_name", "company_id", "role")}
    created = datetime.fromtimestamp(row.created, UTC)
    return TestUser.make(**fields, is_active=row.is_active, created_at=created, last_login_at=last)
