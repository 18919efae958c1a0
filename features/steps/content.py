"""Content: what people write in every script, and that it is carried as it was written, or refused."""

from hamcrest import assert_that
from lockstep.data import kinds
from lockstep.data.people import SCRIPTS
from lockstep.matchers.content import received_unaltered, shown_unaltered
from lockstep.running.vocabulary import chat, setup
from lockstep.running.vocabulary.parameter_types import one_of
from lockstep.running.vocabulary.step_decorators import Context, register_type, then, when

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
