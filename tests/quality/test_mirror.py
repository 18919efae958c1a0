"""Tests mirror support/lockstep/ file by file; what is tested through its users is named here, with the file that
does it.

A folder stands for all modules in it. An entry names a module and a test file that exist, and goes when the module
gets a test file of its own.
"""

from pathlib import Path

import pytest

from tests.quality.tree import PACKAGE, ROOT, TESTS, name

DECLARES_ONLY = {
    "support/lockstep/clients/dialects/base.py",
    "support/lockstep/reference/domain/core.py",
    "support/lockstep/relay/errors.py",
    "support/lockstep/store/records.py",
    "support/lockstep/targets/load_profile.py",
}
_P14 = "tests/checks/properties/test_p14_read_agrees_with_event.py"
TESTED_BY = {
    "support/lockstep/starter/documents/bodies.py": "tests/starter/documents/test_openapi.py",
    "support/lockstep/starter/documents/kinds.py": "tests/starter/documents/test_openapi.py",
    "support/lockstep/starter/documents/messages.py": "tests/starter/documents/test_asyncapi.py",
    "support/lockstep/starter/documents/operations.py": "tests/starter/documents/test_paths.py",
    "support/lockstep/running/environment.py": "tests/running/test_active_runner.py",
    "support/lockstep/steps/chat.py": "tests/steps/test_packs.py",
    "support/lockstep/steps/generic.py": "tests/steps/test_packs.py",
    "support/lockstep/steps/service.py": "tests/steps/test_packs.py",
    "support/lockstep/__main__.py": "tests/cli/test_main.py",
    "support/lockstep/actors/adapter_trial.py": "tests/cli/test_target.py",
    "support/lockstep/checks/judged_histories.py": "tests/cli/test_check.py",
    "support/lockstep/checks/properties/expected_reads.py": _P14,
    "support/lockstep/checks/properties/numbers.py": "tests/checks/properties/test_p16_honest_continuity.py",
    "support/lockstep/checks/properties/unwritten.py": _P14,
    "support/lockstep/cli/commands.py": "tests/cli/test_group.py",
    "support/lockstep/cli/defined_settings.py": "tests/cli/test_settings.py",
    "support/lockstep/cli/refusal.py": "tests/cli/test_runs.py",
    "support/lockstep/cli/run_command.py": "tests/cli/test_group.py",
    "support/lockstep/management/service.py": "tests/management/test_main.py",
    "support/lockstep/checks/facts/subscriptions.py": "tests/checks/facts/test_windows.py",
    "support/lockstep/load/columnar/as_rows.py": "tests/load/columnar/test_judge.py",
    "support/lockstep/load/population.py": "tests/load/distribution/test_run.py",
    "support/lockstep/load/columnar/delivered.py": "tests/load/columnar/test_judge.py",
    "support/lockstep/load/columnar/findings.py": "tests/load/columnar/test_judge.py",
    "support/lockstep/load/engine/generator.py": "tests/load/distribution/test_run.py",
    "support/lockstep/load/columnar/joined.py": "tests/load/columnar/test_judge.py",
    "support/lockstep/load/columnar/ordered.py": "tests/load/columnar/test_judge.py",
    "support/lockstep/load/columnar/expected_deliveries.py": "tests/load/results/test_figures.py",
    "support/lockstep/load/columnar/received.py": "tests/load/columnar/test_judge.py",
    "support/lockstep/load/engine/event_buffer.py": "tests/load/columnar/test_columns.py",
    "support/lockstep/load/engine/writers.py": "tests/load/distribution/test_run.py",
    "support/lockstep/models/event.py": "tests/models/test_rules.py",
    "support/lockstep/models/metric.py": "tests/models/test_rules.py",
    "support/lockstep/models/result.py": "tests/models/test_rules.py",
    "support/lockstep/models/scenario.py": "tests/models/test_rules.py",
    "support/lockstep/models/user.py": "tests/models/test_rules.py",
    "support/lockstep/reference/http/answers.py": "tests/reference/http/test_api.py",
    "support/lockstep/reference/http/dependencies.py": "tests/reference/http/test_api.py",
    "support/lockstep/reference/backend.py": "tests/reference/test_main.py",
    "support/lockstep/reference/socket/commands.py": "tests/reference/socket/test_connection.py",
    "support/lockstep/reference/errors.py": "tests/reference/http/test_api.py",
    "support/lockstep/reference/frames.py": "tests/reference/socket/test_connection.py",
    "support/lockstep/reference/health.py": "tests/reference/http/test_api.py",
    "support/lockstep/reference/http/middleware.py": "tests/reference/http/test_api.py",
    "support/lockstep/reference/socket/outgoing.py": "tests/reference/test_closing.py",
    "support/lockstep/reference/domain/passwords.py": "tests/reference/domain/test_accounts.py",
    "support/lockstep/reference/representations.py": "tests/reference/domain/test_messages.py",
    "support/lockstep/reference/request_ids.py": "tests/reference/http/test_api.py",
    "support/lockstep/reference/domain/requests.py": "tests/reference/http/test_api.py",
    "support/lockstep/reference/rooms.py": "tests/reference/socket/test_connection.py",
    "support/lockstep/reference/http/routes": "tests/reference/http/test_api.py",
    "support/lockstep/reference/storage/table_rows.py": "tests/reference/storage/test_database.py",
    "support/lockstep/reference/server.py": "tests/reference/test_main.py",
    "support/lockstep/relay/faults": "tests/relay/faults/test_faults.py",
    "support/lockstep/relay/flow.py": "tests/relay/faults/test_faults.py",
    "support/lockstep/relay/traffic.py": "tests/relay/test_report.py",
    "support/lockstep/recordings/attempt.py": "tests/running/scene/test_scene.py",
    "support/lockstep/recordings/person.py": "tests/recordings/test_recording.py",
    "support/lockstep/running/service/executions.py": "tests/running/service/test_client.py",
    "support/lockstep/running/service/catalogue.py": "tests/running/service/test_client.py",
    "support/lockstep/running/service/webhook_receiver.py": "tests/reporting/notices/test_receivers.py",
    "support/lockstep/running/service/accounts.py": "tests/running/service/test_client.py",
    "support/lockstep/starter/templates": "tests/starter/test_pieces.py",
    "support/lockstep/store/tables.py": "tests/store/test_migrations.py",
}


def counterpart(path: Path) -> Path:
    relative = path.relative_to(PACKAGE)
    return TESTS / relative.parent / f"test_{relative.stem.strip('_')}.py"


def accounted_for(path: Path) -> bool:
    named = {name(path), name(path.parent)}
    return counterpart(path).exists() or bool(named & (DECLARES_ONLY | TESTED_BY.keys()))


def test_every_module_of_support_is_tested() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if path.stem != "__init__"]
    assert sorted(name(path) for path in modules if not accounted_for(path)) == []


def test_a_module_without_tests_would_be_noticed() -> None:
    assert not accounted_for(PACKAGE / "checks" / "untested.py")
    assert accounted_for(PACKAGE / "reference" / "http" / "routes" / "another.py")


@pytest.mark.parametrize("module", sorted(DECLARES_ONLY | TESTED_BY.keys()))
def test_what_is_named_here_exists(module: str) -> None:
    assert (ROOT / module).exists()
    assert (ROOT / TESTED_BY.get(module, module)).exists()


@pytest.mark.parametrize("module", sorted(DECLARES_ONLY | TESTED_BY.keys()))
def test_what_has_a_test_file_of_its_own_is_not_named_here(module: str) -> None:
    assert not counterpart(ROOT / module).exists(), f"{module} has its own test file: remove its entry"
