"""The executions of one service: access rights, queue, runs, and results.

A run writes into `<reports>/executions/<execution's id>`; the folders of the newest `keep_runs` are kept, and results
stay in the database. Errors: RefusedError, StoreError.
"""

import asyncio
import logging
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lockstep.management.access import Caller
from lockstep.management.answers import RefusedError
from lockstep.management.catalogue.catalogue import Catalogue
from lockstep.management.database import Database
from lockstep.management.executions.events import events_of
from lockstep.management.executions.evidence import evidence
from lockstep.management.executions.executor import Executor, NotRunnableError
from lockstep.management.executions.launch import Behave, Where
from lockstep.management.executions.live import Live
from lockstep.management.executions.metrics import measured
from lockstep.management.executions.outcome import console
from lockstep.management.executions.parameters import ParametersError, checked, shown
from lockstep.management.executions.records import RUNNING, Execution, QueueFullError, Records, new_id
from lockstep.management.executions.result_entity import entity, estimated, so_far
from lockstep.models.event import IntegrationEvent
from lockstep.models.result import TestResult
from lockstep.settings import Settings

logger = logging.getLogger(__name__)

NEWEST = 10
SHOWN = 50
RETRY_AFTER_S = 5
REMEMBERED = 200
"""The number of executions whose integration events are cached."""


