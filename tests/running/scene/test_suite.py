"""The suite opens and closes what lives as long as the run; what cannot be is told. The rest: tests/acceptance."""

from pathlib import Path

import pytest
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.suite import Suite
from lockstep.settings import Settings


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"target": "nowhere"}, "unknown target 'nowhere'"), ({"plant": "flood"}, "no plant is called 'flood'")],
)
def test_a_target_or_plant_that_does_not_exist_is_told(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(EnvironmentFaultError, match=told):
        Suite(Settings(**wrong))


@pytest.mark.parametrize("target", ["nchan", "faye"])
@pytest.mark.parametrize("plant", ["renumber", "unnumber:every=3"])
def test_a_plant_that_needs_numbers_is_refused_where_there_are_none(target: str, plant: str, tmp_path: Path) -> None:
    told = f"plant {plant} cannot take effect on target {target}, whose events carry no numbers: choose another plant"
    with pytest.raises(EnvironmentFaultError, match=f"^{told}$"):
        Suite(Settings(target=target, plant=plant, reports=tmp_path))


def test_fixtures_that_cannot_be_used_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "features" / "fixtures"
    folder.mkdir(parents=True)
    (folder / "a.toml").write_text("texts = [1]", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        EnvironmentFaultError, match=r"features/fixtures/a\.toml does not hold fixtures: .*texts\[0\]"
    ):
        Suite(Settings(), fixtures_folder=folder)
    assert Suite(Settings(use_fixtures=False), fixtures_folder=folder).data == "people and texts made by faker"


def test_an_unhealthy_target_is_told_and_everything_is_closed_again(tmp_path: Path) -> None:
    settings = Settings(api_base_url="http://127.0.0.1:1/api", websocket_url="ws://127.0.0.1:1/ws", reports=tmp_path)
    suite = Suite(settings)
    with pytest.raises(EnvironmentFaultError, match=r"target reference is not healthy.*does not answer \(refused\)"):
        suite.open()
    assert suite.gone(suspicious=True).startswith("API: ")
    assert suite.gone(suspicious=False) == ""
    assert suite.close() == []


def test_a_scene_carries_the_settings_in_its_header(tmp_path: Path) -> None:
    settings = Settings(reports=tmp_path, seed=5, loss_deadline=1234, websocket_delivery_threshold=77)
    suite = Suite(settings)
    suite.open()
    try:
        scene = suite.scene("abc", "a title")
        header = scene.history.rows()[0]
        assert (header.scenario, header.title, header.seed, header.target) == ("abc", "a title", 5, "reference")
        assert (header.budgets.loss_ms, header.budgets.delivery_budget_ms) == (1234, 77)
        assert scene.recorder.path == tmp_path / "history" / "abc-1.jsonl"
        scene.close(clean_up=True)
    finally:
        assert suite.close() == []
