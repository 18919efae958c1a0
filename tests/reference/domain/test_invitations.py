"""Invitations: how people come into a company."""

from lockstep.reference.domain.requests import Accept, Invite

from tests.reference.conftest import World
from tests.reference.refusals import refusal
from tests.reference.wire import PASSWORD


def _accept(token: str) -> Accept:
    return Accept(token=token, fullName="Ben", password=PASSWORD)


def test_who_accepts_is_in_the_company_in_the_role_he_was_invited_to(world: World) -> None:
    owner = world.owner()
    invitations = world.backend.invitations
    invitation, token = invitations.create(owner, Invite(email="Ben@Example.org", role="ADMIN"))
    assert (invitation["email"], invitation["status"], invitation["version"]) == ("ben@example.org", "PENDING", 1)
    assert invitations.validate(token) == invitation
    session = world.now(invitations.accept(_accept(token), "c"))
    assert (session["user"]["role"], session["user"]["email"]) == ("ADMIN", "ben@example.org")
    assert session["company"]["id"] == owner.caller.company_id
    assert invitations.all(owner) == [{**invitation, "status": "ACCEPTED", "version": 2}]
    assert refusal(invitations.validate, token) == (404, "not_found")
    assert refusal(world.now, invitations.accept(_accept(token), "c")) == (404, "not_found")


def test_an_invitation_is_good_for_seven_days(world: World) -> None:
    owner = world.owner()
    _, token = world.backend.invitations.create(owner, Invite(email="ben@example.org"))
    world.time.now += 7 * 86_400 - 1
    world.backend.invitations.validate(token)
    world.time.now += 1
    assert refusal(world.backend.invitations.validate, token) == (404, "not_found")
    world.backend.invitations.create(owner, Invite(email="ben@example.org"))


def test_an_invitation_taken_back_is_good_for_nothing(world: World) -> None:
    owner = world.owner()
    invitation, token = world.backend.invitations.create(owner, Invite(email="ben@example.org"))
    gone = world.backend.invitations.delete(owner, invitation["id"])
    assert (gone["id"], gone["version"]) == (invitation["id"], 2)
    assert refusal(world.backend.invitations.validate, token) == (404, "not_found")
    assert refusal(world.backend.invitations.delete, owner, invitation["id"]) == (404, "not_found")


def test_an_email_in_use_or_invited_already_is_refused(world: World) -> None:
    owner = world.owner()
    email = world.backend.accounts.user(owner)["email"]
    assert refusal(world.backend.invitations.create, owner, Invite(email=email)) == (409, "conflict")
    world.backend.invitations.create(owner, Invite(email="ben@example.org"))
    again = Invite(email="BEN@example.org")
    assert refusal(world.backend.invitations.create, owner, again) == (409, "conflict")


def test_an_email_taken_meanwhile_cannot_accept(world: World) -> None:
    one, two = world.owner(), world.owner()
    invite = Invite(email="ben@example.org")
    tokens = [world.backend.invitations.create(owner, invite)[1] for owner in (one, two)]
    world.now(world.backend.invitations.accept(_accept(tokens[0]), "c"))
    assert refusal(world.now, world.backend.invitations.accept(_accept(tokens[1]), "c")) == (409, "conflict")


def test_rights(world: World) -> None:
    owner = world.owner()
    admin, member, guest = (world.colleague(owner, role) for role in ("ADMIN", "MEMBER", "GUEST"))
    invitations = world.backend.invitations
    as_owner = Invite(email="x@example.org", role="OWNER")
    assert refusal(invitations.create, admin, as_owner) == (403, "forbidden")
    invitation, _ = invitations.create(owner, as_owner)
    for nobody in (member, guest):
        assert refusal(invitations.create, nobody, Invite(email="y@example.org")) == (403, "forbidden")
        assert refusal(invitations.all, nobody) == (403, "forbidden")
        assert refusal(invitations.delete, nobody, invitation["id"]) == (403, "forbidden")
    invitations.delete(admin, invitation["id"])


def test_another_company_s_invitations_do_not_exist(world: World) -> None:
    ours, theirs = world.owner(), world.owner()
    invitation, _ = world.backend.invitations.create(ours, Invite(email="ben@example.org"))
    assert world.backend.invitations.all(theirs) == []
    assert refusal(world.backend.invitations.delete, theirs, invitation["id"]) == (404, "not_found")
