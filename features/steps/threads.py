"""Threads: opened, written in, archived and deleted, and the events about them."""

from hamcrest import assert_that, equal_to
from lockstep.history.rows import Via
from lockstep.matchers.answers import all_refused
from lockstep.matchers.delivery import received_in_order, received_once
from lockstep.running.vocabulary import chat, refusals, setup, silence
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{person:Name} has opened the thread "{thread}" in "{room}"')
def has_opened(context: Context, person: str, thread: str, room: str) -> None:
    """Creates a thread in the chatroom over the API, which must be accepted; nobody listens to it yet.

    Example: Given Ana has opened the thread "colours" in "design"
    """
    answer = setup.succeed(context.scene, person, "create_thread", room=room, title=thread)
    context.scene.name(str(answer.entity), thread)


@when('{person:Name} opens the thread "{thread}" in "{room}"')
@when('{person:Name} tries to open the thread "{thread}" in "{room}"')
def opens(context: Context, person: str, thread: str, room: str) -> None:
    """Asks the API to create a thread in the chatroom, whatever the response.

    Example: When Ana opens the thread "colours" in "design"
    """
    context.scene.act(person, "create_thread", room=room, title=thread)


@when('{person:Name} tries to open a thread without a title in "{room}"')
def opens_untitled(context: Context, person: str, room: str) -> None:
    """Asks the API to create a thread with an empty title, whatever the response.

    Example: When Ana tries to open a thread without a title in "design"
    """
    context.scene.act(person, "create_thread", room=room, title="")


@when('{person:Name} posts {count:d} messages in the thread "{thread}"')
def posts(context: Context, person: str, count: int, thread: str) -> None:
    """Posts that many different texts in the thread over the API, one after the other.

    Example: When Ana posts 3 messages in the thread "colours"
    """
    for text in context.scene.texts(count):
        context.scene.act(person, "post_thread_message", thread=thread, content=text)


@when('{person:Name} writes "{text}" in the thread "{thread}" {way:Way}')
@when('{person:Name} tries to write "{text}" in the thread "{thread}" {way:Way}')
def posts_over(context: Context, person: str, text: str, thread: str, way: Via) -> None:
    """Sends the text to the API, or as a command over the laptop's socket, and waits for the response.

    Example: When Ben writes "Blue" in the thread "colours" over the socket
    """
    context.scene.act(person, "post_thread_message", via=way, thread=thread, content=text)


@given('{person:Name} has written "{text}" in the thread "{thread}"')
def has_written(context: Context, person: str, text: str, thread: str) -> None:
    """Writes the text in the thread over the API; it must be accepted.

    Example: Given Ana has written "Blue" in the thread "colours"
    """
    setup.succeed(context.scene, person, "post_thread_message", thread=thread, content=text)


@when('{person:Name} replies "{text}" in the thread "{thread}" to "{other}" {way:Way}')
def replies_over(context: Context, *, person: str, text: str, thread: str, other: str, way: Via) -> None:
    """Writes a reply to the message with the other text in the thread, over the API or the laptop's socket.

    Example: When Ben replies "Light blue" in the thread "colours" to "Blue" over the socket
    """
    message = chat.entity_with(context.scene, other)
    context.scene.act(person, "post_thread_message", via=way, thread=thread, content=text, reply_to=message)


@given('{person:Name} has posted {count:d} messages in the thread "{thread}"')
def has_posted(context: Context, person: str, count: int, thread: str) -> None:
    """Posts that many different texts in the thread over the API; each must be accepted.

    Example: Given Ana has posted 12 messages in the thread "colours"
    """
    for text in context.scene.texts(count):
        setup.succeed(context.scene, person, "post_thread_message", thread=thread, content=text)


@given('{person:Name} has archived the thread "{thread}"')
def has_archived(context: Context, person: str, thread: str) -> None:
    """Archives the thread over the API, which must be accepted.

    Example: Given Ana has archived the thread "colours"
    """
    setup.succeed(context.scene, person, "archive_thread", thread=thread)


@when('{person:Name} tries to open the thread "{thread}" in "{room}" with {member:Name}')
def opens_with(context: Context, person: str, thread: str, room: str, member: str) -> None:
    """Asks the API to create a thread with this person in it, whatever the response.

    Example: When Zoe tries to open the thread "colours" in "elsewhere" with Ana
    """
    context.scene.act(person, "create_thread", room=room, title=thread, members=(member,))


@when('{person:Name} archives the thread "{thread}"')
@when('{person:Name} tries to archive the thread "{thread}"')
def archives(context: Context, person: str, thread: str) -> None:
    """Asks the API to archive the thread; does not wait for events.

    Example: When Ana archives the thread "colours"
    """
    context.scene.act(person, "archive_thread", thread=thread)


@when('{person:Name} deletes the thread "{thread}"')
@when('{person:Name} tries to delete the thread "{thread}"')
def deletes(context: Context, person: str, thread: str) -> None:
    """Asks the API to delete the thread; does not wait for events.

    Example: When Ana deletes the thread "colours"
    """
    context.scene.act(person, "delete_thread", thread=thread)


@then("{person:Name} receives the {count:d} thread messages once each, in order")
def hears_all(context: Context, person: str, count: int) -> None:
    """Waits for all thread messages of the act to arrive exactly once each, in order.

    Example: Then Ben receives the 3 thread messages once each, in order
    """
    made = context.scene.made("post_thread_message", count=count)
    context.scene.expect(context.scene.received(person), received_once(made), received_in_order(made))


@then('{person:Name} does not receive what {author:Name} posts next in the thread "{thread}"')
def next_not_heard(context: Context, author: str, thread: str, person: str) -> None:
    """Posts one more message in the thread, which must be accepted, and waits until the system is quiet.

    Example: Then Ben does not receive what Ana posts next in the thread "colours"
    """
    next_one = chat.post_next(context.scene, author, thread)
    silence.received_nothing(context, person, asked=[next_one.invoke.w])


@then('nobody can post in the thread "{thread}" any more')
def nobody_can_post(context: Context, thread: str) -> None:
    """Lets everyone in the scenario post in the thread once; every post must be rejected.

    Example: Then nobody can post in the thread "colours" any more
    """
    context.scene.act_begins()
    for person in context.scene.actors:
        context.scene.act(person, "post_thread_message", thread=thread, content=context.scene.texts(1)[0])
    assert_that(chat.outcomes(context.scene), all_refused())


@then('the thread "{thread}" is still {person:Name}\'s')
def is_still_whose(context: Context, thread: str, person: str) -> None:
    """Reads the threads over the API; this one must name the person as its creator.

    Example: Then the thread "colours" is still Ben's
    """
    found = refusals.thread_now(context.scene, thread)
    assert_that(f"user:{found['createdBy']}", equal_to(context.scene.person(person).identity.id))
