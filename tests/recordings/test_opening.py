"""A target is opened for recordings; what is amiss with it, or left behind on it, is said."""

import os
import subprocess
import sys
from pathlib import Path

import lockstep
import pytest
from lockstep.clients.api import tls_context
from lockstep.history.rows import Budgets
from lockstep.recordings.opening import budgets_of, opened
from lockstep.recordings.outcome import LeftBehindError, NotHeldError
from lockstep.recordings.recording import Recording
from lockstep.settings import Settings
from lockstep.targets.base import Identity, TargetFaultError
from lockstep.targets.operations import Act
from lockstep.targets.reference import ReferenceTarget


class Forgetful(ReferenceTarget):
    """Removes everything, and says it did not."""

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        await super().clean_up(identities)
        return ["company:1 is still there"]


class Talkative(ReferenceTarget):
    """Fails, with a person's password in the sentence."""

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        await super().enrol(identity, colleagues, act)
        raise TargetFaultError(f"the account was made with {identity.password}, and then forgotten")


def break_off(people: Recording) -> None:
    people.enrol("Ana")
    raise ZeroDivisionError


def settings(folder: Path, **given: object) -> Settings:
    return Settings.model_validate({"reports": folder, "seed": 1, **given})


def test_several_recordings_share_one_target_and_have_people_and_files_of_their_own(tmp_path: Path) -> None:
    paths = []
    with opened(settings=settings(tmp_path)) as target:
        for _ in range(2):
            with target.recording("One") as people:
                assert people.enrol("Ana").connect()
            paths.append(people.history_path)
    assert [path.name for path in paths] == ["one-1.jsonl", "one-2.jsonl"]
    assert all("P1" in {verdict.property for verdict in lockstep.judge(path)} for path in paths)


def test_a_recording_of_the_same_title_replaces_no_earlier_one(tmp_path: Path) -> None:
    paths = []
    for _ in range(2):
        with opened(settings=settings(tmp_path)) as target, target.recording("Moving day") as people:
            people.enrol("Ana")
            paths.append(people.history_path)
    assert [path.name for path in paths] == ["moving-day-1.jsonl", "moving-day-1.2.jsonl"]
    assert all(path.stat().st_size for path in paths)


def test_a_plant_is_noticed(tmp_path: Path) -> None:
    plant_relays = settings(tmp_path, plant="drop:every=2,who=Ben", loss_deadline=1000)
    with lockstep.recording(settings=plant_relays) as people:
        ana, ben = people.enrol("Ana"), people.enrol("Ben")
        people.open_chatroom("Planning", ana, ben)
        assert ben.connect()
        assert ben.subscribe("Planning")
        for n in range(4):
            ana.perform("post_message", room="Planning", content=str(n))
        with pytest.raises(NotHeldError, match="P1 no loss is violated"):
            people.assert_held()


def test_a_plant_without_effect_proves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(LeftBehindError, match="plant drop:who=Zoe took no effect"),
        lockstep.recording(settings=settings(tmp_path, plant="drop:who=Zoe")) as people,
    ):
        people.enrol("Ana")


def test_what_is_left_behind_is_an_error(tmp_path: Path) -> None:
    target = Forgetful("", "", tls=tls_context(), log=tmp_path / "backend.log")
    with (
        pytest.raises(LeftBehindError, match="company:1 is still there"),
        lockstep.recording(target, settings=settings(tmp_path)) as people,
    ):
        people.enrol("Ana")


def test_after_an_error_everything_is_closed_and_what_is_left_is_noted(tmp_path: Path) -> None:
    target = Forgetful("", "", tls=tls_context(), log=tmp_path / "backend.log")
    with (
        pytest.raises(ZeroDivisionError) as caught,
        lockstep.recording(target, settings=settings(tmp_path)) as people,
    ):
        break_off(people)
    assert caught.value.__notes__ == ["left behind: company:1 is still there"]
    assert target.pid() is None


def test_an_adapters_failure_is_said_without_secrets(tmp_path: Path) -> None:
    with (
        pytest.raises(TargetFaultError, match=r"^the account was made with \[redacted\], and then forgotten$"),
        opened(Talkative("", "", tls=tls_context(), log=tmp_path / "backend.log"), settings(tmp_path)) as target,
        target.recording() as people,
    ):
        people.enrol("Ana")


def test_a_target_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(TargetFaultError, match="unknown target 'nowhere'"),
        lockstep.recording("nowhere", settings=settings(tmp_path)),
    ):
        pass


def test_neither_behave_nor_allure_nor_a_server_is_imported() -> None:
    code = (
        "import sys, lockstep; assert not [m for m in sys.modules if m.startswith('lockstep.')]; lockstep.recording;"
        " print(sorted({m.split('.')[0] for m in sys.modules} & {'behave', 'allure', 'allure_behave',"
        " 'allure_commons', 'fastapi', 'uvicorn', 'pytest'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_offers_nothing_else() -> None:
    with pytest.raises(AttributeError, match="module 'lockstep' has no attribute 'recordin'"):
        lockstep.recordin  # type: ignore[attr-defined]  # noqa: B018


def test_budgets_are_those_of_the_settings_and_by_default_those_of_a_history() -> None:
    assert budgets_of(Settings()) == Budgets()
    own = Settings(
        api_response_threshold=1, websocket_delivery_threshold=2, connection_recovery_threshold=3, loss_deadline=4
    )
    assert budgets_of(own) == Budgets(api_ms=1, delivery_budget_ms=2, recovery_ms=3, loss_ms=4)
