"""Reading: what people read in a chatroom, alone or while others write."""

from hamcrest import assert_that, described_as, equal_to
from lockstep.matchers.agreement import shown_once_in_order
from lockstep.matchers.answers import shows_each
from lockstep.running.vocabulary import chat, concurrency
from lockstep.running.vocabulary.step_decorators import Context, given, then, when
from lockstep.targets.operations import Act


@given("{person:Name} has read the chatroom")
@when("{person:Name} reads the chatroom")
def reads(context: Context, person: str) -> None:
    """Reads all messages of the first chatroom over the API; it must succeed.

    Example: Given Ben has read the chatroom
    """
    chat.read_room(context.scene, person)


@when("{person:Name} reads the chatroom in pages of {size:d} messages while {author:Name} posts in between")
def turns_pages(context: Context, person: str, size: int, author: str) -> None:
    """Reads page by page from the newest on, while the author posts one message between pages.

    Example: When Ben reads the chatroom in pages of 10 messages while Ana posts in between
    """
    concurrency.turn_pages(context.scene, person, author, size)


@when('{person:Name} reads the thread "{thread}" in pages of {size:d} messages while {author:Name} posts in between')
def turns_pages_of(context: Context, *, person: str, thread: str, size: int, author: str) -> None:
    """Reads the thread page by page from the newest on, while the author posts one message in it between pages.

    Example: When Ben reads the thread "colours" in pages of 5 messages while Ana posts in between
    """
    concurrency.turn_pages(context.scene, person, author, size, thread)


@then("{person:Name} has seen the {count:d} earlier messages once each, in order")
def has_read_in_order(context: Context, person: str, count: int) -> None:
    """The pages together must show every message from before the act exactly once, in order.

    Example: Then Ben has seen the 22 earlier messages once each, in order
    """
    earlier = concurrency.posted_before(context.scene)
    assert_that(len(earlier), equal_to(count))
    assert_that(concurrency.read_on_pages(context.scene, person), shown_once_in_order(earlier))


@then("nothing posted in between is lost between {person:Name}'s pages and what {pronoun:They} receives")
def nothing_lost_between(context: Context, person: str, pronoun: str) -> None:
    """Each message of the act must be on one of the person's pages, or numbered above the position of the last one.

    Example: Then nothing posted in between is lost between Ben's pages and what he receives
    """
    assert_that(concurrency.lost_between(context.scene, person), equal_to([]))


@when("{person:Name} reads the chatroom {times:d} times while {author:Name} posts {count:d} messages")
def reads_while(context: Context, person: str, times: int, author: str, count: int) -> None:
    """Sends the reads and the posts at the same time and waits for every response.

    Example: When Ben reads the chatroom 10 times while Ana posts 20 messages
    """
    room = chat.room(context.scene)
    posts: list[Act] = [
        (author, "post_message", {"room": room, "content": text}) for text in context.scene.texts(count)
    ]
    context.scene.together(posts, reads=[(person, "messages", {"room": room})] * times)


@then("{person:Name} sees the {count:d} messages in the chatroom")
def reads_messages(context: Context, person: str, count: int) -> None:
    """Reads the first chatroom over the API; every message of the act must be in it.

    Example: Then Ben sees the 3 messages in the chatroom
    """
    made = context.scene.made("post_message", count=count)
    look = context.scene.read(person, "messages", room=chat.room(context.scene))
    assert_that(look.shows, shows_each([one.ok.entity for one in made]))


@then('{person:Name} cannot read the chatroom "{room}"')
def cannot_read(context: Context, person: str, room: str) -> None:
    """Reads the chatroom over the API; the response must be a rejection and show nothing.

    Example: Then Zoe cannot read the chatroom "design"
    """
    look = context.scene.read(person, "messages", room=room)
    assert_that(look.shows, equal_to(()))
    assert_that(look.rejected, described_as(f"a rejection, not the answer {look.status}", equal_to(True)))
