"""Health: each part for itself; what is down is told without a path or an address."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi import FastAPI
from lockstep.management.database import Database
from lockstep.management.health import health_router
from lockstep.store import StoreError

from tests.management.serving import served


def answered(folder: Path, database: Database, told: Mapping[str, str]) -> tuple[int, dict[str, dict[str, str]]]:
    app = FastAPI()
    app.include_router(health_router(database, folder, lambda _: None, [lambda: told]), prefix="/api/v1")
    with served(app) as client:
        answer = client.get("/health")
    assert str(folder) not in answer.text
    return answer.status_code, answer.json()["parts"]


def test_every_part_is_told_for_itself(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")
    assert answered(tmp_path, database, {"features": ""}) == (
        200, {name: {"status": "up", "reason": ""} for name in ("database", "reports", "features")}
    )  # fmt: skip
    status, parts = answered(tmp_path, database, {"features": "line 3 is odd"})
    assert (status, parts["features"]) == (503, {"status": "down", "reason": "line 3 is odd"})
    database.close()


def test_a_folder_that_is_gone_and_a_database_that_fails_are_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")

    def fails() -> None:
        raise StoreError(f"the database {tmp_path} cannot be used")

    monkeypatch.setattr(database, "check", fails)
    status, parts = answered(tmp_path / "gone", database, {"features": ""})
    assert status == 503
    assert {name for name, part in parts.items() if part["status"] == "down"} == {"database", "reports"}
    database.close()
