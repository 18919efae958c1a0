"""The client: what is asked and answered is in the history without secrets, and refusals are told."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from lockstep.data.people import People
from lockstep.history.journal import read
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Budgets, Exchange, Fail, Header, Invoke, Ok, Promises, Read
from lockstep.running.service import accounts, catalogue, executions, process
from lockstep.running.service.client import ServiceClient
from lockstep.running.service.process import Service

from tests.quality.tree import ROOT

HEADER = Header(scenario="s", title="t", seed=1, target="plain", promises=Promises(), budgets=Budgets())


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServiceClient]:
    """A client before the small service, which is the run's and the scenario's own alike."""
    monkeypatch.setattr(process, "MODULE", "tests.running.small_service")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with start_blocking_portal("asyncio") as portal:

        def own(**settings: str) -> Service:
            return Service(tmp_path / "service.log", **settings)

        def shared() -> Service:
            raise AssertionError("nobody should ask for the run's service")

        recorder = Recorder(HEADER, tmp_path / "s-1.jsonl")
        made = ServiceClient(recorder, portal.call, People(1, "s"), shared, own)
        made.use_own()
        yield made
        assert made.close() == []
        recorder.close()


def test_who_registers_has_tokens_which_the_history_does_not_tell(client: ServiceClient, tmp_path: Path) -> None:
    client.succeed(client.register("Olga"))
    account = client.person("Olga")
    assert (account.id, account.company, account.token, account.refresh) == ("u1", "c1", "aa.bb.cc", "dd.ee.ff")
    accounts.check_login(client, "Olga", "OWNER")
    with pytest.raises(AssertionError):
        accounts.check_login(client, "Olga", "GUEST")
    assert client.get("Olga", "anything") == {"token": "Bearer aa.bb.cc"}
    assert client.ask(None, "GET", "anything").body == {"token": ""}
    written = "".join(path.read_text() for path in tmp_path.glob("s-1*"))
    assert "auth/register" in written
    for secret in (account.made.password, "aa.bb.cc", "dd.ee.ff"):
        assert secret not in written


def test_what_is_asked_and_answered_is_in_the_history(client: ServiceClient, tmp_path: Path) -> None:
    client.succeed(client.register("Olga"))
    client.ask("Olga", "POST", "auth/logout")
    client.ask("Olga", "GET", "anything", query={"limit": 1})
    rows = read(tmp_path / "s-1.jsonl").rows
    assert [type(row) for row in rows[1:]] == [
        Invoke, Exchange, Ok, Invoke, Exchange, Fail, Exchange, Read,
    ]  # fmt: skip
    assert isinstance(rows[-1], Read)
    assert [row.exchanges for row in rows if isinstance(row, Ok | Fail | Read)] == [(2,), (5,), (7,)]
    assert (rows[-1].person, rows[-1].operation, rows[-1].status) == ("Olga", "GET /anything?limit=1", "200")


def test_a_refusal_is_told_without_secrets(client: ServiceClient) -> None:
    client.succeed(client.register("Olga"))
    with pytest.raises(AssertionError, match=r"POST /auth/logout was answered with 403: Not with \[redacted\] here"):
        client.succeed(client.ask("Olga", "POST", "auth/logout"))


def test_a_list_is_read_page_by_page(client: ServiceClient) -> None:
    client.succeed(client.register("Olga"))
    assert [one["id"] for one in catalogue.check_pages(client, "Olga", 2)] == list("0123456")
    catalogue.check_filter(client, "Olga", "type", "A")
    with pytest.raises(AssertionError, match="there are some with the type C"):
        catalogue.check_filter(client, "Olga", "type", "C")
    with pytest.raises(AssertionError):  # the service knows no filter of tags
        catalogue.check_filter(client, "Olga", "tag", "x")
    found, totals = client.every("Olga", "repeats", 2)
    assert (len(found), totals) == (4, [4, 4])
    client.get("Olga", "anything")
    with pytest.raises(AssertionError, match=r"does not give the total \(X-Total-Count\)"):
        _ = client.total


def test_what_was_never_spoken_of_is_told(client: ServiceClient) -> None:
    with pytest.raises(LookupError, match="has not received a request"):
        _ = client.last
    with pytest.raises(LookupError, match='called "a trial" yet'):
        client.scenario_path("a trial")
    with pytest.raises(LookupError, match="execution of a trial"):
        executions.execution(client, "a trial")


def test_a_changed_token_is_none_of_the_service_s(client: ServiceClient) -> None:
    client.succeed(client.register("Olga"))
    client.person("Olga").token = "eyJhIjoxfQ.eyJzaWQiOiJ4In0.c2ln"
    shown = {name: make(client, "Olga") for name, make in accounts.TOKENS.items() if name != "the old token"}
    assert len({*shown.values(), client.person("Olga").token}) == len(shown) + 1
    assert shown["an unsigned token"].endswith(".eyJzaWQiOiJ4In0.")
    assert shown["a tampered token"].endswith(".c2ln")


def test_after_a_loss_the_service_is_asked_at_its_new_address(client: ServiceClient) -> None:
    client.succeed(client.register("Olga"))
    client.kill()
    assert client.ask("Olga", "GET", "anything").outcome != "ok"
    client.again()
    assert client.get("Olga", "anything") == {"token": "Bearer aa.bb.cc"}
