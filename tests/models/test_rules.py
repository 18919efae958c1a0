"""The rules of each entity: a healthy value, the boundary, what is refused."""

from typing import Any

import pytest
from lockstep.models import (
    EntityError,
    IntegrationEvent,
    PerformanceMetric,
    TestResult,
    TestScenario,
    TestUser,
)
from lockstep.models.base import Entity
from lockstep.models.scenario import known_to
from lockstep.models.user import acceptable_password

from tests.models.made import EVENT, HASH, LATER, METRIC, NOW, RESULT, SCENARIO, TOKEN, USER

USERS, SCENARIOS, RESULTS = (TestUser, USER), (TestScenario, SCENARIO), (TestResult, RESULT)
EVENTS, METRICS = (IntegrationEvent, EVENT), (PerformanceMetric, METRIC)
BEFORE = "2026-11-22T11:59:59Z"


@pytest.mark.parametrize(
    ("entity", "changes"),
    [
        (USERS, {"role": "GUEST", "refreshToken": TOKEN, "lastLoginAt": LATER}),
        (USERS, {"email": "a@b", "accessToken": None}),
        (SCENARIOS, {"timeout": 1_000, "retryCount": 0}),
        (SCENARIOS, {"timeout": 300_000, "retryCount": 5}),
        (RESULTS, {"status": "PASSED", "endTime": NOW, "duration": 0}),
        (RESULTS, {"status": "FAILED", "endTime": LATER, "errorDetails": "Ben heard nothing"}),
        (EVENTS, {"status": "PROCESSED", "isProcessed": True, "processingTime": 0}),
        (EVENTS, {"status": "FAILED", "errorMessage": "lost"}),
        (METRICS, {"value": 100.0}),
        (METRICS, {"value": 0.1, "threshold": 0, "isWithinThreshold": False}),
        (METRICS, {"operation": "delivery p99", "context": {"samples": 1}}),
        (METRICS, {"operation": "stop99"}),
    ],
)
def test_what_is_allowed(entity: tuple[type[Entity], dict[str, Any]], changes: dict[str, Any]) -> None:
    kind, fields = entity
    assert kind.make(**(fields | changes))


@pytest.mark.parametrize(
    ("entity", "changes", "told"),
    [
        (USERS, {"email": "ana"}, "TestUser.email = 'ana' is refused: allowed is an address"),
        (USERS, {"email": "a na@example.com"}, "TestUser.email = 'a na@example.com' is refused"),
        (USERS, {"role": "BOSS"}, "TestUser.role = 'BOSS' is refused"),
        (USERS, {"password": "secret-word"}, "TestUser.password = [redacted] is refused: allowed is an Argon2 hash"),
        (USERS, {"accessToken": "secret-word"}, "TestUser.accessToken = [redacted] is refused: allowed is a JWT"),
        (USERS, {"refreshToken": "secret.word"}, "TestUser.refreshToken = [redacted] is refused: allowed is a JWT"),
        (USERS, {"createdAt": "2026-11-22T12:00:00"}, "TestUser.createdAt = '2026-11-22T12:00:00' is refused"),
        (SCENARIOS, {"timeout": 999}, "TestScenario.timeout = 999 is refused"),
        (SCENARIOS, {"timeout": 300_001}, "TestScenario.timeout = 300001 is refused"),
        (SCENARIOS, {"retryCount": -1}, "TestScenario.retryCount = -1 is refused"),
        (SCENARIOS, {"retryCount": 6}, "TestScenario.retryCount = 6 is refused"),
        (SCENARIOS, {"id": "xyz"}, "TestScenario.id = 'xyz' is refused"),
        (SCENARIOS, {"priority": "URGENT"}, "TestScenario.priority = 'URGENT' is refused"),
        (RESULTS, {"status": "PASSED", "endTime": BEFORE}, "allowed is startTime 2026-11-22 12:00:00+00:00 or later"),
        (RESULTS, {"status": "PASSED"}, "endTime = none is refused: allowed is one where status is PASSED"),
        (RESULTS, {"endTime": LATER}, "allowed is none where status is PENDING"),
        (
            RESULTS,
            {"status": "TIMEOUT", "endTime": LATER, "errorDetails": " "},
            "a text that states why it is TIMEOUT",
        ),
        (RESULTS, {"duration": -1}, "TestResult.duration = -1 is refused"),
        (EVENTS, {"source": "EMAIL"}, "IntegrationEvent.source = 'EMAIL' is refused"),
        (EVENTS, {"status": "FAILED"}, "errorMessage = '' is refused: allowed is a text that states why"),
        (
            EVENTS,
            {"status": "PROCESSED"},
            "isProcessed = false is refused: allowed is true where status is PROCESSED",
        ),
        (EVENTS, {"isProcessed": True}, "isProcessed = true is refused: allowed is false where status is PENDING"),
        (EVENTS, {"retryCount": -1}, "IntegrationEvent.retryCount = -1 is refused"),
        (METRICS, {"value": float("nan")}, "PerformanceMetric.value = nan is refused"),
        (METRICS, {"value": float("inf")}, "PerformanceMetric.value = inf is refused"),
        (METRICS, {"threshold": -0.1}, "PerformanceMetric.threshold = -0.1 is refused"),
        (METRICS, {"unit": "parsec"}, "PerformanceMetric.unit = 'parsec' is refused"),
        (METRICS, {"value": 100.1}, "isWithinThreshold = true is refused: allowed is false for 100.1 against 100"),
        (METRICS, {"operation": "delivery p99"}, "context.samples = None is refused: allowed is a whole number"),
        (METRICS, {"operation": "p99.9", "context": {"samples": 0}}, "context.samples = 0 is refused"),
    ],
)
def test_what_is_refused(entity: tuple[type[Entity], dict[str, Any]], changes: dict[str, Any], told: str) -> None:
    kind, fields = entity
    with pytest.raises(EntityError) as refused:
        kind.make(**(fields | changes))
    assert told in str(refused.value)
    assert len(refused.value.problems) == 1
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("password", ["passwor!", "long enough_", "пароль-пароль"])
def test_a_password_of_eight_with_a_special_character_is_accepted(password: str) -> None:
    assert acceptable_password(password) == password


@pytest.mark.parametrize("password", ["passwo!", "password1", "pass word 1", ""])
def test_any_other_password_is_refused_without_telling_it(password: str) -> None:
    with pytest.raises(EntityError, match="at least 8 characters, one of them special") as refused:
        acceptable_password(password)
    assert not password or password not in str(refused.value)


def test_neither_password_nor_tokens_are_printed() -> None:
    user = TestUser.make(**USER)
    printed = f"{user} {user!r} {user.to_json()} {user.model_dump()}"
    assert "Ana" in printed
    assert HASH not in printed
    assert TOKEN not in printed
    assert user.changed(full_name="Ann").password == HASH


def test_endpoints_and_events_exist() -> None:
    asked = TestScenario.make(**SCENARIO, apiEndpoints=["POST messages"], websocketEvents=["pong", "ack"])
    known_to(asked, {"POST messages"}, {"pong", "ack"})
    with pytest.raises(EntityError) as refused:
        known_to(asked, set(), {"pong"})
    assert refused.value.problems == [
        "TestScenario.apiEndpoints = 'POST messages' is refused: allowed are none",
        "TestScenario.websocketEvents = 'ack' is refused: allowed are pong",
    ]
