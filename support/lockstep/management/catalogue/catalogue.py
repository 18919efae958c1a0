"""The catalogue of one service: the scenarios of `features/`, and those that companies added, stored in the database.

Everybody sees the scenarios of `features/`; a company's added scenarios are visible only to its own people (404 for
others). Ids are those of reports, store and history: the first 12 characters of sha256(path, rule, name, row). A name
is unique in its category; because it is part of the id, it cannot be changed. Errors: RefusedError, StoreError.
"""

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from lockstep.management.answers import RefusedError
from lockstep.management.catalogue.entries import (
    Entry,
    description_of,
    priority_of,
    promises_of,
    status_after,
    timeout_of,
)
from lockstep.management.catalogue.features import Features
from lockstep.management.catalogue.incoming import Sent, understood
from lockstep.management.catalogue.known import known_of
from lockstep.management.catalogue.workspace import lay
from lockstep.management.database import Database
from lockstep.management.tables import added, executions, without_plant
from lockstep.models.scenario import TestScenario, known_to
from lockstep.running.selection.feature_index import ReadingError, Written
from lockstep.settings import Settings

MOST = 1_000
"""The largest number of scenarios a company may add."""


class Catalogue:
    """Finds, adds, changes and removes."""

    def __init__(self, database: Database, project: Path, settings: Settings) -> None:
        """`project` is the folder with `features/`."""
        self.project = project
        self._database, self._settings = database, settings
        self._features = Features(project, settings)

    # finding

    def all(self, company_id: str) -> list[Entry]:
        """The scenarios visible to a company: the suite's, then the added ones, the oldest first."""
        query = select(added).where(added.c.company_id == company_id).order_by(added.c.created, added.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [*self._own().values(), *(_entry(row) for row in rows)]

    def find(self, scenario_id: str, company_id: str) -> Entry:
        """One scenario visible to a company. Raises RefusedError (404)."""
        own = self._own().get(scenario_id)
        if own is not None:
            return own
        row = None
        if re.fullmatch("[0-9a-f]{12}", scenario_id):
            query = select(added).where(added.c.id == scenario_id, added.c.company_id == company_id)
            with self._database.reading() as connection:
                row = connection.execute(query).one_or_none()
        if row is None:
            raise RefusedError(404, "not_found", f"There is no scenario {scenario_id[:40]!r} here.")
        return _entry(row)

    def lay(self, entry: Entry, folder: Path) -> Path:
        """The working directory in which behave executes `entry.place`: the project itself or, for an added scenario,
        `folder`, which is set up as a project. Raises OSError."""
        if not entry.is_added:
            return self.project.resolve()
        return lay(self.project, folder, entry.path, entry.scenario.gherkin)

    def with_status(self, entries: Iterable[Entry], company_id: str) -> list[TestScenario]:
        """The scenarios, each with the status from the company's newest execution of it; a finished one with a plant
        gives none."""
        listed = list(entries)
        counts = without_plant | executions.c.status.in_(("PENDING", "RUNNING"))
        newest = (
            select(executions.c.scenario_id, func.max(executions.c.created).label("created"))
            .where(executions.c.company_id == company_id, counts)
            .where(executions.c.scenario_id.in_([one.scenario.id for one in listed]))
            .group_by(executions.c.scenario_id)
            .subquery()
        )
        same = (executions.c.scenario_id == newest.c.scenario_id) & (executions.c.created == newest.c.created)
        query = select(executions.c.scenario_id, executions.c.status).join(newest, same).where(counts)
        with self._database.reading() as connection:
            found: dict[str, str] = {
                row.scenario_id: row.status
                for row in connection.execute(query.where(executions.c.company_id == company_id))
            }
        return [_with_status(one.scenario, found.get(one.scenario.id)) for one in listed]

    def trouble(self) -> str:
        """What is wrong with `features/`, in one sentence; empty: nothing."""
        return self._features.trouble()

    # changing

    def add(self, sent: Sent, company_id: str) -> Entry:
        """Add a scenario. Raises RefusedError: 400 with line and reason, 409 if its name is taken."""
        written = understood(sent, self.project, company_id)
        now = time.time()
        entity = self._entity(sent, written, now)
        taken = RefusedError(
            409, "name_taken", f"The category {sent.category!r} already has a scenario of this name: choose another."
        )
        if any(one.scenario.category == sent.category and one.scenario.name == entity.name for one in
               self._own().values()):  # fmt: skip
            raise taken
        row = {
            "id": entity.id, "company_id": company_id, "category": entity.category, "name": entity.name,
            "path": written.path, "line": written.line, "entity": _kept(entity), "created": now,
        }  # fmt: skip
        count = select(func.count()).select_from(added).where(added.c.company_id == company_id)
        with self._database.writing() as connection:
            if connection.execute(count).scalar_one() >= MOST:
                raise RefusedError(409, "full", f"{MOST:,} scenarios were added, and no more may be: remove some.")
            try:
                connection.execute(insert(added).values(**row))
            except IntegrityError:
                raise taken from None
        return Entry(scenario=entity, company_id=company_id, path=written.path, line=written.line)

    def change(self, scenario_id: str, sent: Sent, company_id: str) -> Entry:
        """Change an added scenario. Raises RefusedError: 400, 404, 409 for one of `features/` or another name."""
        before = self._changeable(scenario_id, company_id)
        written = understood(sent, self.project, company_id)
        if written.id != scenario_id:
            raise RefusedError(
                409,
                "renamed",
                "Category, rule and name of a scenario make its id and cannot be changed: add a new one.",
            )
        entity = self._entity(sent, written, before.scenario.created_at.timestamp())
        same = (added.c.id == scenario_id) & (added.c.company_id == company_id)
        with self._database.writing() as connection:
            done = connection.execute(update(added).where(same).values(line=written.line, entity=_kept(entity)))
        if not done.rowcount:
            raise RefusedError(404, "not_found", f"There is no scenario {scenario_id!r} here any more.")
        return Entry(scenario=entity, company_id=company_id, path=written.path, line=written.line)

    def remove(self, scenario_id: str, company_id: str) -> None:
        """Remove an added scenario; its results stay. Raises RefusedError: 404, 409 for one of `features/`."""
        self._changeable(scenario_id, company_id)
        with self._database.writing() as connection:
            connection.execute(delete(added).where(added.c.id == scenario_id, added.c.company_id == company_id))

    # internal

    def _own(self) -> dict[str, Entry]:
        try:
            return self._features.entries()
        except ReadingError as error:
            message = f"The features of the suite cannot be read: {error}."
            raise RefusedError(503, "unavailable", message, retry_after=5) from error

    def _changeable(self, scenario_id: str, company_id: str) -> Entry:
        entry = self.find(scenario_id, company_id)
        if not entry.is_added:
            message = f"This scenario belongs to {entry.path} and is changed there; here it can only be read."
            raise RefusedError(409, "read_only", message)
        return entry

    def _entity(self, sent: Sent, written: Written, created: float) -> TestScenario:
        fields: dict[str, Any] = {
            "id": written.id, "name": written.title, "category": sent.category, "type": sent.type,
            "description": sent.description or description_of(written), "gherkin": sent.gherkin,
            "priority": sent.priority or priority_of(written.tags), "tags": written.tags,
            "api_endpoints": tuple(sent.api_endpoints), "websocket_events": tuple(sent.websocket_events),
            "expected_results": promises_of(written), "retry_count": sent.retry_count, "is_active": sent.is_active,
            "timeout": sent.timeout or timeout_of(written.tags, self._settings.test_timeout),
            "status": "ACTIVE" if sent.is_active else "DRAFT", "created_at": datetime.fromtimestamp(created, UTC),
        }  # fmt: skip
        entity = TestScenario.make(**fields)
        known_to(entity, *known_of(self._settings.target))
        return entity


def _with_status(scenario: TestScenario, newest: str | None) -> TestScenario:
    # the model restricts changes of the status; here it is reported, not changed
    return scenario.model_copy(update={"status": status_after(newest, is_active=scenario.is_active)})


def _kept(entity: TestScenario) -> str:
    return entity.to_json()


def _entry(row: Row[Any]) -> Entry:
    scenario = TestScenario.model_validate_json(row.entity)
    return Entry(scenario=scenario, company_id=row.company_id, path=row.path, line=row.line)
