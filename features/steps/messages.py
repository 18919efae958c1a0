"""Messages: posted, edited, deleted and answered, and the events about them."""

from hamcrest import assert_that, equal_to, has_entries
from lockstep.data import content
from lockstep.matchers.answers import all_speak_of_one_entity, received_reply_to, shows, shows_no
from lockstep.running.vocabulary import chat, refusals, setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when
from lockstep.targets.operations import Act


@when("{person:Name} posts {count:d} messages over the API")
def posts_messages(context: Context, person: str, count: int) -> None:
    """Posts that many different texts in the first chatroom, each after the response to the one before.

    Example: When Ana posts 3 messages over the API
    """
    for text in context.scene.texts(count):
        context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when('{person:Name} posts "{text}" over the API')
def posts(context: Context, person: str, text: str) -> None:
    """Asks the API to post the text in the first chatroom, whatever the response.

    Example: When Ana posts "And again" over the API
    """
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@given('{person:Name} has posted "{text}"')
def has_posted(context: Context, person: str, text: str) -> None:
    """Posts the text in the first chatroom over the API; it must be accepted.

    Example: Given Ana has posted "Draft"
    """
    setup.succeed(context.scene, person, "post_message", room=chat.room(context.scene), content=text)


@given("{person:Name} has posted {count:d} messages")
def has_posted_several(context: Context, person: str, count: int) -> None:
    """Posts that many different texts in the first chatroom over the API; each must be accepted.

    Example: Given Ana has posted 3 messages
    """
    for text in context.scene.texts(count):
        setup.succeed(context.scene, person, "post_message", room=chat.room(context.scene), content=text)


@when('{person:Name} posts "{text}" in "{room}"')
@when('{person:Name} tries to post "{text}" in "{room}"')
def posts_in(context: Context, person: str, text: str, room: str) -> None:
    """Asks the API to post the text in this chatroom, whatever the response.

    Example: When Ana posts "Where are you?" in "design"
    """
    context.scene.act(person, "post_message", room=room, content=text)


@when('{person:Name} posts "{text}" over the socket')
def posts_over_socket(context: Context, person: str, text: str) -> None:
    """Sends the text as a command over the laptop's socket and waits for the response.

    Example: When Ana posts "Sent from the socket" over the socket
    """
    context.scene.act(person, "post_message", via="socket", room=chat.room(context.scene), content=text)


@when("{people:Names} post {count:d} messages each at the same time")
def post_together(context: Context, people: tuple[str, ...], count: int) -> None:
    """All people post at the same time, each one message after the other; waits for every response.

    Example: When Ana, Ben, Cleo, Dan, Eve, Finn, Gil, Hana, Ian and Jo post 5 messages each at the same time
    """
    room = chat.room(context.scene)
    acts: list[Act] = [
        (who, "post_message", {"room": room, "content": text})
        for who in people
        for text in context.scene.texts(count)
    ]
    context.scene.together(acts)


@when("{person:Name} tries to post an empty message")
def posts_empty(context: Context, person: str) -> None:
    """Asks the API to post an empty text in the first chatroom, whatever the response.

    Example: When Ana tries to post an empty message
    """
    context.scene.act(person, "post_message", room=chat.room(context.scene), content="")


@when("{person:Name} posts a message of the maximum length")
def posts_longest(context: Context, person: str) -> None:
    """Asks the API to post a text exactly as long as the target allows.

    Example: When Ana posts a message of the maximum length
    """
    text = content.of_length(context.scene.target.longest_message)
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when("{person:Name} tries to post a message one character over the maximum length")
def posts_too_long(context: Context, person: str) -> None:
    """Asks the API to post a text one character longer than the target allows, whatever the response.

    Example: When Ana tries to post a message one character over the maximum length
    """
    text = content.of_length(context.scene.target.longest_message + 1)
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when('{person:Name} posts "{text}" twice with one idempotency key')
def posts_twice(context: Context, person: str, text: str) -> None:
    """Sends the same request to the API twice, the second after the response to the first.

    Example: When Ana posts "Just once, please" twice with one idempotency key
    """
    chat.post_twice(context.scene, person, text)


@when('{person:Name} edits {whose:Their} message to "{text}"')
def edits(context: Context, person: str, whose: str, text: str) -> None:
    """Asks the API to change the person's latest message, whatever the response.

    Example: When Ana edits her message to "Final"
    """
    context.scene.act(person, "edit_message", message=chat.message_of(context.scene, person), content=text)


@when("{person:Name} edits {whose:Their} message {count:d} times")
def edits_often(context: Context, person: str, whose: str, count: int) -> None:
    """Changes the person's latest message to that many different texts, one after the other.

    Example: When Ana edits her message 10 times
    """
    for text in context.scene.texts(count):
        context.scene.act(person, "edit_message", message=chat.message_of(context.scene, person), content=text)


@when('{person:Name} tries to edit {author:Name}\'s message to "{text}"')
def edits_of(context: Context, person: str, author: str, text: str) -> None:
    """Asks the API to change the author's latest message, whatever the response.

    Example: When Ben tries to edit Ana's message to "Hijacked"
    """
    context.scene.act(person, "edit_message", message=chat.message_of(context.scene, author), content=text)


@when("{person:Name} deletes {whose:Their} message")
@when("{person:Name} tries to delete {whose:Their} message")
def deletes(context: Context, person: str, whose: str) -> None:
    """Asks the API to delete the person's latest message, whatever the response.

    Example: When Ana deletes her message
    """
    context.scene.act(person, "delete_message", message=chat.message_of(context.scene, person))


