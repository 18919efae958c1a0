"""What the catalogue says of a scenario of the suite is what its file says."""

import pytest
from lockstep.management.catalogue.entries import Entry, entity_of, priority_of, status_after, timeout_of
from lockstep.running.selection.feature_index import Written


def written(path: str = "features/sync/a.feature", tags: tuple[str, ...] = (), description: str = "") -> Written:
    return Written(
        id="0" * 12, path=path, line=3, feature="f", rule="r", name="n <x>", title="n 1", tags=tags,
        description=description, gherkin="Feature: f\n", promises=("it holds",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "tags", "category", "kind"),
    [
        ("features/sync/a.feature", (), "sync", "INTEGRATION"),
        ("features/sync/a.feature", ("connection",), "sync", "WEBSOCKET_ONLY"),
        ("features/connection/a.feature", (), "connection", "WEBSOCKET_ONLY"),
        ("features/management/a.feature", (), "management", "API_ONLY"),
        ("features/a.feature", (), "features", "INTEGRATION"),
    ],
)
def test_category_and_type_are_those_of_folder_and_tags(
    path: str, tags: tuple[str, ...], category: str, kind: str
) -> None:
    entity = entity_of(written(path, tags), 30_000, 1, 5.0)
    assert (entity.category, entity.type, entity.status) == (category, kind, "ACTIVE")
    assert (entity.name, entity.retry_count, entity.expected_results) == ("n 1", 1, ({"promise": "it holds"},))
    assert entity.created_at.timestamp() == 5.0


def test_a_description_is_the_scenarios_own_or_its_rules() -> None:
    assert entity_of(written(description="why"), 30_000, 0, 0.0).description == "why"
    assert entity_of(written(), 30_000, 0, 0.0).description == "r"


@pytest.mark.parametrize(
    ("tags", "priority"), [(("smoke", "slow"), "HIGH"), (("minor",), "LOW"), (("sync", "normal"), "MEDIUM")]
)
def test_a_priority_is_what_tags_say(tags: tuple[str, ...], priority: str) -> None:
    assert priority_of(tags) == priority


@pytest.mark.parametrize(
    ("tags", "otherwise", "limit"),
    [((), 30_000, 30_000), (("timeout.60",), 30_000, 60_000), (("timeout.999",), 1, 300_000), ((), 5, 1_000)],
)
def test_a_time_limit_stays_within_those_of_the_entity(tags: tuple[str, ...], otherwise: int, limit: int) -> None:
    assert timeout_of(tags, otherwise) == limit


@pytest.mark.parametrize(
    ("newest", "status"),
    [
        (None, "ACTIVE"), ("PENDING", "ACTIVE"), ("RUNNING", "EXECUTING"), ("PASSED", "COMPLETED"),
        ("FLAKY", "FAILED"), ("TIMEOUT", "TIMEOUT"), ("ERROR", "ERROR"), ("CANCELLED", "ACTIVE"),
        ("SKIPPED", "ACTIVE"),
    ],
)  # fmt: skip
def test_a_status_is_that_of_the_newest_execution(newest: str | None, status: str) -> None:
    assert status_after(newest, is_active=True) == status
    assert status_after(newest, is_active=False) == "DRAFT"


def test_a_place_is_what_behave_takes() -> None:
    scenario = entity_of(written(), 30_000, 0, 0.0)
    own = Entry(scenario=scenario, company_id=None, path="features/sync/a.feature", line=3)
    assert (own.place, own.is_added) == ("features/sync/a.feature:3", False)
    assert Entry(scenario=scenario, company_id="c", path="x", line=1).is_added
