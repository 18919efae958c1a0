"""Roles: who is made what, and public chatrooms, which guests do not hear."""

from hamcrest import assert_that, equal_to, has_length
from lockstep.matchers.delivery import received_once
from lockstep.running.vocabulary import chat, setup, silence
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
