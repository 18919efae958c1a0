"""The catalogue over the API: what is listed, who may change what, and what is refused with line and reason."""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from lockstep.management.database import Database
from lockstep.management.tables import executions
from lockstep.store import Attempt, Run
from sqlalchemy import insert

from tests.management.people import Person, joined, registered, service
from tests.management.project import GOOD, make_project
from tests.management.reading import quick_reading

PATH = "/test/scenarios"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def http(folder: Path) -> Iterator[httpx.Client]:
    with quick_reading(), service(folder, make_project(folder / "project")) as client:
        yield client


@pytest.fixture(scope="module")
def owner(http: httpx.Client) -> Person:
    return registered(http)


@pytest.fixture(scope="module")
def added(owner: Person) -> dict[str, Any]:
    answer = owner.asks("POST", PATH, json={"gherkin": GOOD, "category": "mine", "priority": "LOW"})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"type": "WEBSOCKET_ONLY"}, ["it stays open"]),
        ({"priority": "HIGH"}, ["Ben hears Ana"]),
        ({"category": "sync", "priority": "MEDIUM"}, ["everyone hears Cleo", "everyone hears Dora"]),
        ({"tag": "@smoke"}, ["Ben hears Ana"]),
        ({"tag": "slow"}, ["it stays open"]),
        ({"category": "sync", "limit": 1, "offset": 1}, ["everyone hears Cleo"]),
        ({"category": "none"}, []),
    ],
)
def test_the_catalogue_is_filtered_and_paged(owner: Person, filters: dict[str, Any], found: list[str]) -> None:
    answer = owner.asks("GET", PATH, params=filters)
    assert names(answer) == found
    total = {"category": "3"} if "limit" in filters else {}
    assert answer.headers["X-Total-Count"] == total.get("category", str(len(found)))


@pytest.mark.parametrize("query", ["type=NONE", "priority=high", "limit=0", f"tag={'a' * 201}"])
def test_a_filter_that_cannot_be_is_400(owner: Person, query: str) -> None:
    assert owner.asks("GET", f"{PATH}?{query}").status_code == 400


def test_an_added_scenario_is_in_the_catalogue_as_the_entity_has_it(owner: Person, added: dict[str, Any]) -> None:
    assert (added["name"], added["category"], added["priority"]) == ("Eve is heard", "mine", "LOW")
    assert (added["status"], added["gherkin"]) == ("ACTIVE", GOOD)
    assert added["expectedResults"] == [{"promise": 'Ben hears "Eve"'}]
    assert names(owner.asks("GET", PATH, params={"category": "mine"})) == ["Eve is heard"]
    assert owner.asks("GET", f"{PATH}/{added['id']}").json() == added


def test_what_a_company_added_is_not_there_for_another(http: httpx.Client, added: dict[str, Any]) -> None:
    other = registered(http, "other@example.com")
    one = f"{PATH}/{added['id']}"
    assert names(other.asks("GET", PATH, params={"category": "mine"})) == []
    for method, path in (("GET", one), ("DELETE", one), ("GET", f"{one}/trend")):
        assert other.asks(method, path).status_code == 404
    assert other.asks("PUT", one, json={"gherkin": GOOD, "category": "mine"}).status_code == 404


@pytest.mark.parametrize("role", ["GUEST", "MEMBER"])
def test_who_is_no_admin_reads_and_changes_nothing(owner: Person, added: dict[str, Any], role: str) -> None:
    person = joined(owner, f"{role.lower()}@example.com", role)
    one = f"{PATH}/{added['id']}"
    assert person.asks("GET", one).status_code == 200
    sent = {"gherkin": GOOD, "category": "theirs"}
    refused = [person.asks("POST", PATH, json=sent), person.asks("PUT", one, json=sent), person.asks("DELETE", one)]
    assert [answer.status_code for answer in refused] == [403, 403, 403]


def test_without_a_token_nothing_is_told(http: httpx.Client) -> None:
    assert http.get(PATH).status_code == 401
    assert http.post(PATH, json={"gherkin": GOOD, "category": "mine"}).status_code == 401


def test_a_name_is_taken_once_in_its_category(owner: Person, added: dict[str, Any]) -> None:
    answer = owner.asks("POST", PATH, json={"gherkin": GOOD, "category": "mine"})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    suites = GOOD.replace("Eve is heard", "Ben hears Ana")
    assert owner.asks("POST", PATH, json={"gherkin": suites, "category": "sync"}).status_code == 409


@pytest.mark.parametrize(
    ("gherkin", "line", "reason"),
    [
        (GOOD + "    And nobody wrote this step\n", 6, 'no step definition matches "nobody wrote this step"'),
        ("Feature: a\n\n  Scenario: b\n    Given Ana is there\n    nonsense\n", 5, 'this is not Gherkin: "nonsense"'),
        ("@odd\n" + GOOD, 1, "@odd is not a tag"),
        (GOOD + "\n  Scenario: two\n    Given Ana is there\n", 7, "there are 2 scenarios"),
        ("# nothing but this\n", None, "this file contains no feature"),
    ],
)
def test_gherkin_that_cannot_be_used_is_refused_with_line_and_reason(
    owner: Person, gherkin: str, line: int | None, reason: str
) -> None:
    answer = owner.asks("POST", PATH, json={"gherkin": gherkin, "category": "mine"})
    assert answer.status_code == 400
    problem = answer.json()["details"]["problems"][0]
    assert (problem["line"], reason in problem["reason"]) == (line, True), problem
    assert reason in answer.json()["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"category": "../up"}, {"category": "Mine"}, {"category": ""}, {"gherkin": ""}, {"gherkin": "x" * 70_000},
        {"gherkin": "Feature: a\u0000"}, {"timeout": 999}, {"timeout": 300_001}, {"retryCount": 6}, {"type": "ALL"},
        {"status": "COMPLETED"}, {"id": "0" * 12}, {"gherkin": None}, {"websocketEvents": "all"},
    ],
)  # fmt: skip
def test_fields_that_break_a_rule_are_400(owner: Person, change: dict[str, Any]) -> None:
    answer = owner.asks("POST", PATH, json={"gherkin": GOOD, "category": "rules"} | change)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), answer.text


