"""The store, on SQLite and on PostgreSQL: what is written is read back, also of a run that was killed."""

import threading
from pathlib import Path

import msgspec
import pytest
from lockstep.store import Judged, Store, StoreError

from tests.store.made import attempt, process_at_a_run, run


def test_an_empty_store_has_no_runs(database: str) -> None:
    with Store(database) as store:
        assert store.runs() == []
        assert store.attempts() == []


def test_a_run_is_read_back_as_it_was_written(database: str) -> None:
    ended = run(
        state="ended", exit_code=1, passed=3, failed=1, skipped=2, duration=9.5, stopped="why",
        settings={"seed": 7, "plant": ""}, problems=("it broke",), reports="reports",
    )  # fmt: skip
    with Store(database) as store:
        store.begin(run(), keep=5)
        assert [one.state for one in store.runs()] == ["running"]
        store.end(ended)
        assert store.runs() == [ended]
    with Store(database, make=False) as store:
        assert store.runs() == [ended]


def test_an_attempt_is_read_back_with_verdicts_and_metrics_in_order(database: str) -> None:
    judged = tuple(Judged(property=name, name="n", outcome="holds") for name in ("P1", "P2", "P10"))
    first = attempt(verdicts=judged)
    other = attempt(scenario_id="f" * 12, started=99.0, ok=False, status="failed", verdicts=(), metrics=(), tags=())
    with Store(database) as store:
        store.begin(run(), keep=5)
        store.add(first)
        store.add(other)
        assert store.attempts() == [other, first]
        assert store.attempts(run_id="r1", scenario_id=first.scenario_id) == [first]
        assert store.attempts(run_id="r2") == []


def test_a_later_attempt_takes_the_place_of_the_first_unless_it_does_not_count(database: str) -> None:
    with Store(database) as store:
        store.begin(run(), keep=5)
        store.add(attempt(status="failed", ok=False))
        store.add(attempt(attempt=2, started=102.0, status="flaky", ok=False))
        store.add(attempt(attempt=3, started=103.0, status="skipped", final=False))
        assert [(one.attempt, one.final) for one in store.attempts()] == [(1, False), (2, True), (3, False)]


def test_any_text_and_any_seed_can_be_kept(database: str) -> None:
    with Store(database) as store:
        store.begin(run(seed=str(10**40), problems=("a\0b\ud800",)), keep=5)
        store.add(attempt(message="nul \0, lone \udfff, 😀 שלום", title='"; DROP TABLE runs; --'))
        (found,) = store.attempts()
        assert found.message == "nul \\0, lone \\udfff, 😀 שלום"
        assert found.title == '"; DROP TABLE runs; --'
        assert store.runs()[0].seed == str(10**40)


def test_nothing_can_be_stored_of_a_run_that_never_began(database: str) -> None:
    with Store(database) as store, pytest.raises(StoreError, match="cannot be used"):
        store.add(attempt(run_id="nobody"))


def test_the_same_attempt_cannot_be_stored_twice(database: str) -> None:
    with Store(database) as store:
        store.begin(run(), keep=5)
        store.add(attempt())
        with pytest.raises(StoreError, match="cannot be used"):
            store.add(attempt())
        assert store.attempts() == [attempt()]


def test_only_the_newest_runs_are_kept_with_all_that_belongs_to_them(database: str) -> None:
    with Store(database) as store:
        for number in range(4):
            one = run(f"r{number}", started=float(number))
            store.begin(one, keep=2)
            store.add(attempt(run_id=one.id))
            store.end(msgspec.structs.replace(one, state="ended"))
        assert [one.id for one in store.runs()] == ["r3", "r2"]
        assert {one.run_id for one in store.attempts()} == {"r3", "r2"}


def test_a_run_that_goes_on_is_not_removed_and_one_may_keep_but_itself(database: str) -> None:
    with Store(database) as one, Store(database) as other:
        one.begin(run("a", started=1.0), keep=1)
        other.begin(run("b", started=2.0), keep=1)
        assert {(found.id, found.state) for found in other.runs()} == {("a", "running"), ("b", "running")}
        one.end(run("a", started=1.0, state="ended"))
        other.begin(run("c", started=3.0), keep=1)
        assert [found.id for found in other.runs()] == ["c", "b"]


def test_a_killed_run_leaves_its_record_and_is_told_as_interrupted(database: str) -> None:
    process = process_at_a_run(database)
    with Store(database) as store:
        before = store.run("killed")
        process.kill()
        process.communicate()
        (found,) = store.runs()
        assert before.state == "running"
        assert (found.state, found.passed, found.failed, found.exit_code) == ("interrupted", 1, 0, None)
        assert store.attempts(run_id="killed") == [attempt(run_id="killed")]


def test_the_next_run_marks_the_interrupted_one(database: str) -> None:
    process = process_at_a_run(database)
    process.kill()
    process.communicate()
    with Store(database) as store:
        store.begin(run(), keep=5)
        with store._reading() as connection:
            states = dict(connection.exec_driver_sql("SELECT id, state FROM runs").fetchall())
        assert states == {"killed": "interrupted", "r1": "running"}


def test_two_runs_may_begin_at_once_on_an_empty_database(database: str) -> None:
    problems: list[BaseException] = []
    ready = threading.Barrier(4)

    def begin(number: int) -> None:
        ready.wait()
        try:
            with Store(database) as store:
                store.begin(run(f"r{number}"), keep=10)
                store.end(run(f"r{number}", state="ended"))
        except StoreError as error:
            problems.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with Store(database) as store:
        assert {one.id for one in store.runs()} == {"r0", "r1", "r2", "r3"}


def test_runs_are_found_by_id_its_ends_and_by_age(database: str) -> None:
    with Store(database) as store:
        store.begin(run("20261122-aaa", started=1.0), keep=5)
        store.begin(run("20261122-bbb", started=2.0), keep=5)
        assert store.run("20261122-aaa").id == store.run("aaa").id == store.run("previous").id == "20261122-aaa"
        assert store.run("latest").id == "20261122-bbb"
        assert [one.id for one in store.runs(limit=1)] == ["20261122-bbb"]
        with pytest.raises(StoreError, match="2 runs are called '20261122'"):
            store.run("20261122")
        with pytest.raises(StoreError, match="no run is called 'zzz'"):
            store.run("zzz")


def test_reading_does_not_make_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no run has been stored there yet"):
        Store(f"sqlite:///{tmp_path / 'a.db'}", make=False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="file is not a database"):
        Store(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(StoreError, match="cannot be used"):
        Store(f"sqlite:///{tmp_path / 'a.db'}/below/x.db")
