"""The pages as the server makes them: who may see them, what stands there, and that nothing in them is obeyed."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lockstep.management.monitor.monitor import COOKIE
from lockstep.reporting.runs.store_report import StoreReport
from lockstep.settings import Settings

from tests.management.monitor.service import EMAIL, PASSWORD, RUN, TOKEN, Service, begin, fail, finish, serving
from tests.reporting.made import HOLDS, VIOLATED, WITNESS, problem, run, scenario

AT = "/api/v1/monitor"


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with serving(service) as at, httpx.Client(base_url=at.removesuffix(AT), trust_env=False) as made:
        made.cookies.set(COOKIE, TOKEN)
        yield made


def keep(tmp_path: Path) -> None:
    """Two runs, in one of which a scenario failed."""
    for number, bad in enumerate((True, False)):
        one = scenario(
            name="three <i>messages</i>",
            status="failed" if bad else "passed",
            problems=[problem(message="Ben heard <b>nothing</b>")] if bad else [],
            verdicts=[HOLDS, VIOLATED] if bad else [HOLDS],
        )
        told = run(one, id=f"run-{number}", started=1_000.0 + number, target="reference", exit_code=int(bad))
        storing = StoreReport(Settings(reports=tmp_path), [].append)
        storing.begun(told)
        storing.concluded(one)
        storing.ended(told)


@pytest.mark.parametrize("page", ["", f"/runs/{RUN}", "/scenarios/0123456789ab"])
def test_who_may_not_read_is_asked_to_log_in(client: httpx.Client, service: Service, page: str) -> None:
    begin(service)
    for cookie in ("", "another"):
        client.cookies.clear()
        client.cookies.set(COOKIE, cookie)
        answer = client.get(AT + page)
        assert answer.status_code == 401
        assert 'type="password"' in answer.text
        assert RUN not in answer.text


def test_logging_in_gives_a_cookie_that_no_script_sees(client: httpx.Client) -> None:
    client.cookies.clear()
    answer = client.post(f"{AT}/login", data={"email": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, str(client.base_url.join(AT)))
    assert re.search(rf"{COOKIE}={TOKEN}; HttpOnly; Path=/; SameSite=strict", answer.headers["set-cookie"])
    client.cookies = answer.cookies
    assert client.get(AT).status_code == 200
    assert client.post(f"{AT}/logout").status_code == 303
    assert client.get(AT).status_code == 401


def test_a_wrong_password_is_told_and_a_huge_form_refused(client: httpx.Client) -> None:
    answer = client.post(f"{AT}/login", data={"email": EMAIL, "password": "wrong"})
    assert answer.status_code == 401
    assert "not known" in answer.text
    assert "set-cookie" not in answer.headers
    assert client.post(f"{AT}/login", data={"email": "x" * 5_000}).status_code == 413
    assert client.post(f"{AT}/login", content=iter([b"email=", b"x"])).status_code == 413


@pytest.mark.parametrize("page", ["", "/login", f"/runs/{RUN}", "/static/monitor.js", "/static/monitor.css"])
def test_a_page_may_load_and_send_nothing_elsewhere(client: httpx.Client, service: Service, page: str) -> None:
    begin(service)
    answer = client.post(AT + page, data={}) if page == "/login" else client.get(AT + page)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)
    assert " style=" not in answer.text
    assert not re.search(r" on\w+=", answer.text)


def test_the_first_page_has_what_runs_what_ran_and_what_is_not_steady(
    client: httpx.Client, service: Service, tmp_path: Path
) -> None:
    told = client.get(AT).text
    assert "Nothing runs just now" in told
    assert "No run was stored yet" in told
    assert "Every scenario is steady" in told
    keep(tmp_path)
    begin(service)
    told = client.get(AT).text
    assert f'href="{AT}/runs/{RUN}"' in told
    assert "1 of 3: 1 passed, 0 failed, 0 skipped" in told
    assert told.index("run-1") < told.index("run-0")
    assert f'<a href="{AT}/scenarios/0123456789ab">three &lt;i&gt;messages&lt;/i&gt;</a>' in told


def test_a_run_that_goes_on_says_where_its_stream_is_and_from_where(client: httpx.Client, service: Service) -> None:
    begin(service)
    told = client.get(f"{AT}/runs/{RUN}").text
    assert f'data-live="/api/v1/test/live?testId={RUN}"' in told
    assert f'data-next="{len(service.events)}"' in told
    assert "<script>alert" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    fail(service)
    assert "&lt;b&gt;hello&lt;/b&gt;" in client.get(f"{AT}/runs/{RUN}").text


def test_a_run_that_is_over_has_no_stream_and_a_timeline(client: httpx.Client, service: Service) -> None:
    for tells in (begin, fail, finish):
        tells(service)
    told = client.get(f"{AT}/runs/{RUN}").text
    assert "data-live" not in told
    assert told.count("<rect") == 3
    assert "<title>failed" in told


def test_a_run_and_a_scenario_from_the_store(client: httpx.Client, tmp_path: Path) -> None:
    keep(tmp_path)
    told = client.get(f"{AT}/runs/run-0").text
    assert "Ben heard &lt;b&gt;nothing&lt;/b&gt;" in told
    assert WITNESS.replace('"', "&#34;") in told
    told = client.get(f"{AT}/scenarios/0123456789ab").text
    assert "three &lt;i&gt;messages&lt;/i&gt;" in told
    assert told.count("<rect") == 2


@pytest.mark.parametrize("page", ["/runs/nobody", "/scenarios/nobody", "/static/monitor.py", "/static/..%2Fboard.py"])
def test_what_is_not_there_is_404(client: httpx.Client, tmp_path: Path, page: str) -> None:
    keep(tmp_path)
    assert client.get(AT + page).status_code == 404


def test_a_store_that_cannot_be_read_is_said_on_the_page(
    client: httpx.Client, service: Service, tmp_path: Path
) -> None:
    (tmp_path / "lockstep.db").write_text("no database " * 1_000, encoding="utf-8")
    begin(service)
    answer = client.get(AT)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert RUN in answer.text


def test_a_plant_and_what_was_not_judged_stand_on_every_page(
    client: httpx.Client, service: Service, tmp_path: Path
) -> None:
    made = [scenario(status="failed", problems=[problem()]), scenario(id="f" * 12, status="unknown")]
    told = run(*made, id="run-0", started=1_000.0, target="reference", exit_code=1, settings={"plant": "drop"})
    storing = StoreReport(Settings(reports=tmp_path), [].append)
    storing.begun(told)
    storing.ended(told)
    service.tell("integration_test_start", 0, target="reference", scenarios=2, plant="delay:ms=9")
    service.tell("scenario_finished", 1, scenario="a", status="invalid", passed=False)
    going, stored, over_time = (client.get(AT + page).text for page in (
        f"/runs/{RUN}", "/runs/run-0", "/scenarios/0123456789ab",
    ))  # fmt: skip
    first = client.get(AT).text
    assert first.count("plant drop<") == 1
    assert first.count("plant delay:ms=9<") == 1
    assert "1 of 2: 0 passed, 0 failed, 0 skipped; not judged: 1 invalid; " in first
    assert "plant delay:ms=9<" in going
    assert "not judged: 1 invalid" in going
    assert "plant drop<" in stored
    assert "not judged: 1 unknown" in stored
    assert "plant drop<" in over_time
    assert "with a plant" in over_time
    for page in (going, stored):
        assert "Failures are due to the plant, not the product." in page
