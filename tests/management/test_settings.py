"""The service's settings: arguments over the rest, addresses that mean the same everywhere."""

from pathlib import Path

import pytest
from lockstep.management.settings import read_settings
from lockstep.settings import SettingsError

from tests.management.project import make_project


def test_arguments_stand_over_the_environment(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    given = read_settings(
        ["--port", "0", "--reports", "out", "-D", "management.rate=7"], {"LOCKSTEP_REPORTS": "other"}, project
    )
    assert (given.port, given.reports) == (0, tmp_path / "out")
    assert given.database == f"sqlite:///{tmp_path}/out/lockstep.db"
    assert given.settings.management__rate == 7
    assert given.own == {}


def test_what_is_not_the_services_alone_is_its_executions_too(tmp_path: Path) -> None:
    defined = ("seed=7", "notices.failure=json://u:p@127.0.0.1:1/x", "reports=out", "management.rate=7")
    given = read_settings(
        ["--port", "0", *(part for one in defined for part in ("-D", one))], {}, make_project(tmp_path)
    )
    assert given.own == {"LOCKSTEP_SEED": "7", "LOCKSTEP_NOTICES_FAILURE": "json://u:p@127.0.0.1:1/x"}


def test_a_database_that_is_named_is_taken(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    given = read_settings(["--port", "1", "--database", "sqlite:///a/b.db"], {}, project)
    assert given.database == f"sqlite:///{tmp_path}/a/b.db"
    remote = read_settings(["--port", "1"], {"LOCKSTEP_DATABASE": "postgresql://u:p@h/n"}, project)
    assert remote.database == "postgresql://u:p@h/n"


def test_what_cannot_be_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SettingsError, match="no folder features"):
        read_settings(["--port", "0"], {}, tmp_path)
    with pytest.raises(SettingsError, match=r"management\.rate"):
        read_settings(["--port", "0", "-D", "management.rate=much"], {}, make_project(tmp_path))
    with pytest.raises(SystemExit) as ended:
        read_settings(["--port", "many"], {}, tmp_path)
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
