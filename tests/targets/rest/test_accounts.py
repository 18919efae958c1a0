"""Given accounts and companies are used by one scenario at a time, whichever worker or run it belongs to."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from lockstep.targets.base import Identity, TargetFaultError
from lockstep.targets.rest.accounts import Accounts
from lockstep.targets.rest.logins import Account, Login

pytestmark = pytest.mark.anyio
ACCOUNTS = tuple(
    Account(email=email, password="1", company=company)
    for email, company in (("a@x", "acme"), ("b@x", "acme"), ("c@x", "other"))
)


@pytest.fixture(autouse=True)
def _own_leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def accounts(login: Login | None) -> Accounts:
    made = Accounts("mine", login, "ls1")
    made.at("http://h")
    return made


async def settled(of: Accounts, name: str, *colleagues: Identity) -> Identity:
    identity = Identity(name)
    await of.settle(identity, list(colleagues))
    return identity


async def test_without_given_ones_everybody_gets_their_own_in_a_company_of_the_run() -> None:
    own = accounts(None)
    ana = await settled(own, "Ana")
    ben, zoe = await settled(own, "Ben", ana), await settled(own, "Zoe")
    assert ana.company == ben.company != zoe.company
    assert ana.company.startswith("ls1")
    assert ana.email.startswith("ana.")
    assert len({ana.id, ben.id, zoe.id, ana.password, ben.password}) == 5


async def test_a_company_is_used_by_one_scenario_at_a_time() -> None:
    one, other = accounts(Login(accounts=ACCOUNTS)), accounts(Login(accounts=ACCOUNTS))
    ana, dan = await settled(one, "Ana"), await settled(other, "Dan")
    assert (ana.email, dan.email) == ("a@x", "c@x")
    assert (await settled(one, "Ben", ana)).email == "b@x"


async def test_who_finds_all_in_use_waits_until_one_is_free() -> None:
    one, other = (accounts(Login(accounts=ACCOUNTS[:2])) for _ in range(2))
    ana = await settled(one, "Ana")
    await settled(one, "Ben", ana)
    waiting = asyncio.ensure_future(settled(other, "Dan"))
    one.release("Ben")  # Ana still uses the company
    await asyncio.wait([waiting], timeout=0.3)
    assert not waiting.done()
    one.release("Ana")
    assert (await waiting).email == "a@x"


async def test_accounts_without_a_company_are_used_singly() -> None:
    given = tuple(Account(email=email, password="1") for email in ("a@x", "b@x", "c@x"))
    one, other = (accounts(Login(accounts=given)) for _ in range(2))
    ana, dan = await settled(one, "Ana"), await settled(other, "Dan")
    ben = await settled(one, "Ben", ana)
    assert [two.email for two in (ana, dan, ben)] == ["a@x", "b@x", "c@x"]


async def test_who_waits_in_vain_is_told_what_to_declare() -> None:
    login = Login(companies=("acme",), wait_s=0.0)
    one, other = accounts(login), accounts(login)
    assert (await settled(one, "Ana")).company == "acme"
    with pytest.raises(TargetFaultError, match="target mine had no company for 0 s: other workers or runs use all"):
        await settled(other, "Dan")
    one.close()
    assert (await settled(other, "Dan")).company == "acme"


async def test_what_the_backend_says_of_a_person_changes_no_lease() -> None:
    one, other = (accounts(Login(accounts=ACCOUNTS[:1], wait_s=0.0)) for _ in range(2))
    ana = await settled(one, "Ana")
    ana.company, ana.email = "17", "someone@else"
    one.release("Ana")
    assert (await settled(other, "Dan")).email == "a@x"