@when("{person:Name} deletes {author:Name}'s message")
@when("{person:Name} tries to delete {author:Name}'s message")
def deletes_of(context: Context, person: str, author: str) -> None:
    """Asks the API to delete the author's latest message, whatever the response.

    Example: When Ben tries to delete Ana's message
    """
    context.scene.act(person, "delete_message", message=chat.message_of(context.scene, author))


@given('{person:Name} has edited {whose:Their} message to "{text}"')
def has_edited(context: Context, person: str, whose: str, text: str) -> None:
    """Changes the person's latest message over the API; it must be accepted.

    Example: Given Ana has edited her message to "Second thought"
    """
    message = chat.message_of(context.scene, person)
    setup.succeed(context.scene, person, "edit_message", message=message, content=text)


@given("{person:Name} has deleted {whose:Their} message")
def has_deleted(context: Context, person: str, whose: str) -> None:
    """Deletes the person's latest message over the API; it must be accepted.

    Example: Given Ana has deleted her message
    """
    setup.succeed(context.scene, person, "delete_message", message=chat.message_of(context.scene, person))


@when('{person:Name} replies "{text}" to {author:Name}\'s message')
def replies(context: Context, person: str, text: str, author: str) -> None:
    """Asks the API to post a reply to the author's latest message in the first chatroom.

    Example: When Ben replies "Looks good" to Ana's message
    """
    message, room = chat.message_of(context.scene, author), chat.room(context.scene)
    context.scene.act(person, "post_message", room=room, content=text, reply_to=message)


@when('{person:Name} tries to reply "{text}" to a message that does not exist')
def replies_to_nothing(context: Context, person: str, text: str) -> None:
    """Asks the API to post a reply to an unused message id, whatever the response.

    Example: When Ben tries to reply "To whom?" to a message that does not exist
    """
    room, message = chat.room(context.scene), "message:999999999"
    context.scene.act(person, "post_message", room=room, content=text, reply_to=message)


@then("both responses refer to the same message")
def same_message(context: Context) -> None:
    """Both requests must have been accepted with the same message id.

    Example: Then both responses refer to the same message
    """
    assert_that(chat.outcomes(context.scene), all_speak_of_one_entity())


@then('a later read of the chatroom shows "{text}"')
def read_shows(context: Context, text: str) -> None:
    """Reads the first chatroom over the API; a message with exactly this text must be in it.

    Example: Then a later read of the chatroom shows "Final"
    """
    assert_that(chat.read_room(context.scene), shows(text))


@then('a later read of the chatroom no longer shows "{text}"')
def read_shows_no_longer(context: Context, text: str) -> None:
    """Reads the first chatroom over the API; no message with this text may be in it.

    Example: Then a later read of the chatroom no longer shows "Draft"
    """
    assert_that(chat.read_room(context.scene), shows_no(text))


@then('what {person:Name} received is a reply to "{text}"')
def received_answers(context: Context, person: str, text: str) -> None:
    """The received message must name the message with this text as the one it answers.

    Example: Then what Ana received is a reply to "Draft"
    """
    assert_that(context.scene.received(person), received_reply_to(chat.entity_with(context.scene, text)))


@when('{person:Name} edits {author:Name}\'s message to "{text}"')
def moderates(context: Context, person: str, author: str, text: str) -> None:
    """Asks the API to change the author's latest message, whatever the response.

    Example: When Ana edits Ben's message to "Looks good"
    """
    context.scene.act(person, "edit_message", message=chat.message_of(context.scene, author), content=text)


@given('{person:Name} has replied "{text}" to {author:Name}\'s message')
def has_replied(context: Context, person: str, text: str, author: str) -> None:
    """Posts a reply to the author's latest message in the first chatroom; it must be accepted.

    Example: Given Ben has replied "Looks god" to Ana's message
    """
    message, room = chat.message_of(context.scene, author), chat.room(context.scene)
    answer = context.scene.act(person, "post_message", room=room, content=text, reply_to=message)
    assert_that(answer.outcome, equal_to("ok"))


@then('"{text}" is still by {author:Name} and still a reply to "{other}"')
def is_still_a_reply(context: Context, text: str, author: str, other: str) -> None:
    """Reads the first chatroom over the API; the message with this text must name this author and the other message.

    Example: Then "Looks good" is still by Ben and still a reply to "Draft"
    """
    scene, shown = context.scene, refusals.read_in(context.scene, chat.room(context.scene))
    [found] = [one.payload for one in shown if one.payload["content"] == text]
    ids = scene.person(author).identity.id, chat.entity_with(scene, other)
    author_id, reply_id = (int(one.rpartition(":")[2]) for one in ids)
    assert_that(found, has_entries(authorId=author_id, replyToId=reply_id))


@when("{person:Name} posts long and short messages in turn, {count:d} of each, {way:Way}")
def posts_long_and_short(context: Context, person: str, count: int, way: str) -> None:
    """Posts a text of half the maximum length and a short one in turn, each after the response to the one before.

    Example: When Ana posts long and short messages in turn, 5 of each, over the API
    """
    longest, room = context.scene.target.longest_message, chat.room(context.scene)
    for text in context.scene.texts(count):
        long = content.of_length(longest // 2 - len(text)) + text
        context.scene.act(person, "post_message", via=way, room=room, content=long)
        context.scene.act(person, "post_message", via=way, room=room, content=text)
