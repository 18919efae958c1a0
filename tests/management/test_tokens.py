"""Tokens: only this database's, of the right kind, within their time."""

from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from lockstep.management.answers import RefusedError
from lockstep.management.database import Database
from lockstep.management.tables import accounts, companies
from lockstep.management.tokens import Tokens
from sqlalchemy import insert


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/a.db")
    with found.writing() as connection:
        connection.execute(insert(companies).values(id="c", name="C", created=0.0))
        row = {"id": "a", "company_id": "c", "email": "a@b", "email_key": "a@b", "password": "", "full_name": "A"}
        connection.execute(insert(accounts).values(**row, role="OWNER", is_active=True, created=0.0))
    yield found
    found.close()


def test_a_pair_is_of_one_session(database: Database) -> None:
    tokens = Tokens(database, 60)
    with database.writing() as connection:
        pair = tokens.begin(connection, "a")
        account, following = tokens.turn(connection, pair.refresh) or ("", pair)
    assert account == "a"
    assert tokens.session_of(pair.access) == tokens.session_of(following.access)
    assert following.refresh != pair.refresh


@pytest.mark.parametrize("token", ["", "a.b.c", "nonsense", "\udcff.a.b", "ä.ö.ü"])
def test_what_is_no_token_is_refused(database: Database, token: str) -> None:
    with pytest.raises(RefusedError) as refused:
        Tokens(database, 60).session_of(token)
    assert refused.value.status == 401


def test_a_token_signed_by_somebody_else_or_by_nobody_is_refused(database: Database) -> None:
    tokens = Tokens(database, 60)
    with database.writing() as connection:
        pair = tokens.begin(connection, "a")
    claims = jwt.decode(pair.access, options={"verify_signature": False})
    for forged in (jwt.encode(claims, "s" * 64, "HS256"), jwt.encode(claims, None, "none")):
        with pytest.raises(RefusedError):
            tokens.session_of(forged)
    with pytest.raises(RefusedError):
        tokens.session_of(pair.refresh)