class Executions:
    """Executions of scenarios of the catalogue."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        settings: Settings,
        reports: Path,
        account: Callable[[str, str], Any],
        *,
        own: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Nothing runs yet. `account` looks up an account of a company, or raises RefusedError; `own` are settings of
        the service that also apply to its executions."""
        self._database, self._catalogue, self._settings, self._account = database, catalogue, settings, account
        self._home = reports / "executions"
        self._events: dict[str, list[IntegrationEvent]] = {}
        self.records = Records(database)
        self.live = Live(self.folder)
        self._executor = Executor(
            self.records,
            self._home,
            Behave(self._find, database.address, own),
            at_once=settings.management__at_once,
            measured=self._measured,
            begun=lambda one: self.live.begun(one.id, one.company_id),
            ended=self._ended,
        )

    async def start(self) -> None:
        """Continue with the queue, after dealing with executions left by an earlier service."""
        await self.live.start()
        self._executor.start()

    async def stop(self) -> None:
        """End running executions; the queue is left to the next service."""
        await asyncio.to_thread(self._executor.stop)
        await self.live.stop()
        self.records.close()

    def trouble(self) -> str:
        """What is wrong, in one sentence; empty: nothing."""
        return self._executor.trouble()

    def folder(self, test_id: str) -> Path:
        """The folder that the run of an execution writes to."""
        return self._home / test_id

    # requests

    def ask(
        self,
        caller: Caller,
        scenario_id: str,
        *,
        parameters: Mapping[str, Any],
        timeout: int | None = None,
        retry_count: int | None = None,
        user_id: str | None = None,
    ) -> Execution:
        """Add a scenario to the queue. Raises RefusedError: 400, 403, 404, 429."""
        scenario = self._catalogue.find(scenario_id, caller.company_id).scenario
        if not scenario.is_active:
            raise RefusedError(400, "inactive", "This scenario is not active: an ADMIN can make it so.")
        try:
            texts = checked(parameters, self._settings)
        except ParametersError as error:
            raise RefusedError(400, "invalid", f"{error}.", {"problems": error.problems}) from None
        execution = Execution(
            id=new_id(),
            company_id=caller.company_id,
            user_id=self._whose(caller, user_id),
            scenario_id=scenario_id,
            created=time.time(),
            timeout=scenario.timeout if timeout is None else timeout,
            retry_count=scenario.retry_count if retry_count is None else retry_count,
            parameters=shown(texts),
        )
        try:
            self._executor.add(execution, texts, self._settings.management__queue)
        except QueueFullError:
            most = self._settings.management__queue
            raise RefusedError(
                429, "queue_full", f"{most:,} executions wait already; try again later.", retry_after=RETRY_AFTER_S
            ) from None
        return execution

    def estimate(self, scenario_id: str) -> float | None:
        """The estimated duration of an execution of the scenario, in ms; None: unknown."""
        durations = self.records.durations(scenario_id, NEWEST)
        with self._database.store() as store:
            return estimated(durations, store, scenario_id)

    def cancel(self, caller: Caller, test_id: str) -> Execution:
        """Cancel an execution: the caller's own or, for an ADMIN, anybody's. Raises RefusedError: 403, 404, 409."""
        execution = self.find(caller.company_id, test_id)
        if execution.user_id != caller.id and not caller.may("ADMIN"):
            raise RefusedError(403, "forbidden", "Only an ADMIN may cancel executions of other people.")
        if not self._executor.cancel(execution):
            now = self.find(caller.company_id, test_id).status
            raise RefusedError(409, "over", f"This execution is {now}, so there is nothing to cancel here.")
        return self.find(caller.company_id, test_id)

    # results

    def find(self, company_id: str, test_id: str) -> Execution:
        """One execution. Raises RefusedError (404)."""
        found = self.records.get(test_id, company_id)
        if found is None:
            raise RefusedError(404, "not_found", f"There is no execution {test_id[:40]!r} here.")
        return found

    def result(self, company_id: str, test_id: str) -> TestResult:
        """The result of an execution, or the observations so far. Raises RefusedError (404)."""
        found = self.find(company_id, test_id)
        if found.status != RUNNING:
            return entity(found)
        folder = self.folder(test_id)
        return so_far(found, evidence(folder), console(folder))

    def newest(self, company_id: str) -> list[str]:
        """The newest executions of a company, by their ids."""
        return [one.id for one in self.records.find(company_id=company_id, limit=SHOWN)[0]]

    def told(self, test_id: str, start: int) -> list[Mapping[str, Any]]:
        """The events that the run of an execution has published so far, from this number on."""
        return [one for one in self.live.of(test_id, 0)[0] if one["seq"] >= start]

    def events(self, execution: Execution) -> list[IntegrationEvent]:
        """The events that people had to receive in an execution. A finished execution is read only once."""
        known = self._events.get(execution.id)
        if known is None:
            known = events_of(self.folder(execution.id), execution.id, self._began(execution))
            if execution.is_over:
                self._events[execution.id] = known
            while len(self._events) > REMEMBERED:
                self._events.pop(next(iter(self._events)), None)
        return known

    # called by the executor

    def _whose(self, caller: Caller, user_id: str | None) -> str:
        if user_id in {None, caller.id}:
            return caller.id
        if not caller.may("ADMIN"):
            raise RefusedError(403, "forbidden", "Only an ADMIN may execute a scenario for somebody else.")
        try:
            self._account(caller.company_id, str(user_id))
        except RefusedError:
            raise RefusedError(400, "invalid", "Not valid: userId: there is no such account here.") from None
        return str(user_id)

    def _find(self, execution: Execution, folder: Path) -> Where | None:
        try:
            entry = self._catalogue.find(execution.scenario_id, execution.company_id)
        except RefusedError as error:
            if error.status == 404:
                return None
            raise NotRunnableError(error.message) from error
        return Where(entry.place, self._catalogue.lay(entry, folder), entry.resource)

    def _began(self, execution: Execution) -> Callable[[str, int], float]:
        """When an attempt at a scenario began in an execution: from the store, otherwise when the execution began."""
        otherwise = execution.created if execution.started is None else execution.started
        if not execution.run_id:
            return lambda *_: otherwise
        with self._database.store() as store:
            times = {(one.scenario_id, one.attempt): one.started for one in store.attempts(run_id=execution.run_id)}
        return lambda scenario, attempt: times.get((scenario, attempt), otherwise)

    def _measured(self, test_id: str, run_id: str) -> list[dict[str, Any]]:
        with self._database.store() as store:
            return measured(store, test_id, run_id)

    def _ended(self, execution: Execution, status: str, details: str) -> None:
        try:
            self.live.ended(execution.id, status, details)
            self._remove_old()
        except OSError:
            logger.exception("the folder of an execution cannot be used", extra={"testId": execution.id})

    def _remove_old(self) -> None:
        """Remove the oldest folders of runs beyond the number to keep."""
        oldest_first = sorted(self._home.iterdir(), key=lambda one: one.stat().st_mtime)
        for folder in oldest_first[: -self._settings.keep_runs]:
            known = self.records.get(folder.name)
            if known is None or known.is_over:
                shutil.rmtree(folder, ignore_errors=True)
