"""Messages: posted, edited, deleted, answered, and what those in the chatroom hear of it."""

from hamcrest import assert_that
from lockstep.data import content
from lockstep.matchers.answers import all_speak_of_one_entity, heard_reply_to, shows, shows_no
from lockstep.running.vocabulary import chat, setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@when("{person:Name} posts {count:d} messages over the API")
def posts_messages(context: Context, person: str, count: int) -> None:
    for text in context.scene.texts(count):
        context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when('{person:Name} posts "{text}" over the API')
def posts(context: Context, person: str, text: str) -> None:
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@given('{person:Name} has posted "{text}"')
def has_posted(context: Context, person: str, text: str) -> None:
    setup.succeed(context.scene, person, "post_message", room=chat.room(context.scene), content=text)


@given("{person:Name} has posted {count:d} messages")
def has_posted_several(context: Context, person: str, count: int) -> None:
    for text in context.scene.texts(count):
        setup.succeed(context.scene, person, "post_message", room=chat.room(context.scene), content=text)


@when('{person:Name} posts "{text}" in "{room}"')
@when('{person:Name} tries to post "{text}" in "{room}"')
def posts_in(context: Context, person: str, text: str, room: str) -> None:
    context.scene.act(person, "post_message", room=room, content=text)


@when('{person:Name} posts "{text}" over the socket')
def posts_over_socket(context: Context, person: str, text: str) -> None:
    context.scene.act(person, "post_message", via="socket", room=chat.room(context.scene), content=text)


@when("{people:Names} post {count:d} messages each at the same time")
def post_together(context: Context, people: tuple[str, ...], count: int) -> None:
    room = chat.room(context.scene)
    acts = [
        (who, "post_message", {"room": room, "content": text})
        for who in people
        for text in context.scene.texts(count)
    ]
    context.scene.together(acts)


@when("{person:Name} tries to post an empty message")
def posts_empty(context: Context, person: str) -> None:
    context.scene.act(person, "post_message", room=chat.room(context.scene), content="")


@when("{person:Name} posts a message of the maximum length")
def posts_longest(context: Context, person: str) -> None:
    text = content.of_length(context.scene.target.longest_message)
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when("{person:Name} tries to post a message one character over the maximum length")
def posts_too_long(context: Context, person: str) -> None:
    text = content.of_length(context.scene.target.longest_message + 1)
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when('{person:Name} posts "{text}" twice with one idempotency key')
def posts_twice(context: Context, person: str, text: str) -> None:
    chat.post_twice(context.scene, person, text)


@when('{person:Name} edits {whose:Their} message to "{text}"')
def edits(context: Context, person: str, whose: str, text: str) -> None:
    context.scene.act(person, "edit_message", message=chat.message_of(context.scene, person), content=text)


@when("{person:Name} edits {whose:Their} message {count:d} times")
def edits_often(context: Context, person: str, whose: str, count: int) -> None:
    for text in context.scene.texts(count):
        context.scene.act(person, "edit_message", message=chat.message_of(context.scene, person), content=text)


@when('{person:Name} tries to edit {author:Name}\'s message to "{text}"')
def edits_of(context: Context, person: str, author: str, text: str) -> None:
    context.scene.act(person, "edit_message", message=chat.message_of(context.scene, author), content=text)


@when("{person:Name} deletes {whose:Their} message")
@when("{person:Name} tries to delete {whose:Their} message")
def deletes(context: Context, person: str, whose: str) -> None:
    context.scene.act(person, "delete_message", message=chat.message_of(context.scene, person))


@when("{person:Name} deletes {author:Name}'s message")
@when("{person:Name} tries to delete {author:Name}'s message")
def deletes_of(context: Context, person: str, author: str) -> None:
    context.scene.act(person, "delete_message", message=chat.message_of(context.scene, author))


@given('{person:Name} has edited {whose:Their} message to "{text}"')
def has_edited(context: Context, person: str, whose: str, text: str) -> None:
    message = chat.message_of(context.scene, person)
    setup.succeed(context.scene, person, "edit_message", message=message, content=text)


@given("{person:Name} has deleted {whose:Their} message")
def has_deleted(context: Context, person: str, whose: str) -> None:
    setup.succeed(context.scene, person, "delete_message", message=chat.message_of(context.scene, person))


@when('{person:Name} replies "{text}" to {author:Name}\'s message')
def replies(context: Context, person: str, text: str, author: str) -> None:
    message, room = chat.message_of(context.scene, author), chat.room(context.scene)
    context.scene.act(person, "post_message", room=room, content=text, reply_to=message)


@when('{person:Name} tries to reply "{text}" to a message that does not exist')
def replies_to_nothing(context: Context, person: str, text: str) -> None:
    room, message = chat.room(context.scene), "message:999999999"
    context.scene.act(person, "post_message", room=room, content=text, reply_to=message)


@then("both responses refer to the same message")
def same_message(context: Context) -> None:
    assert_that(chat.outcomes(context.scene), all_speak_of_one_entity())


@then('a later read of the chatroom shows "{text}"')
def read_shows(context: Context, text: str) -> None:
    assert_that(chat.read_room(context.scene), shows(text))


@then('a later read of the chatroom no longer shows "{text}"')
def read_shows_no_longer(context: Context, text: str) -> None:
    assert_that(chat.read_room(context.scene), shows_no(text))


@then('what {person:Name} received is a reply to "{text}"')
def received_answers(context: Context, person: str, text: str) -> None:
    assert_that(context.scene.heard(person), heard_reply_to(chat.entity_with(context.scene, text)))
