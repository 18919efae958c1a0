"""Actions on executions at the suite's own service: requesting one, watching it, ending it, and its result.

The end of an execution is awaited by watching it live, and its promises are checked then and not later. Time is not
judged: `PATIENCE_S` and `LIMIT_MS` are generous enough for a busy machine. Errors: AssertionError, LookupError.
"""

import socket
from collections.abc import Callable, Sequence
from typing import Any

from hamcrest import assert_that, contains_string, empty, equal_to, greater_than, has_entries, has_items, has_length

from lockstep.clients.api import Exchange
from lockstep.running.service.accounts import TOKENS
from lockstep.running.service.client import ServiceClient
from lockstep.running.service.live_stream import Event, Watch, is_over

PATIENCE_S = 150.0
LIMIT_MS = 240_000
WAITS, RUNS = "PENDING", "RUNNING"


def _nobody_there() -> dict[str, str]:
    """Addresses of a port without a listener."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return {"api_base_url": f"http://127.0.0.1:{port}/api/v1", "websocket_url": f"ws://127.0.0.1:{port}/ws"}


PARAMETERS: dict[str, Callable[[], dict[str, Any]]] = {
    "a relay that drops what Ben should receive": lambda: {"plant": "drop:every=1,who=Ben", "loss_deadline": 2_000},
    "a relay that is slow for Ben": lambda: {"plant": "delay:every=1,ms=1500,who=Ben"},
    "their own receivers": lambda: {"notices.failure": "json://127.0.0.1:1/"},
    "a backend that is down": _nobody_there,
    "an unknown setting": lambda: {"no_such_setting": "1"},
    "another reports folder": lambda: {"reports": "elsewhere"},
    "their own target": lambda: {"target": "mine.py"},
    "a backend on another machine": lambda: {
        "api_base_url": "https://backend.example.com/api", "websocket_url": "wss://backend.example.com/ws"
    },
}  # fmt: skip
LIMITS: dict[str, dict[str, Any]] = {
    "a time limit of 999 ms": {"timeout": 999},
    "a time limit of 300,001 ms": {"timeout": 300_001},
    "a time limit that is not a number": {"timeout": "soon"},
    "6 retries": {"retryCount": 6},
    "-1 retries": {"retryCount": -1},
}


def execute(
    client: ServiceClient, name: str, label: str, parameters: dict[str, Any] | None = None, **fields: Any
) -> Exchange:
    """Let a person request the execution of a scenario; the execution then has the scenario's name."""
    sent = {"parameters": parameters or {}, "timeout": LIMIT_MS, **fields}
    answer = client.ask(name, "POST", f"{client.scenario_path(label)}/execute", json=sent)
    if answer.outcome == "ok":
        client.names[f"execution of {label}"] = answer.body["testId"]
    return answer


def cancel(client: ServiceClient, name: str, label: str) -> Exchange:
    """Let a person end the execution of a scenario."""
    return client.ask(name, "POST", f"test/executions/{execution(client, label)}/cancel")


def execution(client: ServiceClient, label: str) -> str:
    """The id of the newest execution of a scenario. Raises LookupError."""
    return client.named(f"execution of {label}")


def result(client: ServiceClient, name: str, label: str) -> Any:
    """The execution as a person sees it now."""
    return client.get(name, f"test/results/{execution(client, label)}")


# live


def watch(client: ServiceClient, name: str, label: str, start: int = 0, token: str | None = None) -> Watch:
    """Let a person watch an execution from an event's number on, with their own token or another of `TOKENS`."""
    shown = client.person(name).token if token is None else TOKENS[token](client, name)
    made = Watch(client.service.live, shown, testId=execution(client, label), **{"from": start})
    client.later(made.end)
    client.call(made.begin)
    return made


def wait_for(
    client: ServiceClient, watched: Watch, enough: Callable[[Sequence[Event], int | None], bool], what: str
) -> None:
    """Wait until enough was received. Raises AssertionError if that does not happen."""
    if not client.call(watched.until, enough, PATIENCE_S):
        received = ", ".join(str(one["type"]) for one in watched.received) or "nothing"
        raise AssertionError(f"{what} was not received within {PATIENCE_S:g} s, but: {received}")


def ended(client: ServiceClient, name: str, label: str) -> Any:
    """The result at the moment the end is announced. Raises AssertionError if it does not end."""
    watched = watch(client, name, label)
    wait_for(client, watched, is_over, "the end")
    return result(client, name, label)


def running(client: ServiceClient, name: str, label: str) -> None:
    """Return when one of its steps has begun, or finished. Raises AssertionError if that does not happen."""
    watched = watch(client, name, label)

    def begun(received: Sequence[Event], closed: int | None) -> bool:
        return closed is not None or any(str(one["type"]).startswith("step_") for one in received)

    wait_for(client, watched, begun, "a step")
    assert_that(result(client, name, label), has_entries(status=RUNS))


def check_in_order(client: ServiceClient, watched: Watch, label: str) -> None:
    """Raises AssertionError if the events received are not a complete run, each once and in order."""
    wait_for(client, watched, lambda _, closed: closed is not None, "the end of the connection")
    assert_that(watched.closed, equal_to(1000))
    received = watched.received
    assert_that([one["seq"] for one in received], equal_to(list(range(len(received)))), "numbers rise by one from 0")
    assert_that({one["testId"] for one in received}, equal_to({execution(client, label)}))
    kinds = [one["type"] for one in received]
    assert_that(kinds[0], equal_to("integration_test_start"))
    assert_that(kinds[-1], equal_to("integration_test_complete"))
    assert_that(kinds, has_items("step_finished", "performance_metric"))
    assert_that([kind for kind in kinds if kind.startswith("integration_test_")], has_length(2))
    assert_that([one["at"] for one in received], equal_to(sorted(one["at"] for one in received)))


