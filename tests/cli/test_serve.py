"""`lockstep serve`: what it starts the service with, and how it refuses."""

from pathlib import Path

import pytest
from lockstep.cli import serve
from lockstep.management.settings import ServiceSettings

from tests.cli.called import called
from tests.management.project import make_project


def test_its_options_reach_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[ServiceSettings] = []
    monkeypatch.setattr(serve, "run", started.append)
    monkeypatch.chdir(make_project(tmp_path))
    assert called("serve", "--reports", "out", "--leashed", "-D", "management.rate=7") == 0
    assert [(one.port, one.reports, one.leashed, one.settings.management__rate) for one in started] == [
        (8010, tmp_path / "out", True, 7)
    ]


def test_a_folder_without_features_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert called("serve", "--port", "0") == 2
    told = capsys.readouterr().err
    assert told.startswith("lockstep serve: there is no folder features here")
    assert told.count("\n") == 1
