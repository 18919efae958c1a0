"""The routes of executions, over a real server: who may what, what is refused, what is answered."""

from pathlib import Path

from tests.management.executions.company import executions, service, shows
from tests.management.executions.office import PASSES, SCENARIO, SLEEPS, nothing_left, says_ready, until

EXECUTE = f"/test/scenarios/{SCENARIO}/execute"


def test_an_execution_from_its_request_to_its_result(tmp_path: Path) -> None:
    made = executions(tmp_path, PASSES)
    with service(made) as client:
        accepted = client.post(EXECUTE, json={"parameters": {"seed": 7}}, headers=shows("mia"))
        assert accepted.status_code == 200
        told = accepted.json()
        assert (told["status"], told["estimatedDuration"]) == ("PENDING", None)
        name = told["testId"]
        until(lambda: client.get(f"/test/results/{name}", headers=shows("gina")).json()["status"] == "PASSED")
        result = client.get(f"/test/results/{name}", headers=shows("gina")).json()
        assert (result["userId"], result["scenarioId"], result["errorDetails"]) == ("m1", SCENARIO, "")
        assert result["endTime"] >= result["startTime"] >= result["createdAt"]
        again = client.post(EXECUTE, json={}, headers=shows("mia")).json()
        assert again["estimatedDuration"] > 0
        assert client.get(f"/test/results/{name}", headers=shows("zoe")).status_code == 404
        listed = client.get("/test/results", params={"status": "PASSED"}, headers=shows("gina"))
        assert name in {one["id"] for one in listed.json()}
        assert client.get("/test/results", headers=shows("zoe")).headers["X-Total-Count"] == "0"


def test_roles_and_refusals(tmp_path: Path) -> None:
    with service(executions(tmp_path, SLEEPS)) as client:
        assert client.post(EXECUTE, json={}).status_code == 401
        assert client.post(EXECUTE, json={}, headers=shows("gina")).status_code == 403
        assert client.post("/test/scenarios/ffffffffffff/execute", json={}, headers=shows("mia")).status_code == 404
        for wrong in (
            {"timeout": 999}, {"timeout": 300_001}, {"retryCount": 6}, {"userId": ""}, {"lugs": 1},
            {"parameters": {"reports": "elsewhere"}}, {"parameters": {"seed": "seven"}}, {"parameters": {"seed": []}},
        ):  # fmt: skip
            assert client.post(EXECUTE, json=wrong, headers=shows("mia")).status_code == 400, wrong
        assert client.post(EXECUTE, json={"userId": "a1"}, headers=shows("mia")).status_code == 403
        assert client.post(EXECUTE, json={"userId": "z1"}, headers=shows("adam")).status_code == 400
        assert client.post(EXECUTE, json={"userId": "m1"}, headers=shows("adam")).status_code == 200
        listed = client.get("/test/results", headers=shows("gina")).json()
        assert [one["userId"] for one in listed] == ["m1"]


def test_a_full_queue_and_cancelling(tmp_path: Path) -> None:
    made = executions(tmp_path, SLEEPS, management__queue=1)
    with service(made) as client:
        first = client.post(EXECUTE, json={}, headers=shows("mia")).json()["testId"]
        until(lambda: says_ready(made, first))
        second = client.post(EXECUTE, json={}, headers=shows("mia")).json()["testId"]
        full = client.post(EXECUTE, json={}, headers=shows("mia"))
        assert full.status_code == 429
        assert int(full.headers["Retry-After"]) > 0
        assert client.post(f"/test/executions/{second}/cancel", headers=shows("gina")).status_code == 403
        assert client.post(f"/test/executions/{second}/cancel", headers=shows("zoe")).status_code == 404
        assert client.post(f"/test/executions/{second}/cancel", headers=shows("max")).status_code == 403
        cancelled = client.post(f"/test/executions/{second}/cancel", headers=shows("mia"))
        assert (cancelled.status_code, cancelled.json()["status"]) == (200, "CANCELLED")
        assert client.post(f"/test/executions/{second}/cancel", headers=shows("mia")).status_code == 409
        running = client.get(f"/test/results/{first}", headers=shows("mia")).json()
        assert (running["status"], running["logs"]) == ("RUNNING", ["ready"])
        assert client.post(f"/test/executions/{first}/cancel", headers=shows("adam")).status_code == 200
        until(lambda: client.get(f"/test/results/{first}", headers=shows("mia")).json()["status"] == "CANCELLED")
        assert nothing_left(first)


def test_filters_and_pages(tmp_path: Path) -> None:
    with service(executions(tmp_path, PASSES)) as client:
        names = [client.post(EXECUTE, json={}, headers=shows("mia")).json()["testId"] for _ in range(3)]
        page = client.get("/test/results", params={"limit": 1, "offset": 1}, headers=shows("gina"))
        assert ([one["id"] for one in page.json()], page.headers["X-Total-Count"]) == ([names[1]], "3")
        for asked, count in (
            ({"scenario": SCENARIO}, "3"),
            ({"scenario": "ffffffffffff"}, "0"),
            ({"startTime": "2100-01-01T00:00:00Z"}, "0"),
            ({"endTime": "2100-01-01T00:00:00Z"}, "3"),
        ):
            assert client.get("/test/results", params=asked, headers=shows("gina")).headers["X-Total-Count"] == count
        for path in ("/test/performance/metrics", "/test/integration/events"):
            found = client.get(path, params={"testId": names[0]}, headers=shows("gina"))
            assert (found.status_code, found.json(), found.headers["X-Total-Count"]) == (200, [], "0")
        wrong = client.get("/test/results", params={"startTime": "2100-01-01T00:00:00"}, headers=shows("gina"))
        assert wrong.status_code == 400
