"""Tests mirror support/ file by file; what is tested through its users is named here, with the file that does it.

A folder stands for all modules in it. An entry may stay when a module gets a test file of its own, but neither the
module nor the test file it names may be missing.
"""

from pathlib import Path

import pytest

from tests.quality.tree import ROOT, SUPPORT, TESTS, name

DECLARES_ONLY = {
    "support/checks/verdicts.py",
    "support/clients/dialects/base.py",
    "support/reference/core.py",
    "support/relay/errors.py",
    "support/store/rows.py",
    "support/targets/base.py",
    "support/targets/loading.py",
}
TESTED_BY = {
    "support/checks/counting.py": "tests/checks/test_p02_no_duplicate.py",
    "support/checks/facts.py": "tests/checks/test_windows.py",
    "support/checks/fences.py": "tests/checks/test_p01_no_loss.py",
    "support/checks/finding.py": "tests/checks/test_judge.py",
    "support/checks/outstanding.py": "tests/checks/test_p01_no_loss.py",
    "support/checks/pairing.py": "tests/checks/test_p01_writes.py",
    "support/checks/registry.py": "tests/checks/test_judge.py",
    "support/checks/sessions.py": "tests/checks/test_windows.py",
    "support/checks/subscriptions.py": "tests/checks/test_windows.py",
    "support/checks/telling.py": "tests/checks/test_p01_no_loss.py",
    "support/checks/writes.py": "tests/checks/test_p01_writes.py",
    "support/load/as_rows.py": "tests/load/test_judge.py",
    "support/load/crowd.py": "tests/load/test_run.py",
    "support/load/delivered.py": "tests/load/test_judge.py",
    "support/load/findings.py": "tests/load/test_judge.py",
    "support/load/generator.py": "tests/load/test_run.py",
    "support/load/joined.py": "tests/load/test_judge.py",
    "support/load/ordered.py": "tests/load/test_judge.py",
    "support/load/owed.py": "tests/load/test_figures.py",
    "support/load/received.py": "tests/load/test_judge.py",
    "support/load/tape.py": "tests/load/test_columns.py",
    "support/load/writing.py": "tests/load/test_run.py",
    "support/models/event.py": "tests/models/test_rules.py",
    "support/models/metric.py": "tests/models/test_rules.py",
    "support/models/result.py": "tests/models/test_rules.py",
    "support/models/scenario.py": "tests/models/test_rules.py",
    "support/models/user.py": "tests/models/test_rules.py",
    "support/reference/answers.py": "tests/reference/test_api.py",
    "support/reference/asking.py": "tests/reference/test_api.py",
    "support/reference/backend.py": "tests/reference/test_main.py",
    "support/reference/clock.py": "tests/reference/test_messages.py",
    "support/reference/commands.py": "tests/reference/test_connection.py",
    "support/reference/errors.py": "tests/reference/test_api.py",
    "support/reference/frames.py": "tests/reference/test_connection.py",
    "support/reference/health.py": "tests/reference/test_api.py",
    "support/reference/log.py": "tests/reference/test_main.py",
    "support/reference/middleware.py": "tests/reference/test_api.py",
    "support/reference/outgoing.py": "tests/reference/test_closing.py",
    "support/reference/passwords.py": "tests/reference/test_accounts.py",
    "support/reference/representations.py": "tests/reference/test_messages.py",
    "support/reference/request_ids.py": "tests/reference/test_api.py",
    "support/reference/requests.py": "tests/reference/test_api.py",
    "support/reference/rooms.py": "tests/reference/test_connection.py",
    "support/reference/routes": "tests/reference/test_api.py",
    "support/reference/rows.py": "tests/reference/test_database.py",
    "support/reference/server.py": "tests/reference/test_main.py",
    "support/relay/faults": "tests/relay/faults/test_faults.py",
    "support/relay/flow.py": "tests/relay/faults/test_faults.py",
    "support/relay/traffic.py": "tests/relay/test_report.py",
    "support/running/allowance.py": "tests/acceptance/test_runs.py",
    "support/running/cast.py": "tests/acceptance/test_runs.py",
    "support/running/chat.py": "tests/acceptance/test_runs.py",
    "support/running/echo.py": "tests/acceptance/test_runs.py",
    "support/running/executing.py": "tests/running/test_desk.py",
    "support/running/fence.py": "tests/acceptance/test_runs.py",
    "support/running/hooks.py": "tests/acceptance/test_runs.py",
    "support/running/offering.py": "tests/running/test_desk.py",
    "support/running/receiving.py": "tests/reporting/test_receivers.py",
    "support/running/scene.py": "tests/acceptance/test_runs.py",
    "support/running/sockets.py": "tests/acceptance/test_runs.py",
    "support/running/steps.py": "tests/acceptance/test_runs.py",
    "support/running/suite.py": "tests/acceptance/test_runs.py",
    "support/running/visiting.py": "tests/running/test_desk.py",
    "support/running/words.py": "tests/acceptance/test_runs.py",
    "support/store/tables.py": "tests/store/test_migrations.py",
    "support/targets/probe.py": "tests/acceptance/test_runs.py",
    "support/targets/process.py": "tests/acceptance/test_runs.py",
    "support/targets/reference/adapter.py": "tests/acceptance/test_runs.py",
    "support/targets/reference/exchanges.py": "tests/targets/reference/test_conformance.py",
    "support/targets/reference/operations.py": "tests/targets/reference/test_effects.py",
    "support/targets/reference/schemas.py": "tests/targets/reference/test_conformance.py",
    "support/targets/registry.py": "tests/acceptance/test_runs.py",
}


def counterpart(path: Path) -> Path:
    relative = path.relative_to(SUPPORT)
    return TESTS / relative.parent / f"test_{relative.stem.strip('_')}.py"


def accounted_for(path: Path) -> bool:
    named = {name(path), name(path.parent)}
    return counterpart(path).exists() or bool(named & (DECLARES_ONLY | TESTED_BY.keys()))


def test_every_module_of_support_is_tested() -> None:
    modules = [path for path in SUPPORT.rglob("*.py") if path.stem != "__init__"]
    assert sorted(name(path) for path in modules if not accounted_for(path)) == []


def test_a_module_without_tests_would_be_noticed() -> None:
    assert not accounted_for(SUPPORT / "checks" / "untested.py")
    assert accounted_for(SUPPORT / "reference" / "routes" / "another.py")


@pytest.mark.parametrize("module", sorted(DECLARES_ONLY | TESTED_BY.keys()))
def test_what_is_named_here_exists(module: str) -> None:
    assert (ROOT / module).exists()
    assert (ROOT / TESTED_BY.get(module, module)).exists()
