"""Rights: what is rejected and leaves no trace, roles and invitations, and public chatrooms."""

from hamcrest import assert_that, equal_to, has_length
from lockstep.data import kinds
from lockstep.history.rows import Via
from lockstep.matchers.answers import shows, shows_no
from lockstep.matchers.delivery import received_once
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.vocabulary import chat, invitations, refusals, setup, silence
from lockstep.running.vocabulary.step_decorators import Context, given, then, when
from lockstep.targets.operations import ReadOperation


@when('{person:Name} tries to post "{text}" in "{room}" {way:Way}')
def posts_in_over(context: Context, person: str, text: str, room: str, way: Via) -> None:
    """Sends the text to the API, or as a command over the laptop's socket, whatever the response.

    Example: When Cleo tries to post "May I?" in "design" over the socket
    """
    context.scene.act(person, "post_message", via=way, room=room, content=text)


@when("{person:Name} tries to write {kind:Kind} {way:Way}")
def writes_over(context: Context, person: str, kind: str, way: Via) -> None:
    """Sends a text of this kind to the API, or over the laptop's socket, for the first chatroom.

    Example: When Ana tries to write nothing but Unicode spaces over the socket
    """
    text = kinds.kind(kind, context.scene.target.longest_message)
    context.scene.act(person, "post_message", via=way, room=chat.room(context.scene), content=text)


@when('{person:Name} replies "{text}" in "{room}" to {author:Name}\'s message {way:Way}')
@when('{person:Name} tries to reply "{text}" in "{room}" to {author:Name}\'s message {way:Way}')
def replies_in(context: Context, *, person: str, text: str, room: str, author: str, way: Via) -> None:
    """Posts a reply to the author's latest message in this chatroom, whatever the response.

    Example: When Ana tries to reply "Not here" in "lunch" to Ben's message over the socket
    """
    message = chat.message_of(context.scene, author)
    context.scene.act(person, "post_message", via=way, room=room, content=text, reply_to=message)


@when('{person:Name} tries to post "{text}" in {other:Name}\'s name {way:Way}')
def posts_as(context: Context, person: str, text: str, other: str, way: Via) -> None:
    """Posts in the first chatroom and names another person as the author, whatever the response.

    Example: When Ben tries to post "I resign" in Ana's name over the socket
    """
    author = context.scene.person(other).identity.id
    room = chat.room(context.scene)
    context.scene.act(person, "post_message", via=way, room=room, content=text, author=author)


@when("{person:Name} posts {count:d} messages without waiting {way:Way}")
def posts_without_waiting(context: Context, person: str, count: int, way: Via) -> None:
    """Sends that many texts at once for the first chatroom; waits for every response and retries nothing.

    Example: When Ana posts 30 messages without waiting over the socket
    """
    refusals.post_at_once(context.scene, person, count, way)


@then("nobody receives anything about it")
def nobody_hears(context: Context) -> None:
    """Waits until the system is quiet; no event of the act may have reached anybody in the scenario.

    Example: Then nobody receives anything about it
    """
    refusals.nobody_received_anything(context.scene)


@then("it is answered as if there were no such thing")
def as_if_nothing(context: Context) -> None:
    """Every request of the act must have been answered with 404.

    Example: Then it is answered as if there were no such thing
    """
    assert_that({one.status for one in chat.outcomes(context.scene)}, equal_to({"404"}))


@then('"{name}" is unchanged')
def is_unchanged(context: Context, name: str) -> None:
    """Reads the chatroom or thread over the API; it must be as after the last change that was accepted.

    Example: Then "design" is unchanged
    """
    refusals.must_be_unchanged(context.scene, name)


@then('a later read of "{place}" shows "{text}"')
def place_shows(context: Context, place: str, text: str) -> None:
    """The first person of the scenario reads the chatroom or thread; a message with exactly this text must be in it.

    Example: Then a later read of "colours" shows "Blue"
    """
    assert_that(refusals.read_in(context.scene, place), shows(text))


@then('a later read of "{place}" does not show "{text}"')
def place_does_not_show(context: Context, place: str, text: str) -> None:
    """The first person of the scenario reads the chatroom or thread; no message with this text may be in it.

    Example: Then a later read of "design" does not show "May I?"
    """
    assert_that(refusals.read_in(context.scene, place), shows_no(text))


@then("{person:Name} receives the accepted messages once each, and none of the others")
def receives_accepted(context: Context, person: str) -> None:
    """Waits for the accepted messages of the act, then until the system is quiet.

    Example: Then Ben receives the accepted messages once each, and none of the others
    """
    refusals.must_receive_only_accepted(context.scene, person)


@then("{person:Name} sees the accepted messages in the chatroom, and none of the others")
def sees_accepted(context: Context, person: str) -> None:
    """Reads the first chatroom over the API and compares it with the messages of the act that were accepted.

    Example: Then Ben sees the accepted messages in the chatroom, and none of the others
    """
    refusals.must_see_only_accepted(context.scene, person)


@then("each rejection over the API says when to try again")
def says_when(context: Context) -> None:
    """Every answer with 429 since the act began must have the header Retry-After, and not with 0 seconds.

    Example: Then each rejection over the API says when to try again
    """
    refusals.must_say_when_to_try_again(context.scene)


@then("{person:Name} cannot see the {what:OfPerson} of {other:Name}")
def cannot_see_person(context: Context, person: str, what: ReadOperation, other: str) -> None:
    """Reads this of the other person over the API; the response must be 404 and show nothing.

    Example: Then Zoe cannot see the status of Ana
    """
    message = {"message": chat.message_of(context.scene, other)} if what == "message" else {"member": other}
    refusals.must_be_absent(context.scene, person, what, **message)


@then('{person:Name} cannot see the {what:OfPlace} of "{place}"')
def cannot_see_place(context: Context, person: str, what: ReadOperation, place: str) -> None:
    """Reads this of the chatroom or thread over the API; the response must be 404 and show nothing.

    Example: Then Zoe cannot see the messages of "design"
    """
    is_thread = context.scene.ref(place).startswith("thread:")
    if is_thread:
        refusals.must_be_absent(context.scene, person, "thread_messages", thread=place)
    else:
        refusals.must_be_absent(context.scene, person, what, room=place)


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
