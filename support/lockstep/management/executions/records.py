"""The records of executions in the service's database, from the moment each is accepted.

A change of status is one transaction that names the previous status, so that of two simultaneous changes (a
cancellation and the end, or two services on one database) one fails. Only legal transitions are made
(`support/lockstep/models/result.py`). A running execution holds a lock that the system releases when its service
ends, however it ends: `interrupted` finds those whose service is gone. Everything raises StoreError; times are
seconds since 1970, durations ms.
"""

import time
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import RowMapping, func, insert, select, update

from lockstep.management.database import Database
from lockstep.management.tables import executions, without_plant
from lockstep.models.result import OVER, TestResult
from lockstep.store.alive import Alive
from lockstep.store.engine import make_engine, told, url_of

PENDING, RUNNING = "PENDING", "RUNNING"
SHOWN_PAGE = 500


class QueueFullError(Exception):
    """The queue is full."""


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """One execution. `parameters` are settings and their values, without secrets; `result` is its result, as in the
    entity TestResult; `run_id` is the id of its run in the store, once it has one."""

    id: str
    company_id: str
    user_id: str
    scenario_id: str
    status: str = PENDING
    created: float
    started: float | None = None
    ended: float | None = None
    timeout: int
    retry_count: int = 0
    parameters: dict[str, str] = {}
    run_id: str = ""
    result: dict[str, Any] = {}

    @property
    def is_over(self) -> bool:
        """Whether the execution is over."""
        return self.status in OVER

    @property
    def duration(self) -> float | None:
        """How long it ran, in ms; None if it is not over or never ran."""
        if self.started is None or self.ended is None:
            return None
        return round(max(0.0, self.ended - self.started) * 1_000, 3)


class Records:
    """The executions of one database."""

    def __init__(self, database: Database) -> None:
        """Close it at the end."""
        self._database = database
        self._alive = Alive(make_engine(url_of(database.address)))

    def close(self) -> None:
        """Release every lock."""
        with told(self._database.name):
            self._alive.close()

    # writing

    def add(self, execution: Execution, most: int) -> Execution:
        """Add an execution to the queue, if fewer than `most` wait. Raises QueueFullError."""
        with self._database.writing() as connection:
            waiting = select(func.count()).select_from(executions).where(executions.c.status == PENDING)
            if connection.execute(waiting).scalar_one() >= most:
                raise QueueFullError
            connection.execute(insert(executions).values(**_plain(execution)))
        return execution

    def take_next(self) -> Execution | None:
        """Mark the execution that has waited longest as running, and lock it; None: the queue is empty."""
        longest = select(executions.c.id).where(executions.c.status == PENDING)
        with self._database.reading() as connection:
            waiting = connection.execute(longest.order_by(executions.c.created, executions.c.id)).scalars().all()
        for name in waiting:
            with told(self._database.name):
                if self._alive.goes_on(name):  # another service is taking it
                    continue
                self._alive.hold(name)
            if self._change(name, PENDING, RUNNING, started=time.time()):
                return self.get(name)
            self.release(name)
        return None

    def note_run(self, name: str, run_id: str) -> None:
        """Record the id of the run in the store."""
        with self._database.writing() as connection:
            connection.execute(update(executions).where(executions.c.id == name).values(run_id=run_id))

    def finish(self, execution: Execution, status: str, result: Mapping[str, Any]) -> bool:
        """Enter the result, if the status is still that of `execution`; returns whether it was."""
        text = msgspec.json.encode(dict(result)).decode()
        done = self._change(execution.id, execution.status, status, ended=time.time(), result=text)
        if done:
            self.release(execution.id)
        return done

    def release(self, name: str) -> None:
        """Release its lock."""
        with told(self._database.name):
            self._alive.release(name)

    def _change(self, name: str, before: str, after: str, **fields: Any) -> bool:
        if after not in TestResult.transitions[before]:
            raise ValueError(f"an execution does not go from {before} to {after}")
        same = (executions.c.id == name) & (executions.c.status == before)
        with self._database.writing() as connection:
            changed = connection.execute(update(executions).where(same).values(status=after, **fields))
            return bool(changed.rowcount)

    # reading

    def get(self, name: str, company_id: str | None = None) -> Execution | None:
        """One execution; of this company, if one is named."""
        query = select(executions).where(executions.c.id == name)
        if company_id is not None:
            query = query.where(executions.c.company_id == company_id)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _execution(row)

    def find(
        self,
        *,
        company_id: str | None = None,
        scenario_id: str | None = None,
        status: str | None = None,
        since: float | None = None,
        until: float | None = None,
        limit: int | None = SHOWN_PAGE,
        offset: int = 0,
    ) -> tuple[list[Execution], int]:
        """The executions requested between two moments, the newest first, and their total number."""
        columns = executions.c
        equal = ((columns.company_id, company_id), (columns.scenario_id, scenario_id), (columns.status, status))
        query = select(executions).where(*(column == value for column, value in equal if value is not None))
        query = query if since is None else query.where(columns.created >= since)
        query = query if until is None else query.where(columns.created <= until)
        newest = query.order_by(columns.created.desc(), columns.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
            return [_execution(row) for row in connection.execute(newest).mappings()], int(total)

    def interrupted(self) -> list[Execution]:
        """The executions that were running when their service ended."""
        running, _ = self.find(status=RUNNING, limit=None)
        with told(self._database.name):
            return [one for one in running if not self._alive.goes_on(one.id)]

    def durations(self, scenario_id: str, newest: int) -> list[float]:
        """The durations of the newest executions that ended by themselves, without those with a plant, in ms."""
        own = executions.c.status.in_(("PASSED", "FAILED", "FLAKY"))
        query = select(executions).where(executions.c.scenario_id == scenario_id, own, without_plant)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(executions.c.created.desc()).limit(newest)).mappings()
            return [found for one in rows if (found := _execution(one).duration) is not None]


def new_id() -> str:
    """An unguessable id for an execution."""
    return str(uuid.uuid4())


def _plain(execution: Execution) -> dict[str, Any]:
    fields = msgspec.structs.asdict(execution)
    return fields | {name: msgspec.json.encode(fields[name]).decode() for name in ("parameters", "result")}


def _execution(row: RowMapping) -> Execution:
    texts = {name: msgspec.json.decode(row[name]) for name in ("parameters", "result")}
    return Execution(**dict(row) | texts)
