"""The catalogue itself: where an entry is executed from, and how many a company may add."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lockstep.management.answers import RefusedError
from lockstep.management.catalogue import catalogue as module
from lockstep.management.catalogue import features, incoming
from lockstep.management.catalogue.catalogue import Catalogue
from lockstep.management.catalogue.incoming import Sent
from lockstep.management.database import Database
from lockstep.management.tables import companies
from lockstep.running.definitions.feature_reader import read_here
from lockstep.running.selection.feature_index import Reading, ReadingError
from lockstep.settings import Settings
from sqlalchemy import insert

from tests.management.project import GOOD, make_project


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    def read(root: Path, *, steps: bool, limit_s: float) -> Reading:
        return read_here(root, steps=False)

    monkeypatch.setattr(features, "read", read)
    monkeypatch.setattr(incoming, "read", read)
    database = Database(f"sqlite:///{tmp_path}/a.db")
    with database.writing() as connection:
        connection.execute(insert(companies).values(id="c1", name="C", created=0.0))
    yield Catalogue(database, make_project(tmp_path / "project"), Settings())
    database.close()


def test_an_entry_is_executed_where_its_id_is_the_same(catalogue: Catalogue, tmp_path: Path) -> None:
    own = catalogue.all("c1")[1]
    assert catalogue.lay(own, tmp_path / "run") == catalogue.project
    assert not (tmp_path / "run").exists()
    added = catalogue.add(Sent(gherkin=GOOD, category="mine"), "c1")
    root = catalogue.lay(added, tmp_path / "run")
    assert (root / added.path).read_text("utf-8") == GOOD
    ids = {one.path: (one.id, one.line) for one in read_here(root, steps=False).scenarios}
    assert ids == {added.path: (added.scenario.id, added.line)}
    assert catalogue.find(added.scenario.id, "c1") == added


def test_a_company_may_add_only_so_many(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    catalogue.add(Sent(gherkin=GOOD, category="mine"), "c1")
    with pytest.raises(RefusedError) as refused:
        catalogue.add(Sent(gherkin=GOOD, category="yours"), "c1")
    assert (refused.value.status, refused.value.code) == (409, "full")


def test_a_suite_that_cannot_be_read_is_told(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(root: Path, *, steps: bool, limit_s: float) -> Reading:
        raise ReadingError("it took too long")

    monkeypatch.setattr(features, "read", fails)
    with pytest.raises(RefusedError) as refused:
        catalogue.all("c1")
    assert (refused.value.status, catalogue.trouble()) == (503, "it took too long")
