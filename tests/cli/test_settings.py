"""`lockstep settings`: what it prints, and how it refuses."""

from pathlib import Path

import pytest
from lockstep.settings.table import markdown

from tests.cli.called import called


@pytest.fixture(autouse=True)
def clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("API_BASE_URL", "WEBSOCKET_URL", "LOCKSTEP_SEED"):
        monkeypatch.delenv(name, raising=False)


def test_it_prints_every_setting_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("API_BASE_URL", "http://ana:pa55@localhost/")
    monkeypatch.setenv("WEBSOCKET_URL", "ws://localhost/")
    assert called("settings", "-D", "seed=7", "-D", "load_allow_hosts=a,b") == 0
    printed = capsys.readouterr().out
    assert "seed = 7\n" in printed
    assert "load_allow_hosts = a, b\n" in printed
    assert "api_base_url = http://[redacted]@localhost/\n" in printed


def test_a_mistake_is_told_and_gives_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert called("settings", "-D", "sead=7") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "-D sead = '7' is not a setting: did you mean seed?\n"


def test_it_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert called("settings", "--table") == 0
    assert capsys.readouterr().out == markdown()
