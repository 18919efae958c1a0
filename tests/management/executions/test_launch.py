"""A launch: behave on one scenario, and no secret in the command."""

from pathlib import Path

import pytest
from lockstep.management.executions.executor import NotRunnableError
from lockstep.management.executions.launch import Behave, Where

from tests.management.executions.office import execution

DATABASE = "postgresql://ana:hidden@localhost/lockstep"


def test_the_command(tmp_path: Path) -> None:
    behave = Behave(lambda _, folder: Where("features/a.feature:3", folder.parent.parent), DATABASE, {})
    found = behave(execution(timeout=9_000, retry_count=2), {"seed": "7"}, tmp_path / "x")
    assert found.command[1:4] == ["-m", "behave", "features/a.feature:3"]
    defines = [value for key, value in zip(found.command, found.command[1:], strict=False) if key == "-D"]
    assert defines == ["seed=7", "test_timeout=9000", "test_retry_count=2", f"reports={tmp_path / 'x'}"]
    assert "hidden" not in str(found.command)
    assert found.environ["LOCKSTEP_DATABASE"] == DATABASE
    assert found.folder == tmp_path


def test_the_resource_of_a_row_is_in_the_command(tmp_path: Path) -> None:
    behave = Behave(lambda _, folder: Where("features/a.feature:3", folder, "order"), DATABASE, {})
    assert "resource=order" in behave(execution(), {}, tmp_path).command


def test_the_services_own_settings_are_the_executions_too_and_parameters_stand_over_them(tmp_path: Path) -> None:
    own = {"LOCKSTEP_SEED": "1", "LOCKSTEP_NOTICES_LINK": "https://ci.example.com"}
    behave = Behave(lambda _, folder: Where("features/a.feature:3", folder), DATABASE, own)
    launch = behave(execution(), {"seed": "7"}, tmp_path)
    assert launch.environ["LOCKSTEP_NOTICES_LINK"] == "https://ci.example.com"
    assert "seed=7" in launch.command  # which stands over the environment


def test_a_secret_that_was_not_kept(tmp_path: Path) -> None:
    behave = Behave(lambda _, folder: Where("features/a.feature:3", folder), DATABASE, {})
    with pytest.raises(NotRunnableError, match="not kept"):
        behave(execution(), {"api_base_url": "http://[redacted]@127.0.0.1/"}, tmp_path)


def test_a_scenario_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(NotRunnableError, match="0123456789ab was removed"):
        Behave(lambda *_: None, DATABASE, {})(execution(), {}, tmp_path)
