"""Who is told what: by kind, once a run each, with witness and link; what goes wrong there never touches the run."""

import logging
from pathlib import Path
from typing import Any

import pytest
from lockstep.load.results.metrics import Metric
from lockstep.matchers.delivery import Timing
from lockstep.reporting.notices import notices
from lockstep.reporting.notices.notices import NoticesReport, smallest_witness
from lockstep.reporting.notices.receivers import Message
from lockstep.reporting.results import RunResult
from lockstep.reporting.runs.store_report import StoreReport
from lockstep.settings import Settings

from tests.reporting.made import VIOLATED, WITNESS, problem, run, scenario

A, B = "json://a.example/secret-a", "json://b.example/secret-b"
LATE = Timing(budget_ms=100.0, tolerance_ms=5.0, deliveries=3, over=1, worst_ms=140.0, worst="Ben received it late")


class Post:
    """Takes the place of what delivers."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.misses: list[int] = []
        self.breaks: BaseException | None = None

    def __call__(self, messages: list[Message]) -> list[int]:
        self.sent += messages
        if self.breaks is not None:
            raise self.breaks
        return self.misses


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setattr(notices, "deliver", made)
    return made


def tell(tmp_path: Path, told: RunResult, **asked: Any) -> list[str]:
    """End the run; returns what the console says."""
    said: list[str] = []
    settings = Settings(reports=tmp_path, **{f"notices__{kind}": value for kind, value in asked.items()})
    report = NoticesReport(settings, said.append)
    report.begun(told)
    for one in told.scenarios:
        report.concluded(one)
    report.ended(told)
    return said


def keep(tmp_path: Path, told: RunResult, **settings: Any) -> None:
    """Put an earlier run into the store."""
    storing = StoreReport(Settings(reports=tmp_path, **settings), [].append)
    storing.begun(told)
    for one in told.scenarios:
        storing.concluded(one)
    storing.ended(told)


def test_a_failure_is_told_with_names_the_smallest_witness_and_where_to_read_on(tmp_path: Path, post: Post) -> None:
    failed = scenario(status="failed", problems=[problem()], verdicts=[VIOLATED])
    told = run(failed, scenario(id="b", name="fine"), target="reference", exit_code=1, reports=str(tmp_path))
    assert tell(tmp_path, told, failure=A) == []
    (message,) = post.sent
    assert (message.to, message.kind) == (A, "failure")
    assert message.title == "Lockstep, target reference: 1 failed"
    assert "1 passed, 1 failed, 0 skipped in 3 s (exit code 1)" in message.body
    assert "- one message arrives (features/sync/messages.feature:12)" in message.body
    assert "fine" not in message.body
    assert f"The smallest witness:\nP1 no loss: {WITNESS}" in message.body
    assert message.body.endswith(f"Read on: {tmp_path}")


def test_the_link_is_the_one_that_was_set(tmp_path: Path, post: Post) -> None:
    told = run(scenario(status="failed", problems=[problem()]))
    tell(tmp_path, told, failure=A, link="https://ci.example.com/{run}")
    assert post.sent[0].body.endswith("Read on: https://ci.example.com/r1")


def test_a_run_that_broke_before_its_first_scenario_is_a_failure(tmp_path: Path, post: Post) -> None:
    told = run(problems=[problem("error", where="before_all", message="the target is down")])
    tell(tmp_path, told, failure=A)
    assert post.sent[0].title.endswith("the run broke")
    assert "- the target is down" in post.sent[0].body


def test_nobody_hears_of_a_run_without_news(tmp_path: Path, post: Post) -> None:
    told = run(scenario(), scenario(id="b", status="skipped"), scenario(id="c", status="known"), exit_code=0)
    keep(tmp_path, told)
    assert tell(tmp_path, told, failure=A, mended=A, flaky=A, budget=A) == []
    assert post.sent == []


def test_each_receiver_gets_one_message_with_the_kinds_it_asked_for(tmp_path: Path, post: Post) -> None:
    flaky = scenario(id="f", name="at last", status="flaky", reason="passed only on attempt 2")
    told = run(scenario(status="failed", problems=[problem()]), flaky, exit_code=1)
    tell(tmp_path, told, failure=A, flaky=f"{A} {B}", mended=B)
    assert [(one.to, one.kind) for one in post.sent] == [(A, "failure"), (B, "warning")]
    both, only_flaky = post.sent
    assert "1 failed" in both.title
    assert "1 flaky" in both.title
    assert "failed" not in only_flaky.title
    assert "- at last (features/sync/messages.feature:12): passed only on attempt 2" in only_flaky.body


def test_what_went_beyond_a_budget_is_told_where_nothing_failed(tmp_path: Path, post: Post) -> None:
    grown = Metric(kind="MEMORY_USAGE", operation="growth", value=61.0, unit="MB", threshold=50.0, within=False)
    steady = Metric(kind="CPU_USAGE", operation="of one core", value=10.0, unit="%", threshold=200.0, within=True)
    told = run(scenario(timings=[LATE]), scenario(id="m", metrics=[grown, steady]), exit_code=0)
    tell(tmp_path, told, failure=A, budget=A)
    (message,) = post.sent
    assert (message.kind, message.title) == ("warning", "Lockstep, target : 2 beyond budget")
    assert "1 of 3 over 100 ms, the slowest 140 ms" in message.body
    assert "growth is 61 MB, allowed is 50" in message.body
    assert "of one core" not in message.body


def test_mended_is_what_failed_when_it_was_last_executed_and_passes_now(tmp_path: Path, post: Post) -> None:
    one, two, three = (scenario(id=name * 12, name=name) for name in "abc")
    bad = {"status": "failed", "problems": [problem()]}
    keep(tmp_path, run(scenario(id="a" * 12, **bad), scenario(id="b" * 12, **bad), id="r-2", started=1.0))
    keep(tmp_path, run(scenario(id="a" * 12, status="skipped"), two, id="r-1", started=2.0))
    keep(tmp_path, run(scenario(id="c" * 12, **bad), id="p", started=3.0, settings={"plant": "drop"}))
    told = run(one, two, three, id="r0", started=4.0)
    keep(tmp_path, told)
    assert tell(tmp_path, told, mended=A) == []
    (message,) = post.sent
    assert message.kind == "success"
    assert "1 mended:\n- a (" in message.body


def test_without_a_store_mended_is_said_to_be_unknown(tmp_path: Path, post: Post) -> None:
    (line,) = tell(tmp_path, run(scenario()), mended=A)
    assert line.startswith("warning: fixed scenarios cannot be reported: there is no database")
    assert post.sent == []


def test_long_lists_and_witnesses_are_cut_and_nothing_commands_a_terminal(tmp_path: Path, post: Post) -> None:
    many = [
        scenario(id=str(number), name=f"n{number}\033[2J", status="failed", problems=[problem(message="x" * 5_000)])
        for number in range(8)
    ]
    tell(tmp_path, run(*many), failure=A)
    body = post.sent[0].body
    assert "- and 3 more" in body
    assert len(body) < 2_000
    assert "\033" not in body


def test_a_receiver_that_takes_nothing_is_said_in_one_line_without_its_address(
    tmp_path: Path, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.misses = [0, 1]
    told = run(scenario(status="failed", problems=[problem()]), exit_code=1)
    with caplog.at_level(logging.WARNING, "lockstep"):
        (line,) = tell(tmp_path, told, failure=f"{A},{B}")
    assert line.startswith("warning: the notice to json://[redacted], json://[redacted] was not taken")
    assert "secret" not in line + caplog.text
    assert line.removeprefix("warning: ") in caplog.text
    assert (told.exit_code, told.problems) == (1, [])


@pytest.mark.parametrize("error", [OSError("no process"), KeyboardInterrupt()])
def test_what_keeps_notices_from_being_sent_is_said_and_nothing_more(
    tmp_path: Path, post: Post, error: BaseException
) -> None:
    post.breaks = error
    (line,) = tell(tmp_path, run(scenario(status="failed", problems=[problem()])), failure=A)
    assert line.startswith("warning: notices could not be sent (")


def test_without_a_violation_the_shortest_message_is_the_witness() -> None:
    problems = [problem(message="a long message"), problem(message="short")]
    assert smallest_witness(run(scenario(status="failed", problems=problems))) == "short"
    assert smallest_witness(run(scenario())) == ""


def test_failures_alone_are_called_failed_and_the_plant_is_named(tmp_path: Path, post: Post) -> None:
    bad = [scenario(status="failed", problems=[problem()]), scenario(status="error", problems=[problem("error")])]
    tell(tmp_path, run(*bad, target="reference", exit_code=1, settings={"plant": "drop"}), failure=A)
    [message] = post.sent
    assert message.title == "Lockstep, target reference, plant drop: 1 failed; broken: 1"
    assert message.body.startswith("0 passed, 1 failed, 0 skipped; broken: 1 in 3 s (exit code 1)")
