"""A service of accounts and a catalogue, without executions, and people who use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from lockstep.management.database import Database
from lockstep.management.service import assembled
from lockstep.management.settings import ServiceSettings
from lockstep.settings import Settings

from tests.management.serving import served

PASSWORD = "correct horse!"
CHEAP: dict[str, Any] = {"management__password_cost": 8, "management__rate": 0.0, "management__login_rate": 0}


class Person(NamedTuple):
    """Somebody who is logged in."""

    http: httpx.Client
    data: dict[str, Any]

    def asks(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A request in his name."""
        token = self.data["accessToken"]
        return self.http.request(method, path, headers={"Authorization": f"Bearer {token}"}, **options)


def settings_of(folder: Path, project: Path, **changes: Any) -> ServiceSettings:
    """Settings of a service that keeps everything in this folder."""
    settings = Settings(**CHEAP | changes)
    return ServiceSettings(0, f"sqlite:///{folder}/lockstep.db", folder / "reports", project, settings)


@contextmanager
def service(folder: Path, project: Path, **changes: Any) -> Iterator[httpx.Client]:
    """A client of a service that goes on meanwhile."""
    given = settings_of(folder, project, **changes)
    database = Database(given.database)
    try:
        with served(assembled(given, database)) as client:
            yield client
    finally:
        database.close()


def registered(http: httpx.Client, email: str = "olga@example.com", company: str = "Acme") -> Person:
    """The OWNER of a new company."""
    sent = {"email": email, "password": PASSWORD, "fullName": email.partition("@")[0], "company": company}
    answer = http.post("/auth/register", json=sent)
    assert answer.status_code == 201, answer.text
    return Person(http, answer.json()["data"])


def joined(owner: Person, email: str, role: str) -> Person:
    """Somebody whom an OWNER added, logged in."""
    sent = {"email": email, "password": PASSWORD, "fullName": email.partition("@")[0], "role": role}
    answer = owner.asks("POST", "/accounts", json=sent)
    assert answer.status_code == 201, answer.text
    login = owner.http.post("/auth/login", json={"email": email, "password": PASSWORD})
    assert login.status_code == 200, login.text
    return Person(owner.http, login.json()["data"])
