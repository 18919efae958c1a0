"""Who the people of a scenario are at a declared backend: accounts and companies that are given, or made anew.

Where accounts or companies are given, a scenario has those that it uses for itself: another worker, or another run on
this machine, uses others meanwhile, or waits until they are free. A company is used as a whole, because what is
announced in it reaches everybody there.
"""

import asyncio
import time
import uuid
from collections.abc import Iterable

from lockstep.targets.base import Identity, TargetFaultError
from lockstep.targets.rest.leases import Leases
from lockstep.targets.rest.logins import Account, Login

_LOOK_S = 0.1


class Accounts:
    """The accounts of one target. `people` are those of the scenario in progress, by name."""

    def __init__(self, target: str, login: Login | None, run: str) -> None:
        """`target` is its name, `run` the prefix of what it makes."""
        self.people: dict[str, Identity] = {}
        self._target = target
        self._login = login or Login()
        self._run = run
        self._leases = Leases("")
        self._used: dict[str, Account] = {}

    def at(self, backend: str) -> None:
        """The backend at this address holds the given accounts."""
        self._leases.close()
        self._leases = Leases(backend)

    async def settle(self, identity: Identity, colleagues: list[Identity]) -> None:
        """Fill in who the person is, in the company of these colleagues or, without any, in another one than all
        others. Waits for what is in use elsewhere. Raises TargetFaultError."""
        identity.id = uuid.uuid4().hex
        identity.email = identity.email or f"{identity.person.lower()}.{identity.id[:8]}@example.com"
        identity.password = identity.password or f"Aa1!{uuid.uuid4().hex[:12]}"
        company = self._used[colleagues[0].person].company if colleagues else None
        if self._login.accounts:
            account = await self._account(identity.person, company)
            identity.id = account.email
        else:
            company = company if company is not None else await self._company()
            account = Account(email=identity.email, password=identity.password, company=company)
        identity.email, identity.password, identity.company = account.email, account.password, account.company
        self._used[identity.person] = account
        self.people[identity.person] = identity

    def release(self, person: str) -> None:
        """The person is gone: what nobody else of the scenario uses is free again."""
        del self.people[person]
        lease = _lease_of(self._used.pop(person))
        if lease not in {_lease_of(one) for one in self._used.values()}:
            self._leases.give_back(lease)

    def close(self) -> None:
        """Everything is free again."""
        self._leases.close()

    async def _account(self, person: str, company: str | None) -> Account:
        """A given account in the company; None: in one that nobody here is in."""
        taken, used = self._used.values(), {one.company for one in self._used.values()}
        fits = [
            one
            for one in self._login.accounts
            if one not in taken
            and (one.company not in used or not one.company if company is None else one.company == company)
        ]
        if not fits:
            colleague = next((name for name, one in self._used.items() if one.company == company), "")
            where = f" in the company of {colleague}" if colleague else ""
            raise TargetFaultError(
                f"target {self._target} has no further account{where} for {person}: declare more accounts"
            )
        by_lease = {_lease_of(one): one for one in reversed(fits)}
        return by_lease[await self._one_of(reversed(by_lease), f"account for {person}")]

    async def _company(self) -> str:
        """A given company that nobody here is in, or a new one."""
        if not self._login.companies:
            return f"{self._run}{uuid.uuid4().hex[:6]}"
        used = {one.company for one in self._used.values()}
        free = {_lease_of(one): one for one in map(_in, self._login.companies) if one.company not in used}
        if not free:
            count = len(self._login.companies)
            raise TargetFaultError(
                f"target {self._target} has only {count} companies, and this scenario needs one more"
            )
        return free[await self._one_of(free, "company")].company

    async def _one_of(self, names: Iterable[str], what: str) -> str:
        """The first of these leases that is free, once one is. Raises TargetFaultError."""
        wanted, until = list(names), time.monotonic() + self._login.wait_s
        while True:
            for name in wanted:
                if self._leases.take(name):
                    return name
            if time.monotonic() > until:
                raise TargetFaultError(
                    f"target {self._target} had no {what} for {self._login.wait_s:g} s: other workers or runs use all"
                    " that are declared; declare more, a company for each worker, or use fewer workers"
                )
            await asyncio.sleep(_LOOK_S)  # until somebody else's lease ends, which nothing announces


def _in(company: str) -> Account:
    return Account(email="", password="", company=company)


def _lease_of(account: Account) -> str:
    """The lease under which an account is used: that of its company, if there is one."""
    return f"company {account.company}" if account.company else f"account {account.email}"
