"""The store: one database of runs, written while a run is in progress, and read back.

`begin`, `add` and `end` write one transaction each: once they return, the data survives `kill -9`. Beginning a run
marks interrupted runs as such and removes the oldest beyond `keep`. Reading changes nothing: a run without an end
whose process has ended is reported as *interrupted*. NUL and lone surrogates, which not every database can store, are
stored as `\\0` and `\\ud800`. Every method raises StoreError, one sentence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import msgspec
from sqlalchemy import Connection, RowMapping, Select, Table, delete, insert, select, update

from lockstep.store.alive import Alive
from lockstep.store.engine import WRITES, StoreError, file_of, make_engine, shown, told, url_of
from lockstep.store.migrations import MIGRATOR, NEWEST
from lockstep.store.records import Attempt, Judged, Measured, Run
from lockstep.store.tables import attempts, metrics, runs, verdicts
from lockstep.store.totals import totals

_KEY = ("run_id", "scenario_id", "attempt")


class Store:
    """A database of runs. Close it, or use it as a context manager."""

    def __init__(self, database: str, *, make: bool = True, shows: Callable[[Run], bool] | None = None) -> None:
        """Open the database at this address and migrate its schema to the newest version. With `make` off, a missing
        SQLite file is rejected. Nothing is read of runs that `shows` excludes."""
        url = url_of(database)
        self._shows = shows
        self.name = shown(database)
        file = file_of(url)
        if file is not None and not make and not file.exists():
            raise StoreError(f"there is no database {file}: no run has been stored there yet")
        self._engine = make_engine(url)
        self._alive = Alive(self._engine)
        try:
            with told(database):
                if file is not None:
                    file.parent.mkdir(parents=True, exist_ok=True)
                self._bring_up_to_date()
        except BaseException:
            self._engine.dispose()
            raise

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Release locks and connections; a run without an end counts as interrupted from now on."""
        with told(self.name):
            self._alive.close()
            self._engine.dispose()

    # writing

    def begin(self, run: Run, keep: int) -> None:
        """Store a run that begins, mark interrupted runs, and keep the newest `keep` (including this one)."""
        with told(self.name):
            self._alive.hold(run.id)
        for one in self.runs():
            if one.state == "interrupted":
                with self._writing() as connection:
                    going = (runs.c.id == one.id) & (runs.c.state == "running")
                    connection.execute(update(runs).where(going).values(state="interrupted"))
        with self._writing() as connection:
            connection.execute(insert(runs).values(**_plain(run)))
            newest_first = select(runs.c.id).order_by(runs.c.started.desc(), runs.c.id.desc())
            old = connection.execute(newest_first.where(runs.c.id != run.id).offset(keep - 1)).scalars().all()
            if old:
                connection.execute(delete(runs).where(runs.c.id.in_(old), runs.c.state != "running"))

    def add(self, attempt: Attempt) -> None:
        """Store an attempt of a run that has begun; if it is final, earlier attempts no longer are."""
        with self._writing() as connection:
            if attempt.final:
                same = (attempts.c.run_id == attempt.run_id) & (attempts.c.scenario_id == attempt.scenario_id)
                connection.execute(update(attempts).where(same).values(final=False))
            row = _plain(attempt)
            connection.execute(insert(attempts).values(**row))
            key = {name: row[name] for name in _KEY}
            numbered = enumerate(attempt.metrics)
            _insert_all(connection, verdicts, [key | _plain(one) for one in attempt.verdicts])
            _insert_all(connection, metrics, [key | {"number": number} | _plain(one) for number, one in numbered])

    def end(self, run: Run) -> None:
        """Store the result of a run."""
        with self._writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run.id).values(**_plain(run)))
        with told(self.name):
            self._alive.release(run.id)

    # reading

    def runs(self, limit: int | None = None) -> list[Run]:
        """The runs, newest first."""
        query = select(runs).order_by(runs.c.started.desc(), runs.c.id.desc())
        if self._shows is None:
            query = query.limit(limit)
        with self._reading() as connection:
            found = [_run(row) for row in connection.execute(query).mappings()]
            if self._shows is not None:
                found = [one for one in found if self._shows(one)][:limit]
            finals = select(attempts.c.run_id, attempts.c.ok, attempts.c.status).where(attempts.c.final.is_(True))
            open_ones = [one.id for one in found if one.state != "ended"]
            concluded = connection.execute(finals.where(attempts.c.run_id.in_(open_ones))).all() if open_ones else []
        told_of: dict[str, list[tuple[bool, str]]] = defaultdict(list)
        for run_id, ok, status in concluded:
            told_of[run_id].append((ok, status))
        return [self._as_it_is(one, told_of[one.id]) for one in found]

    def run(self, name: str) -> Run:
        """The run with this id, or the only one whose id begins or ends with the name; `latest` and `previous` are
        accepted too."""
        found = self.runs()
        by_age = {"latest": 0, "previous": 1}
        if name in by_age:
            fitting = found[by_age[name] : by_age[name] + 1]
        else:
            fitting = [one for one in found if one.id == name] or [
                one for one in found if one.id.startswith(name) or one.id.endswith(name)
            ]
        if len(fitting) != 1:
            amount = f"{len(fitting)} runs are" if fitting else "no run is"
            raise StoreError(f"{amount} called {name!r} in {self.name}: `lockstep runs list` prints the ids")
        return fitting[0]

    def attempts(self, *, run_id: str | None = None, scenario_id: str | None = None) -> list[Attempt]:
        """The attempts of a run, of a scenario, or all, in order of their start, with verdicts and metrics."""

        def of(table: Table, query: Select[Any]) -> Select[Any]:
            if run_id is not None:
                query = query.where(table.c.run_id == run_id)
            return query if scenario_id is None else query.where(table.c.scenario_id == scenario_id)

        order = (attempts.c.started, attempts.c.scenario_id, attempts.c.attempt)
        with self._reading() as connection:
            rows = connection.execute(of(attempts, select(attempts)).order_by(*order)).mappings().all()
            judged = _grouped(connection.execute(of(verdicts, select(verdicts))).mappings().all())
            of_metrics = of(metrics, select(metrics)).order_by(metrics.c.number)
            measured = _grouped(connection.execute(of_metrics).mappings().all())
        shown_runs = None if self._shows is None else {one.id for one in self.runs()}
        return [
            _attempt(row, judged[_key(row)], measured[_key(row)])
            for row in rows
            if shown_runs is None or row["run_id"] in shown_runs
        ]

    # internal

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            now = MIGRATOR.version_of(connection)
        if now > NEWEST:
            raise StoreError(
                f"the database {self.name} is at version {now} of the schema and this suite knows {NEWEST}: use the"
                " newer suite, or another database"
            )
        if now < NEWEST:
            with self._engine.execution_options(**{WRITES: True}).begin() as connection:
                MIGRATOR.migrate(connection)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told(self.name), self._engine.execution_options(**{WRITES: True}).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self.name), self._engine.connect() as connection:
            yield connection

    def _as_it_is(self, run: Run, concluded: Sequence[tuple[bool, str]]) -> Run:
        if run.state == "ended":
            return run
        if run.state == "running":
            with told(self.name):
                goes_on = self._alive.goes_on(run.id)
            run = msgspec.structs.replace(run, state="running" if goes_on else "interrupted")
        return msgspec.structs.replace(run, **totals((status, ok) for ok, status in concluded)._asdict())


