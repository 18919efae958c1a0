"""Who goes on: a lock holds as long as its process, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from lockstep.store.alive import Alive
from lockstep.store.engine import file_of, make_engine, url_of
from sqlalchemy import Engine

from tests.store.made import process_at_a_run


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    url = url_of(database)
    file = file_of(url)
    if file is not None:
        file.parent.mkdir()
    made = make_engine(url)
    yield made
    made.dispose()


def test_a_run_goes_on_until_it_is_released(engine: Engine) -> None:
    one, other = Alive(engine), Alive(engine)
    assert not other.goes_on("r1")
    one.hold("r1")
    assert one.goes_on("r1")
    assert other.goes_on("r1")
    assert not other.goes_on("r2")
    one.close()
    assert not one.goes_on("r1")


def test_a_run_ends_with_its_process(engine: Engine, database: str) -> None:
    process = process_at_a_run(database)
    assert Alive(engine).goes_on("killed")
    process.kill()
    process.communicate()
    assert not Alive(engine).goes_on("killed")


def test_a_lock_leaves_no_file(engine: Engine) -> None:
    alive = Alive(engine)
    alive.hold("r1")
    alive.release("r1")
    alive.release("r1")
    file = file_of(engine.url)
    assert file is None or not list(file.parent.glob("*.running"))
