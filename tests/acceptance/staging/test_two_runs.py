"""Two runs at once, one of them with two workers, on one backend with given accounts: both green, nothing left."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.quality.tree import ROOT
from tests.running.project import environment

ADAPTER = Path(__file__).with_name("adapter.py")
COMPANIES, PEOPLE = 4, 3
"""One company more than there are workers, so that a scenario that needs two can always go on."""
PASSWORD = "Staging-1!"
CHANGES, ACCESS = "features/resources/changes.feature", "features/resources/access.feature"


@pytest.fixture(scope="module")
def staging() -> Iterator[dict[str, str]]:
    """The addresses of a reference backend."""
    command = [sys.executable, "-m", "lockstep.reference", "--port", "0", "--leashed", "--set", "password_cost=8"]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, cwd=ROOT) as backend:
        assert backend.stdout is not None
        yield json.loads(backend.stdout.readline().removeprefix(b"ready "))
        backend.terminate()


def given(api: httpx.Client) -> list[dict[str, str]]:
    """Make companies with their people."""
    made = []
    for number in range(COMPANIES):
        emails = [f"p{one}@c{number}.example.com" for one in range(PEOPLE)]
        owner = {"email": emails[0], "password": PASSWORD, "fullName": "Owner", "companyName": f"c{number}"}
        session = posted(api, "/auth/register", owner)["data"]
        api.headers["Authorization"] = f"Bearer {session['accessToken']}"
        for email in emails[1:]:
            token = posted(api, "/invitations", {"email": email})["token"]
            posted(api, "/invitations/accept", {"token": token, "fullName": "Person", "password": PASSWORD})
        company = str(session["company"]["id"])
        made += [{"email": email, "password": PASSWORD, "company": company} for email in emails]
    return made


def posted(api: httpx.Client, path: str, body: dict[str, Any]) -> Any:
    return api.post(path, json=body).raise_for_status().json()


def left(api: httpx.Client, accounts: list[dict[str, str]]) -> list[str]:
    """The chatrooms that anybody sees."""
    found = []
    for one in accounts:
        token = posted(api, "/auth/login", {"email": one["email"], "password": PASSWORD})["data"]["accessToken"]
        rooms = api.get("/chatrooms", headers={"Authorization": f"Bearer {token}"}).raise_for_status().json()["data"]
        found += [room["name"] for room in rooms]
    return found


def started(folder: Path, addresses: dict[str, str], accounts: Path, *arguments: str) -> "subprocess.Popen[str]":
    """A run against the backend."""
    folder.mkdir()
    env = environment() | {
        "API_BASE_URL": addresses["api"],
        "WEBSOCKET_URL": addresses["ws"],
        "STAGING_ACCOUNTS": str(accounts),
        "TMPDIR": tempfile.gettempdir(),
    }
    command = [sys.executable, "-m", "behave", f"{CHANGES}:8", f"{CHANGES}:19", ACCESS, *arguments]
    command += ["-D", f"target={ADAPTER}", "-D", "budgets=report", "-D", f"reports={folder / 'reports'}"]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.process
@pytest.mark.timeout(300)
def test_two_runs_at_once_do_not_disturb_each_other(staging: dict[str, str], tmp_path: Path) -> None:
    with httpx.Client(base_url=staging["api"]) as api:
        accounts = given(api)
        file = tmp_path / "accounts.json"
        file.write_text(json.dumps(accounts), "utf-8")
        with (
            started(tmp_path / "one", staging, file, "--jobs", "2") as one,
            started(tmp_path / "other", staging, file) as other,
        ):
            said = [one.communicate()[0], other.communicate()[0]]
        assert (one.returncode, other.returncode) == (0, 0), "\n".join(said)
        for folder in ("one", "other"):
            summary = json.loads((tmp_path / folder / "reports" / "summary.json").read_text("utf-8"))
            assert summary["counts"]["passed"] >= 5
        assert left(api, accounts) == []
