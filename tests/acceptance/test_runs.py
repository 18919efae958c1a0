"""Whole runs against the reference backend: what is green is green for a reason, what is wrong is told."""

import socket

import pytest

from tests.acceptance.conftest import TALK, Real


def test_a_healthy_backend_passes(real: Real) -> None:
    real.talk()
    ran = real.run("-D", "seed=1")
    ran.came_to(0, passed=1, failed=0)
    held = {one["property"]: one["instances"] for one in ran.summary["properties"] if one["outcome"] == "holds"}
    assert all(held[name] > 0 for name in ("P1", "P2", "P3", "P5", "P7", "P8", "P12", "P13", "P19"))
    assert any(line.startswith("socket: ") for line in ran.lines)


def test_a_dead_target_is_told_before_the_first_scenario(real: Real) -> None:
    real.talk()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    address = f"127.0.0.1:{port}"
    ran = real.run(API_BASE_URL=f"http://{address}/api/v1", WEBSOCKET_URL=f"ws://{address}/ws")
    ran.came_to(2, passed=0, failed=0, skipped=1)
    assert f"http://{address}/api/v1 does not answer" in ran.out


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("target=nowhere", "unknown target 'nowhere'"),
        ("plant=flood", "no plant is called 'flood'"),
        ("test_timeout=soon", "test_timeout"),
    ],
)
def test_a_wrong_setting_is_named(real: Real, setting: str, told: str) -> None:
    real.talk()
    ran = real.run("-D", setting)
    assert ran.code == 2
    assert told in ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err


def test_a_backend_killed_in_mid_run_stops_the_run(real: Real) -> None:
    real.steps(
        """
@when("somebody kills the backend of the run")
def killed(context):
    import os, signal
    os.kill(context.suite.target._process.pid, signal.SIGKILL)
    context.scene.call(context.suite.target._process._process.wait)
"""
    )
    real.talk(TALK, "Given Ana works for a company;When somebody kills the backend of the run", TALK)
    ran = real.run()
    ran.came_to(2, passed=1, failed=1, skipped=1)
    assert "the backend of target reference was lost during this scenario (has died)" in ran.out


def test_a_scenarios_own_backend_that_dies_undeclared_makes_it_an_error_and_stops_the_run(real: Real) -> None:
    real.steps(
        """


@when("the backend dies of itself")
def dies(context):
    import signal
    context.scene.call(context.scene.target.process().end, signal.SIGKILL)

@then("the moon is green")
def green(context):
    assert False, "it is not"
"""
    )
    own = 'Given a backend that can be broken;And Ana and Ben are in the chatroom "design"'
    real.talk(
        f"{own};When the backend is killed", f"{own};When the backend dies of itself;Then the moon is green", TALK
    )
    ran = real.run()
    ran.came_to(2, passed=1, failed=1, skipped=1)
    assert "this scenario's own backend of target reference was lost during this scenario (has died)" in ran.out
    assert [one["status"] for one in ran.summary["scenarios"]] == ["passed", "error", "not run"]
    assert "Traceback" not in ran.out + ran.err


def test_a_backend_elsewhere_that_goes_away_stops_the_run(real: Real) -> None:
    real.steps(
        """
@when("the backend goes away")
def gone(context):
    context.suite.target.go_to("http://127.0.0.1:1/api/v1", "ws://127.0.0.1:1/ws")
    assert False, "Ben heard nothing"
"""
    )
    real.talk("When the backend goes away", TALK)
    ran = real.run()
    assert ran.code == 2
    assert "was lost during this scenario" in ran.out
    assert (ran.totals(), ran.aside()) == ((0, 0, 1), 1)


def test_rows_left_in_the_backend_fail_the_run(real: Real) -> None:
    real.steps(
        """
@given("somebody signs up behind the suite's back")
def sign_up(context):
    body = {"email": "stray@example.com", "password": "stray-cat-1", "fullName": "Stray", "companyName": "Strays"}
    async def register():
        import httpx
        async with httpx.AsyncClient() as client:
            return await client.post(context.suite.target.api_base_url + "/auth/register", json=body)
    assert context.scene.call(register).status_code == 201
"""
    )
    real.talk("Given somebody signs up behind the suite's back")
    ran = real.run()
    ran.came_to(2, passed=1, failed=0)
    assert "still holds" in ran.out


def test_a_socket_left_open_fails_the_scenario(real: Real) -> None:
    real.steps(
        """
@given("a socket that does not close")
def stubborn(context):
    session = context.scene.session("Ana")
    async def refuse():
        pass
    session.close = refuse
"""
    )
    real.talk("Given Ana works for a company;And a socket that does not close")
    ran = real.run()
    ran.came_to(2, passed=0, failed=1)
    assert "Ana/laptop is still connected" in ran.out


def test_a_task_left_behind_fails_the_run(real: Real) -> None:
    real.steps(
        """
@given("a forgotten task")
def forgotten(context):
    async def start():
        import asyncio
        context.suite.forgotten = asyncio.create_task(asyncio.Event().wait(), name="forgotten")
    context.scene.call(start)
"""
    )
    real.talk("Given a forgotten task")
    ran = real.run()
    assert ran.code == 2
    assert 'the task "forgotten" is still running at the end of the run' in ran.out


def test_without_a_fence_absence_is_unknown(real: Real) -> None:
    real.steps(
        """
@given("no fence is put up")
def no_fence(context):
    context.scene.settle = lambda: None
"""
    )
    real.talk(f"Given no fence is put up;{TALK}")
    ran = real.run()
    ran.came_to(3, passed=0, failed=1)
    assert "nothing was settled after the last write" in ran.out


def test_a_violation_outweighs_what_else_is_wrong(real: Real) -> None:
    real.steps(
        """
@given("no fence is put up")
def no_fence(context):
    context.scene.settle = lambda: None

@given("something that breaks")
def breaks(context):
    int("x")
"""
    )
    real.talk(f"Given no fence is put up;{TALK}", "Given something that breaks", TALK)
    ran = real.run("-D", "plant=alter:kind=chatroom_message_received")
    assert ran.code == 1, ran.out
    assert {one["status"] for one in ran.summary["scenarios"]} >= {"failed", "error"}


def test_a_need_that_the_target_lacks_is_a_skip_with_its_reason(real: Real) -> None:
    real.talk(TALK, f"@needs.files|{TALK}".replace("\n", ""))
    ran = real.run()
    ran.came_to(0, passed=1, failed=0, skipped=1)
    assert "target reference has no files" in ran.out


def test_clean_up_switched_off_lists_what_is_left(real: Real) -> None:
    real.talk()
    ran = real.run("-D", "cleanup_after_tests=false")
    ran.came_to(0, passed=1, failed=0)
    assert "clean-up is switched off: 5 items were left" in ran.lines[-2]
