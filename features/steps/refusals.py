"""Rejections: what is tried in vain, and that nobody receives anything and nothing is changed."""

from hamcrest import assert_that, equal_to
from lockstep.data import kinds
from lockstep.history.rows import Via
from lockstep.matchers.answers import shows, shows_no
from lockstep.running.vocabulary import chat, refusals
from lockstep.running.vocabulary.step_decorators import Context, then, when
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
