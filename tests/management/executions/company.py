"""A service whose catalogue has one scenario and whose runs are a tiny program, and people of two companies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from lockstep.management.access import Caller
from lockstep.management.answers import RefusedError
from lockstep.management.app import State, make_app
from lockstep.management.executions.routes import ExecutionRoutes
from lockstep.management.executions.service import Executions
from lockstep.management.tables import companies
from lockstep.settings import Settings

from tests.management.executions.office import COMPANY, SCENARIO, database, launch
from tests.management.serving import served

ENTRY = SimpleNamespace(
    resource="",
    place="features/a.feature:3",
    scenario=SimpleNamespace(id=SCENARIO, timeout=30_000, retry_count=1, is_active=True),
)
PEOPLE = {
    "gina": Caller(id="g1", email="gina@example.com", role="GUEST", company_id=COMPANY),
    "mia": Caller(id="m1", email="mia@example.com", role="MEMBER", company_id=COMPANY),
    "max": Caller(id="m2", email="max@example.com", role="MEMBER", company_id=COMPANY),
    "adam": Caller(id="a1", email="adam@example.com", role="ADMIN", company_id=COMPANY),
    "zoe": Caller(id="z1", email="zoe@example.com", role="OWNER", company_id="c2"),
}


class OneScenario:
    """A catalogue with one scenario, which the company sees."""

    def find(self, scenario_id: str, company_id: str) -> Any:
        if scenario_id != SCENARIO:
            raise RefusedError(404, "not_found", "There is no such scenario here.")
        return ENTRY

    def lay(self, entry: Any, folder: Path) -> Path:
        return folder


class Names:
    """A doorkeeper whose tokens are names."""

    def __init__(self) -> None:
        self.gone: set[str] = set()

    def caller(self, token: str) -> Caller:
        if token not in PEOPLE or token in self.gone:
            raise RefusedError(401, "unauthenticated", "There is no such login.")
        return PEOPLE[token]

    def count(self, who: str) -> None:
        """Everybody may ask as often as he likes."""


def account(company_id: str, account_id: str) -> Caller:
    """The account of somebody of the company."""
    for one in PEOPLE.values():
        if (one.company_id, one.id) == (company_id, account_id):
            return one
    raise RefusedError(404, "not_found", "There is no such account.")


def executions(folder: Path, program: str, **settings: Any) -> Executions:
    """The executions of a service, whose runs are this program; as many tests need, two companies."""
    data = database(folder)
    with data.writing() as connection:
        connection.execute(companies.insert().values(id="c2", name="Other", created=1.0))
    made = Executions(data, OneScenario(), Settings(**settings), folder, account)
    made._executor._launch = launch(program)
    made._executor._grace_s = 0.3
    return made


@contextmanager
def service(made: Executions, names: Names | None = None) -> Iterator[httpx.Client]:
    """The service with these executions; a client without a token."""
    app = make_app(State(doorkeeper=names or Names(), parts=(ExecutionRoutes(made),)))
    with served(app) as client:
        yield client


def shows(name: str) -> dict[str, str]:
    """The header that shows who asks."""
    return {"Authorization": f"Bearer {name}"}
