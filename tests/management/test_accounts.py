"""Accounts: what is kept, and that two owners cannot both go."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lockstep.management.accounts import Accounts
from lockstep.management.answers import Page, RefusedError
from lockstep.management.database import Database
from lockstep.management.tables import accounts as table
from lockstep.models.base import EntityError
from lockstep.settings import Settings
from sqlalchemy import select

from tests.management.people import CHEAP, PASSWORD


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/a.db")
    yield found
    found.close()


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database, Settings(**CHEAP))


def test_passwords_and_tokens_are_kept_as_hashes_and_names_only(database: Database, accounts: Accounts) -> None:
    found = accounts.register("ana@example.com", PASSWORD, "Ana", "Acme")
    with database.reading() as connection:
        row = connection.execute(select(table)).one()
    assert row.password.startswith("$argon2id$")
    for secret in (PASSWORD, row.password, *found.tokens):
        assert secret not in repr(found.user)
        assert secret not in found.user.to_json()
    kept = Path(str(database.address).removeprefix("sqlite:///")).read_bytes()
    for secret in (PASSWORD, *found.tokens):
        assert secret.encode() not in kept


def test_a_caller_has_the_role_that_the_account_has_now(accounts: Accounts) -> None:
    owner = accounts.register("ana@example.com", PASSWORD, "Ana", "Acme")
    accounts.add(owner.company.id, "ben@example.com", PASSWORD, "Ben", "OWNER")
    assert accounts.caller(owner.tokens.access).role == "OWNER"
    accounts.change(owner.company.id, owner.user.id, {"role": "GUEST"})
    assert accounts.caller(owner.tokens.access).role == "GUEST"


def test_of_two_owners_one_stays(accounts: Accounts) -> None:
    owner = accounts.register("ana@example.com", PASSWORD, "Ana", "Acme")
    other = accounts.add(owner.company.id, "ben@example.com", PASSWORD, "Ben", "OWNER")
    accounts.change(owner.company.id, other.id, {"is_active": False})
    with pytest.raises(RefusedError, match="no active OWNER"):
        accounts.change(owner.company.id, owner.user.id, {"is_active": False})
    found, total = accounts.listed(owner.company.id, Page(10, 0))
    assert (total, [one.is_active for one in found]) == (2, [True, False])


def test_tokens_outlive_the_service_that_gave_them(database: Database, accounts: Accounts) -> None:
    given = accounts.register("ana@example.com", PASSWORD, "Ana", "Acme")
    assert Accounts(database, Settings(**CHEAP)).caller(given.tokens.access).id == given.user.id


def test_an_access_token_ends(database: Database) -> None:
    now = [1_000.0]
    accounts = Accounts(database, Settings(**CHEAP, management__access_minutes=1), lambda: now[0])
    given = accounts.register("ana@example.com", PASSWORD, "Ana", "Acme")
    now[0] += 59
    assert accounts.caller(given.tokens.access).role == "OWNER"
    now[0] += 1
    with pytest.raises(RefusedError, match="expired"):
        accounts.caller(given.tokens.access)
    assert accounts.refresh(given.tokens.refresh).user.id == given.user.id


def test_a_weak_password_is_refused_for_others_too(accounts: Accounts) -> None:
    owner = accounts.register("ana@example.com", PASSWORD, "Ana", "Acme")
    with pytest.raises(EntityError, match="redacted"):
        accounts.add(owner.company.id, "ben@example.com", "weak", "Ben", "GUEST")
    with pytest.raises(EntityError, match="redacted"):
        accounts.change(owner.company.id, owner.user.id, {"password": "weak"})
