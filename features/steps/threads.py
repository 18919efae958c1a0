"""Threads: opened, written in, archived, deleted, and what those concerned hear of it."""

from hamcrest import assert_that
from lockstep.matchers.answers import all_refused
from lockstep.matchers.delivery import received_in_order, received_once, silent
from lockstep.running.vocabulary import chat, setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{person:Name} has opened the thread "{thread}" in "{room}"')
def has_opened(context: Context, person: str, thread: str, room: str) -> None:
    answer = setup.succeed(context.scene, person, "create_thread", room=room, title=thread)
    context.scene.name(str(answer.entity), thread)


@when('{person:Name} opens the thread "{thread}" in "{room}"')
@when('{person:Name} tries to open the thread "{thread}" in "{room}"')
def opens(context: Context, person: str, thread: str, room: str) -> None:
    context.scene.act(person, "create_thread", room=room, title=thread)


@when('{person:Name} tries to open a thread without a title in "{room}"')
def opens_untitled(context: Context, person: str, room: str) -> None:
    context.scene.act(person, "create_thread", room=room, title="")


@when('{person:Name} posts {count:d} messages in the thread "{thread}"')
def posts(context: Context, person: str, count: int, thread: str) -> None:
    for text in context.scene.texts(count):
        context.scene.act(person, "post_thread_message", thread=thread, content=text)


@when('{person:Name} writes "{text}" in the thread "{thread}" over the socket')
def posts_over_socket(context: Context, person: str, text: str, thread: str) -> None:
    context.scene.act(person, "post_thread_message", via="socket", thread=thread, content=text)


@when('{person:Name} archives the thread "{thread}"')
def archives(context: Context, person: str, thread: str) -> None:
    context.scene.act(person, "archive_thread", thread=thread)


@when('{person:Name} deletes the thread "{thread}"')
def deletes(context: Context, person: str, thread: str) -> None:
    context.scene.act(person, "delete_thread", thread=thread)


@then("{person:Name} receives the {count:d} thread messages once each, in order")
def hears_all(context: Context, person: str, count: int) -> None:
    made = context.scene.made("post_thread_message", count=count)
    context.scene.expect(context.scene.heard(person), received_once(made), received_in_order(made))


@then('{person:Name} does not receive what {author:Name} posts next in the thread "{thread}"')
def next_not_heard(context: Context, author: str, thread: str, person: str) -> None:
    next_one = chat.post_next(context.scene, author, thread)
    context.scene.settle()
    assert_that(context.scene.heard(person), silent(asked=[next_one.invoke.w]))


@then('nobody can post in the thread "{thread}" any more')
def nobody_can_post(context: Context, thread: str) -> None:
    context.scene.act_begins()
    for person in context.scene.actors:
        context.scene.act(person, "post_thread_message", thread=thread, content=context.scene.texts(1)[0])
    assert_that(chat.outcomes(context.scene), all_refused())
