"""Content: texts in every script, delivered as written or rejected, and what people read in a chatroom."""

from hamcrest import assert_that, described_as, equal_to
from lockstep.data import kinds
from lockstep.data.people import SCRIPTS
from lockstep.matchers.agreement import shown_once_in_order
from lockstep.matchers.answers import shows_each
from lockstep.matchers.content import received_unaltered, shown_unaltered
from lockstep.running.definitions.parameter_types import one_of
from lockstep.running.vocabulary import chat, concurrency, setup
from lockstep.running.vocabulary.step_decorators import Context, given, register_type, then, when
from lockstep.targets.operations import Act

register_type(Kind=one_of({name: name for name in kinds.ALL}), Script=one_of({name: name for name in SCRIPTS}))


@when("{person:Name} writes {kind:Kind}")
@when("{person:Name} tries to write {kind:Kind}")
def writes(context: Context, person: str, kind: str) -> None:
    """Asks the API to post a text of this kind in the first chatroom, whatever the response.

    Example: When Ana writes Latin with marks
    """
    text = kinds.kind(kind, context.scene.target.longest_message)
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when("{person:Name} writes a message of every kind")
def writes_every_kind(context: Context, person: str) -> None:
    """Posts one text of every kind that must be delivered, one after the other.

    Example: When Ana writes a message of every kind
    """
    for kind in kinds.CARRIED:
        writes(context, person, kind)


@then("a later read of the chatroom shows every kind unaltered")
def shows_every_kind(context: Context) -> None:
    """Reads the first chatroom over the API; each kind's text must be shown character by character.

    Example: Then a later read of the chatroom shows every kind unaltered
    """
    shown = chat.read_room(context.scene)
    for kind in kinds.CARRIED:
        assert_that(shown, shown_unaltered(kinds.kind(kind, context.scene.target.longest_message)))


@when("{person:Name} edits {whose:Their} message to {kind:Kind}")
@when("{person:Name} tries to edit {whose:Their} message to {kind:Kind}")
def edits(context: Context, person: str, whose: str, kind: str) -> None:
    """Asks the API to change the person's latest message to a text of this kind, whatever the response.

    Example: When Ana tries to edit her message to nothing but Unicode spaces
    """
    text = kinds.kind(kind, context.scene.target.longest_message)
    context.scene.act(person, "edit_message", message=chat.message_of(context.scene, person), content=text)


@then("{person:Name} receives {kind:Kind} unaltered")
def hears_unaltered(context: Context, person: str, kind: str) -> None:
    """Compares the received texts with the one sent, character by character; does not wait.

    Example: Then Ben receives Latin with marks unaltered
    """
    text = kinds.kind(kind, context.scene.target.longest_message)
    assert_that(context.scene.received(person), received_unaltered(text))


@then("a later read of the chatroom shows {kind:Kind} unaltered")
def shows_unaltered(context: Context, kind: str) -> None:
    """Reads the first chatroom over the API and compares character by character.

    Example: Then a later read of the chatroom shows Hebrew unaltered
    """
    text = kinds.kind(kind, context.scene.target.longest_message)
    assert_that(chat.read_room(context.scene), shown_unaltered(text))


@when("{person:Name}, whose name is written in {script:Script}, joins the company")
def joins(context: Context, person: str, script: str) -> None:
    """Gives the person an account with a full name in this script and employs them in Ana's company.

    Example: When Cleo, whose name is written in Latin with marks, joins the company
    """
    context.scene.enrol(person, script=script)
    setup.employ(context.scene, person)


@then("{reader:Name} sees {person:Name}'s name as it is written")
def reads_name(context: Context, reader: str, person: str) -> None:
    """Reads the list of people over the API and compares the full name character by character.

    Example: Then Ana sees Cleo's name as it is written
    """
    look = context.scene.read(reader, "people")
    assert_that(look.shows, shown_unaltered(context.scene.person(person).identity.extra["full_name"], "fullName"))


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