# results

STATUSES = ("PASSED", "FAILED", "ERROR", "TIMEOUT", "CANCELLED")
RECORDS = {
    "results": "test/results", "measurements": "test/performance/metrics", "deliveries": "test/integration/events",
}  # fmt: skip


def check_passed(found: Any) -> None:
    """Raises AssertionError if a result is not that of a run that passed and was judged."""
    assert_that(found, has_entries(status="PASSED", errorDetails=""), found["errorDetails"])
    held = [one["property"] for one in found["validationResults"] if one["outcome"] == "holds"]
    assert_that(held, has_items("P1", "P2", "P24"))
    assert_that(found["duration"], greater_than(0))
    operations = [one["operation"] for one in found["apiResponses"]]
    assert_that(operations, has_items("post_message"))
    assert_that([one["event"] for one in found["websocketEvents"]], has_items("chatroom_message_received"))


def check_failed(found: Any, violated: str) -> None:
    """Raises AssertionError if a result does not show that this property was violated, with a witness."""
    assert_that(found["status"], equal_to("FAILED"), found["errorDetails"])
    [verdict] = [one for one in found["validationResults"] if one["property"] == violated]
    assert_that(verdict["outcome"], equal_to("violated"))
    assert_that(len(verdict["witnesses"]), greater_than(0))
    assert_that(found["errorDetails"], contains_string(violated))


def check_events(client: ServiceClient, name: str, label: str) -> None:
    """Raises AssertionError if the events of an execution, or their filters, do not include its message."""
    test = execution(client, label)
    everything = client.get(name, "test/integration/events", testId=test)
    assert_that(client.total, equal_to(len(everything)))
    kind = "chatroom_message_received"
    found = client.get(name, "test/integration/events", testId=test, eventType=kind, source="API")
    assert_that(found, equal_to([one for one in everything if (one["eventType"], one["source"]) == (kind, "API")]))
    assert_that({one["status"] for one in found}, equal_to({"PROCESSED"}))
    assert_that({one["userId"] for one in found}, equal_to({"Ana", "Ben"}))
    assert_that(client.get(name, "test/integration/events", testId=test, source="WEBSOCKET"), empty())


def check_metrics(client: ServiceClient, name: str, label: str) -> None:
    """Raises AssertionError if the measurements of an execution, or their filters, do not include its delivery."""
    test = execution(client, label)
    everything = client.get(name, "test/performance/metrics", testId=test)
    assert_that(client.total, equal_to(len(everything)))
    found = client.get(name, "test/performance/metrics", testId=test, metricType="WEBSOCKET_DELIVERY")
    assert_that(len(found), greater_than(0))
    for one in found:
        assert_that(one, has_entries(testId=test, metricType="WEBSOCKET_DELIVERY", unit="ms"))
        assert_that(one["isWithinThreshold"], equal_to(one["value"] <= one["threshold"]))
    assert_that(client.get(name, "test/performance/metrics", testId=test, metricType="MEMORY_USAGE"), empty())
    assert_that(client.get(name, "test/performance/metrics", testId=test, endTime="2020-01-01T00:00:00Z"), empty())


def check_cut_short(client: ServiceClient, name: str, label: str) -> None:
    """Raises AssertionError if the run of an execution continued until its scenario passed."""
    watched = watch(client, name, label)
    wait_for(client, watched, is_over, "the end")
    if any(one["type"] == "scenario_finished" and one["passed"] for one in watched.received):
        raise AssertionError(f'"{label}" continued until it had passed')


def check_nothing_left(client: ServiceClient) -> None:
    """Raises AssertionError if the service has left any processes or files besides its own."""
    assert_that(client.service.children(), empty())
    assert_that([one for one in client.service.lying_about() if one.startswith("execution-")], empty())


def check_history(client: ServiceClient, name: str, label: str, status: str) -> None:
    """Raises AssertionError if an execution is not among the results of its scenario and of its status."""
    scenario, test = client.named(label), execution(client, label)
    found = client.get(name, "test/results", scenario=scenario)
    assert_that([one["id"] for one in found], equal_to([test]))
    assert_that(client.total, equal_to(1))
    assert_that([one["id"] for one in client.get(name, "test/results", status=status)], has_items(test))
    other = "CANCELLED" if status != "CANCELLED" else "PASSED"
    assert_that(client.get(name, "test/results", scenario=scenario, status=other), empty())
    assert_that(client.get(name, "test/results", scenario=scenario, endTime="2020-01-01T00:00:00Z"), empty())


def check_trend(client: ServiceClient, name: str, label: str, runs: int) -> None:
    """Raises AssertionError if the trend of a scenario does not show this many runs, all passed."""
    found = client.get(name, f"{client.scenario_path(label)}/trend")
    assert_that(found, has_entries(runs=runs, passed=runs, flakiness=0))
    assert_that([one["status"] for one in found["outcomes"]], equal_to(["passed"] * runs))
    assert_that(all(one["duration"] > 0 for one in found["outcomes"]))


def check_unseen(client: ServiceClient, name: str, label: str) -> None:
    """Raises AssertionError if a person sees anything of an execution, or may end it."""
    test = execution(client, label)
    assert_that(client.ask(name, "GET", f"test/results/{test}").word, equal_to("404"))
    assert_that(cancel(client, name, label).word, equal_to("404"))
    for path in ("test/results", "test/performance/metrics", "test/integration/events"):
        query = {} if path == "test/results" else {"testId": test}
        assert_that(client.get(name, path, **query), empty(), path)
    watched = watch(client, name, label)
    wait_for(client, watched, lambda _, closed: closed is not None, "a refusal")
    assert_that((watched.closed, watched.received), equal_to((4404, [])))
