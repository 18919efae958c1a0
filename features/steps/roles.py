"""Roles: who is made what or invited as what, and public chatrooms, which guests do not hear."""

from hamcrest import assert_that, equal_to, has_length
from lockstep.matchers.delivery import received_once
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.vocabulary import chat, invitations, setup, silence
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{person:Name} has made {member:Name} {role:Role}")
def has_made(context: Context, person: str, member: str, role: str) -> None:
    """Asks the API to change the role, which must be accepted.

    Example: Given Ana has made Ben an administrator
    """
    setup.succeed(context.scene, person, "change_role", member=member, role=role)


@when("{person:Name} makes {member:Name} {role:Role}")
@when("{person:Name} tries to make {member:Name} {role:Role}")
def makes(context: Context, person: str, member: str, role: str) -> None:
    """Asks the API to change the role, whatever the response.

    Example: When Ana makes Ben a guest
    """
    context.scene.act(person, "change_role", member=member, role=role)


@given('{person:Name} has opened the public chatroom "{room}"')
def has_opened_public(context: Context, person: str, room: str) -> None:
    """Creates a public chatroom over the API, which must be accepted; nobody listens to it yet.

    Example: Given Ana has opened the public chatroom "announcements"
    """
    answer = setup.succeed(context.scene, person, "create_chatroom", name=room, private=False, members=())
    context.scene.name(str(answer.entity), room)


@then('{person:Name} does not receive what {author:Name} posts next in "{room}"')
def next_not_heard_in(context: Context, author: str, room: str, person: str) -> None:
    """Posts one more message, which must be accepted, and waits until the system is quiet.

    Example: Then Ben does not receive what Cleo posts next in "design"
    """
    next_one = chat.post_next(context.scene, author, room)
    silence.received_nothing(context, person, asked=[next_one.invoke.w])


@then('{person:Name} receives what {author:Name} posts next in "{room}" on {count:d} device')
@then('{person:Name} receives what {author:Name} posts next in "{room}" on {count:d} devices')
def next_heard_in(context: Context, author: str, room: str, person: str, count: int) -> None:
    """Posts one more message, which must arrive exactly once on exactly that many listening devices.

    Example: Then Ben receives what Cleo posts next in "lunch" on 2 devices
    """
    next_one = chat.post_next(context.scene, author, room)
    heard = context.scene.received(person)
    context.scene.expect(heard, received_once([next_one]))
    assert_that(heard.listening(context.scene.ref(room)), has_length(count))


@then("{person:Name} can delete {author:Name}'s message at once")
def may_delete(context: Context, person: str, author: str) -> None:
    """Asks the API to delete the author's latest message; it must be accepted.

    Example: Then Ben can delete Ana's message at once
    """
    answer = context.scene.act(person, "delete_message", message=chat.message_of(context.scene, author))
    assert_that(answer.outcome, equal_to("ok"))


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


@when("{person:Name} tries to accept the invitation with {weak:WeakPassword}")
def accepts_weakly(context: Context, person: str, weak: str) -> None:
    """Asks the API for an account with a weak password, by the invitation that the person holds.

    Example: When Cleo tries to accept the invitation with a short password
    """
    invitations.accept(context.scene, person, weak)


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


@given("{readers:Names} have read the list of people")
def have_read_people(context: Context, readers: tuple[str, ...]) -> None:
    """These people read the list of colleagues over the API; it must be answered.

    Example: Given Ana and Ben have read the list of people
    """
    for who in readers:
        assert_that(context.scene.read(who, "people").status, equal_to("200"))


@then("{readers:Names} see that {person:Name} is {role:Role}")
def see_role(context: Context, readers: tuple[str, ...], person: str, role: str) -> None:
    """These people read the list of colleagues over the API and compare the role.

    Example: Then Ana and Ben see that Cleo is a guest
    """
    whose = context.scene.person(person).identity.id
    looks = {who: context.scene.read(who, "people") for who in readers}
    found = {who: [one.payload["role"] for one in look.shows if one.entity == whose] for who, look in looks.items()}
    assert_that(found, equal_to({who: [role] for who in readers}))