def _insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def _plain(row: Run | Attempt | Judged | Measured) -> dict[str, Any]:
    """A row's columns: texts escaped, mappings and lists of texts as JSON."""
    fields = msgspec.structs.asdict(row).items()
    return {name: _column(value) for name, value in fields if name not in {"verdicts", "metrics"}}


def _column(value: Any) -> Any:
    return msgspec.json.encode(_clean(value)).decode() if isinstance(value, dict | tuple) else _clean(value)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
    if isinstance(value, dict):
        return {_clean(key): _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value


def _run(row: RowMapping) -> Run:
    return Run(**dict(row) | {"settings": _mapping(row["settings"]), "problems": _texts(row["problems"])})


def _attempt(row: RowMapping, judged: Iterable[RowMapping], measured: Iterable[RowMapping]) -> Attempt:
    return Attempt(
        **dict(row) | {"tags": _texts(row["tags"])},
        verdicts=tuple(Judged(**_without_key(one)) for one in sorted(judged, key=_by_property)),
        metrics=tuple(Measured(**_without_key(one)) for one in measured),
    )


def _by_property(row: RowMapping) -> tuple[int, str]:
    return len(row["property"]), row["property"]


def _without_key(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {*_KEY, "number"}}


def _key(row: RowMapping) -> tuple[Any, ...]:
    return tuple(row[name] for name in _KEY)


def _grouped(rows: Sequence[RowMapping]) -> dict[tuple[Any, ...], list[RowMapping]]:
    found: dict[tuple[Any, ...], list[RowMapping]] = defaultdict(list)
    for row in rows:
        found[_key(row)].append(row)
    return found


def _mapping(text: str) -> dict[str, object]:
    return msgspec.json.decode(text, type=dict[str, object])


def _texts(text: str) -> tuple[str, ...]:
    return msgspec.json.decode(text, type=tuple[str, ...])
