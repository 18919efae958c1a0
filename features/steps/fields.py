"""Fields that a change must leave as they were, and texts of every size beside each other."""

from hamcrest import assert_that, equal_to, greater_than, has_entries
from lockstep.data import content
from lockstep.history.rows import Ok
from lockstep.running.vocabulary import chat, refusals
from lockstep.running.vocabulary.refusals import read_in
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@when('{person:Name} edits {author:Name}\'s message to "{text}"')
def edits_of(context: Context, person: str, author: str, text: str) -> None:
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
    scene, shown = context.scene, read_in(context.scene, chat.room(context.scene))
    [found] = [one.payload for one in shown if one.payload["content"] == text]
    ids = scene.person(author).identity.id, chat.entity_with(scene, other)
    author_id, reply_id = (int(one.rpartition(":")[2]) for one in ids)
    assert_that(found, has_entries(authorId=author_id, replyToId=reply_id))


@then('the thread "{thread}" is still {person:Name}\'s')
def is_still_whose(context: Context, thread: str, person: str) -> None:
    """Reads the threads over the API; this one must name the person as its creator.

    Example: Then the thread "colours" is still Ben's
    """
    found = refusals.thread_now(context.scene, thread)
    assert_that(f"user:{found['createdBy']}", equal_to(context.scene.person(person).identity.id))


@then('each answer about {person:Name}\'s membership of "{room}" has a higher version than the one before')
def versions_rise(context: Context, person: str, room: str) -> None:
    """Compares the versions in the responses to all additions and removals of the person.

    Example: Then each answer about Ben's membership of "lunch" has a higher version than the one before
    """
    whose = f"{context.scene.ref(room)}/{context.scene.person(person).identity.id}"
    versions = [one.version or 0 for one in context.scene.history.of(Ok) if (one.entity or "").endswith(whose)]
    assert_that(versions, equal_to(sorted(set(versions))))
    assert_that(len(versions), greater_than(1))


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