def test_an_endpoint_or_event_that_the_target_has_not_is_400(owner: Person) -> None:
    sent = {"gherkin": GOOD, "category": "known", "apiEndpoints": ["post_message"], "websocketEvents": ["nothing"]}
    answer = owner.asks("POST", PATH, json=sent)
    assert (answer.status_code, "'nothing' is refused" in answer.json()["message"]) == (400, True)


def test_an_added_scenario_is_changed_but_for_its_name(owner: Person) -> None:
    sent: dict[str, Any] = {"gherkin": GOOD, "category": "changes", "name": "Eve is heard"}
    made = owner.asks("POST", PATH, json=sent).json()
    one = f"{PATH}/{made['id']}"
    longer = {"gherkin": "\n" + GOOD, "category": "changes", "timeout": 5_000, "isActive": False}
    changed = owner.asks("PUT", one, json=longer)
    assert changed.status_code == 200, changed.text
    assert (changed.json()["timeout"], changed.json()["status"]) == (5_000, "DRAFT")
    assert changed.json()["createdAt"] == made["createdAt"]
    renamed = {"gherkin": GOOD.replace("Eve is heard", "Eve is not heard"), "category": "changes"}
    answer = owner.asks("PUT", one, json=renamed)
    assert (answer.status_code, answer.json()["code"]) == (409, "renamed")
    assert owner.asks("DELETE", one).status_code == 204
    assert owner.asks("GET", one).status_code == 404
    assert owner.asks("DELETE", one).status_code == 404


def test_a_scenario_of_the_suite_can_only_be_read(owner: Person) -> None:
    one = f"{PATH}/{owner.asks('GET', PATH).json()[0]['id']}"
    put = owner.asks("PUT", one, json={"gherkin": GOOD, "category": "mine"})
    assert (put.status_code, owner.asks("DELETE", one).status_code) == (409, 409)
    assert owner.asks("GET", one).status_code == 200


@pytest.mark.parametrize("name", ["000000000000", "nothing", "a%00b", "%F0%9F%98%80", "x" * 300])
def test_an_id_that_nobody_has_is_404(owner: Person, name: str) -> None:
    for path in (f"{PATH}/{name}", f"{PATH}/{name}/trend"):
        assert owner.asks("GET", path).status_code == 404


def test_the_status_is_that_of_the_companys_newest_execution(http: httpx.Client, owner: Person, folder: Path) -> None:
    one = owner.asks("GET", PATH, params={"tag": "smoke"}).json()[0]
    company = owner.data["company"]["id"]
    database = Database(f"sqlite:///{folder}/lockstep.db")
    with database.writing() as connection:
        for created, status in ((1.0, "PASSED"), (2.0, "FAILED")):
            row = {"id": uuid.uuid4().hex, "company_id": company, "user_id": "u", "scenario_id": one["id"]}
            connection.execute(
                insert(executions).values(
                    **row, status=status, created=created, timeout=1, retry_count=0, parameters="{}", run_id="",
                    result="{}",
                )
            )  # fmt: skip
    database.close()
    assert owner.asks("GET", f"{PATH}/{one['id']}").json()["status"] == "FAILED"
    other = registered(http, "elsewhere@example.com")
    assert other.asks("GET", f"{PATH}/{one['id']}").json()["status"] == "ACTIVE"


def test_a_trend_tells_what_a_scenario_came_to_over_runs(owner: Person, folder: Path) -> None:
    one, never = owner.asks("GET", PATH, params={"category": "sync"}).json()[1:3]
    database = Database(f"sqlite:///{folder}/lockstep.db")
    with database.store() as store:
        for number, status in enumerate(("passed", "failed")):
            run = Run(id=f"run-{number}", started=time.time() + number)
            store.begin(run, 10)
            attempt = Attempt(
                run_id=run.id, scenario_id=one["id"], attempt=1, final=True, ok=status == "passed", feature="f",
                title=one["name"], place="p:1", status=status, started=run.started, duration=0.25, message="why",
            )  # fmt: skip
            store.add(attempt)
            store.end(run)
    database.close()
    told = owner.asks("GET", f"{PATH}/{one['id']}/trend").json()
    assert (told["runs"], told["passed"], told["flakiness"]) == (2, 1, 0.5)
    assert [outcome["status"] for outcome in told["outcomes"]] == ["passed", "failed"]
    assert told["outcomes"][1]["duration"] == 250
    assert told["outcomes"][0]["started"].endswith("Z")
    empty = owner.asks("GET", f"{PATH}/{never['id']}/trend").json()
    assert (empty["runs"], empty["outcomes"]) == (0, [])
