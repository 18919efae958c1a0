"""A project of one feature: the suite's own linked, the added one at its path and nowhere else."""

from pathlib import Path

import pytest
from lockstep.management.catalogue.workspace import lay, path_of

from tests.management.project import GOOD, make_project


def test_the_suites_own_are_linked_and_the_feature_is_written(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    root = lay(project, tmp_path / "run", path_of("c1", "mine"), GOOD)
    assert root == tmp_path / "run"
    assert (root / "features/added/c1/mine.feature").read_text("utf-8") == GOOD
    assert (root / "features/steps").resolve() == project / "features/steps"
    assert (root / "pyproject.toml").resolve() == project / "pyproject.toml"
    assert not (root / "lockstep.toml").exists()
    assert lay(project, tmp_path / "run", path_of("c1", "mine"), GOOD) == root


@pytest.mark.parametrize("path", ["../a.feature", "features/steps/a.feature", "features/added/../../a", "/a"])
def test_nothing_is_written_elsewhere(tmp_path: Path, path: str) -> None:
    project = make_project(tmp_path / "project")
    with pytest.raises(ValueError, match="not the path of an added scenario"):
        lay(project, tmp_path / "run", path, GOOD)
    assert not (tmp_path / "run").exists()
