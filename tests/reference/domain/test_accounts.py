"""Accounts: registering, logging in, locking, passwords."""

from typing import Any

from lockstep.reference.domain.requests import ChangePassword, Login, Register, UpdateMe
from lockstep.reference.representations import Session

from tests.reference.conftest import Make, World
from tests.reference.refusals import refusal
from tests.reference.wire import PASSWORD


def _login(world: World, email: str, password: str = PASSWORD) -> Session:
    return world.now(world.backend.accounts.login(Login(email=email, password=password), "c"))


def test_registering_makes_a_company_its_owner_and_his_membership(world: World) -> None:
    session = world.session()
    user, company = session["user"], session["company"]
    assert (user["role"], user["companyId"], user["isActive"], user["version"]) == ("OWNER", company["id"], True, 1)
    assert session["membership"] == {"roomId": f"company:{company['id']}", "userId": user["id"], "version": 1}
    assert session["expiresAt"] == "2027-01-15T08:15:00.000Z"
    call = world.call(session)
    assert world.backend.accounts.me(call) == {"user": user, "company": company}
    assert world.backend.accounts.user(call) == user


def test_an_email_is_taken_once_whatever_its_case(world: World) -> None:
    email = world.session()["user"]["email"]
    body = Register(email=email.upper(), password=PASSWORD, fullName="X", companyName="X")
    assert refusal(world.now, world.backend.accounts.register(body, "c")) == (409, "conflict")
    assert world.backend.core.database.counts()["companies"] == 1


def test_logging_in_begins_another_family(world: World) -> None:
    session = world.session()
    again = _login(world, session["user"]["email"].upper())
    assert again["user"] == session["user"]
    assert world.call(again).caller.family != world.call(session).caller.family


def test_wrong_email_and_wrong_password_are_refused_alike(world: World) -> None:
    email = world.session()["user"]["email"]
    assert refusal(_login, world, email, "wrong-horse!") == (401, "unauthenticated")
    assert refusal(_login, world, "nobody@example.org") == (401, "unauthenticated")


def test_an_account_locks_after_so_many_failures_in_a_row_and_opens_by_itself(worlds: Make) -> None:
    world = worlds(lock_after=3)
    email = world.session()["user"]["email"]
    for _ in range(2):
        refusal(_login, world, email, "wrong-horse!")
    _login(world, email)
    for _ in range(3):
        assert refusal(_login, world, email, "wrong-horse!") == (401, "unauthenticated")
    assert refusal(_login, world, email) == (423, "locked")
    world.time.now += 899
    assert refusal(_login, world, email) == (423, "locked")
    world.time.now += 1
    _login(world, email)


def test_a_failure_after_the_lock_opened_counts_from_one(worlds: Make) -> None:
    world = worlds(lock_after=2)
    email = world.session()["user"]["email"]
    for _ in range(2):
        refusal(_login, world, email, "wrong-horse!")
    world.time.now += 900
    assert refusal(_login, world, email, "wrong-horse!") == (401, "unauthenticated")
    _login(world, email)


def test_logging_out_ends_this_family_and_its_sockets_alone(world: World) -> None:
    session = world.session()
    other = world.call(_login(world, session["user"]["email"]))
    call = world.call(session)
    here, there = world.ear(call), world.ear(other)
    world.backend.accounts.logout(call)
    assert (here.code, there.code) == (4401, None)
    assert refusal(world.call, session) == (401, "unauthenticated")


def test_a_new_name_is_the_next_version(world: World) -> None:
    call = world.owner()
    assert world.backend.accounts.update(call, UpdateMe(fullName="Anna")) == {
        **world.backend.accounts.user(call),
        "fullName": "Anna",
        "version": 2,
    }


def test_a_new_password_needs_the_old_one_and_ends_the_other_families(world: World) -> None:
    session = world.session()
    call, other = world.call(session), world.call(_login(world, session["user"]["email"]))
    here, there = world.ear(call), world.ear(other)
    change: Any = world.backend.accounts.change_password
    wrong = ChangePassword(currentPassword="wrong-horse!", newPassword="new-horse!")
    assert refusal(world.now, change(call, wrong)) == (403, "wrong_password")
    right = ChangePassword(currentPassword=PASSWORD, newPassword="new-horse!")
    assert world.now(change(call, right))["version"] == 2
    assert (here.code, there.code) == (None, 4401)
    assert refusal(_login, world, session["user"]["email"]) == (401, "unauthenticated")
    _login(world, session["user"]["email"], "new-horse!")


def test_a_family_that_ended_meanwhile_changes_no_password(world: World) -> None:
    call = world.owner()
    body = ChangePassword(currentPassword=PASSWORD, newPassword="new-horse!")
    changing = world.backend.accounts.change_password(call, body)
    world.backend.accounts.logout(call)
    assert refusal(world.now, changing) == (401, "unauthenticated")
