"""Invitations: people who join a company in the role they were offered, or not at all."""

from hamcrest import assert_that, equal_to
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.vocabulary import invitations
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{person:Name} has invited {other:Name} as {role:Role}")
def has_invited(context: Context, person: str, other: str, role: str) -> None:
    """Invites a person without an account over the API, which must be accepted.

    Example: Given Ana has invited Cleo as a guest
    """
    if invitations.invite(context.scene, person, other, role).outcome != "ok":
        raise EnvironmentFaultError(f"{person} could not invite {other}")


@when("{person:Name} tries to invite {other:Name} as {role:Role}")
def invites(context: Context, person: str, other: str, role: str) -> None:
    """Asks the API to invite a person without an account, whatever the response.

    Example: When Ben tries to invite Dan as a guest
    """
    invitations.invite(context.scene, person, other, role)


@given("{person:Name} has accepted the invitation")
def has_accepted(context: Context, person: str) -> None:
    """Creates an account over the API by the invitation, which must be accepted; opens no connection.

    Example: Given Cleo has accepted the invitation
    """
    if invitations.accept(context.scene, person).outcome != "ok":
        raise EnvironmentFaultError(f"{person} could not accept the invitation")


@when("{person:Name} accepts the invitation")
@when("{person:Name} tries to accept the invitation")
def accepts(context: Context, person: str) -> None:
    """Asks the API for an account by the invitation that the person holds, whatever the response.

    Example: When Cleo accepts the invitation
    """
    invitations.accept(context.scene, person)


@given("{person:Name} has withdrawn {other:Name}'s invitation")
def has_withdrawn(context: Context, person: str, other: str) -> None:
    """Withdraws the invitation over the API, which must be accepted.

    Example: Given Ana has withdrawn Cleo's invitation
    """
    if invitations.withdraw(context.scene, person, other).outcome != "ok":
        raise EnvironmentFaultError(f"{person} could not withdraw {other}'s invitation")


@when("{person:Name} tries to withdraw {other:Name}'s invitation")
def withdraws(context: Context, person: str, other: str) -> None:
    """Asks the API to withdraw the invitation, whatever the response.

    Example: When Zoe tries to withdraw Cleo's invitation
    """
    invitations.withdraw(context.scene, person, other)


@then("{readers:Names} see that {person:Name} is {role:Role}")
def see_role(context: Context, readers: tuple[str, ...], person: str, role: str) -> None:
    """These people read the list of colleagues over the API and compare the role.

    Example: Then Ana and Ben see that Cleo is a guest
    """
    whose = context.scene.person(person).identity.id
    looks = {who: context.scene.read(who, "people") for who in readers}
    found = {who: [one.payload["role"] for one in look.shows if one.entity == whose] for who, look in looks.items()}
    assert_that(found, equal_to({who: [role] for who in readers}))
