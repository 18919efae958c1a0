"""The database: transactions hold or vanish whole, and what is wrong is told in a sentence."""

from pathlib import Path

import pytest
from lockstep.management.accounts import Accounts
from lockstep.management.answers import RefusedError
from lockstep.management.catalogue.catalogue import Catalogue
from lockstep.management.catalogue.incoming import Sent
from lockstep.management.database import Database
from lockstep.management.tables import NEWEST, companies, executions, secrets, versions
from lockstep.settings import Settings
from lockstep.store import Attempt, Run, StoreError
from sqlalchemy import insert, select

from tests.management.people import CHEAP, PASSWORD
from tests.management.project import GOOD, make_project
from tests.management.reading import quick_reading
from tests.store.postgres import cluster, programs


def test_what_was_written_is_read_after_opening_anew(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/folder/a.db"
    first = Database(address)
    with first.writing() as connection:
        connection.execute(insert(secrets).values(name="a", value="b"))
    first.close()
    second = Database(address)
    second.check()
    with second.reading() as connection:
        assert connection.execute(select(secrets.c.value)).scalar_one() == "b"
    with second.store() as store:
        assert store.runs() == []
    second.close()


def test_a_company_sees_no_run_of_anothers_execution(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")
    with database.writing() as connection:
        for name, company in (("mine", "a"), ("theirs", "b")):
            connection.execute(insert(companies).values(id=company, name=company, created=1.0))
            values = {"id": name, "company_id": company, "user_id": "u", "scenario_id": "s", "status": "PASSED"}
            values |= {"created": 1.0, "timeout": 1, "retry_count": 0, "parameters": "{}", "run_id": ""}
            values["result"] = "{}"
            connection.execute(insert(executions).values(**values))
    with database.store() as store:
        for number, reports in enumerate(("reports/executions/mine", "reports/executions/theirs", "reports")):
            run = Run(id=f"run-{number}", started=float(number), reports=reports)
            store.begin(run, 10)
            attempt = Attempt(
                run_id=run.id, scenario_id="s", attempt=1, final=True, ok=True, feature="f", title="t", place="p:1",
                status="passed", started=1.0, duration=1.0,
            )  # fmt: skip
            store.add(attempt)
            store.end(run)
    with database.store("a") as store:
        assert [one.id for one in store.runs()] == ["run-2", "run-0"]
        assert [one.id for one in store.runs(1)] == ["run-2"]
        assert {one.run_id for one in store.attempts(scenario_id="s")} == {"run-0", "run-2"}
        assert store.attempts(run_id="run-1") == []
        with pytest.raises(StoreError, match="no run is called 'run-1'"):
            store.run("run-1")
    with database.store("c") as store:
        assert [one.id for one in store.runs()] == ["run-2"]
    database.close()


def test_an_error_undoes_the_transaction(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")
    row = insert(secrets).values(name="a", value="b")
    with pytest.raises(StoreError, match="cannot be used"), database.writing() as connection:
        [connection.execute(row) for _ in range(2)]
    with database.reading() as connection:
        assert connection.execute(select(secrets)).all() == []
    database.close()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/a.db"
    database = Database(address)
    with database.writing() as connection:
        connection.execute(insert(versions).values(version=NEWEST + 1, applied=0.0))
    database.close()
    with pytest.raises(StoreError, match="use the newer suite"):
        Database(address)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be used"):
        Database(f"sqlite:///{tmp_path}/a.db")


def test_postgresql_keeps_the_same(tmp_path: Path) -> None:
    if programs() is None:
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    with cluster() as address, quick_reading():
        database = Database(address)
        accounts = Accounts(database, Settings(**CHEAP))
        owner = accounts.register("ana@example.com", PASSWORD, "Ana", "Acme")
        with pytest.raises(RefusedError, match="Somebody has this address"):
            accounts.register("ANA@example.com", PASSWORD, "Ana", "Acme")
        with pytest.raises(RefusedError, match="no active OWNER"):
            accounts.change(owner.company.id, owner.user.id, {"is_active": False})
        assert accounts.refresh(owner.tokens.refresh).user.email == "ana@example.com"
        with pytest.raises(RefusedError, match="used before"):
            accounts.refresh(owner.tokens.refresh)
        catalogue = Catalogue(database, make_project(tmp_path), Settings())
        entry = catalogue.add(Sent(gherkin=GOOD, category="mine"), owner.company.id)
        with pytest.raises(RefusedError, match="has a scenario of this name"):
            catalogue.add(Sent(gherkin=GOOD, category="mine"), owner.company.id)
        told = catalogue.with_status(catalogue.all(owner.company.id), owner.company.id)
        assert told[-1] == entry.scenario
        Database(address).close()
        database.close()
