"""Content: what people write in every script, and that it is carried as it was written, or refused."""

from hamcrest import assert_that

from support.data import kinds
from support.matchers.content import heard_unaltered, shown_unaltered
from support.running import chat
from support.running.steps import Context, register_type, then, when
from support.running.words import one_of

register_type(Kind=one_of({name: name for name in kinds.ALL}))


@when("{person:Name} writes {kind:Kind}")
@when("{person:Name} tries to write {kind:Kind}")
def writes(context: Context, person: str, kind: str) -> None:
    text = kinds.kind(kind, context.scene.target.longest_message)
    context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when("{person:Name} edits {whose:Their} message to {kind:Kind}")
@when("{person:Name} tries to edit {whose:Their} message to {kind:Kind}")
def edits(context: Context, person: str, whose: str, kind: str) -> None:
    text = kinds.kind(kind, context.scene.target.longest_message)
    context.scene.act(person, "edit_message", message=chat.message_of(context.scene, person), content=text)


@then("{person:Name} hears {kind:Kind} unaltered")
def hears_unaltered(context: Context, person: str, kind: str) -> None:
    text = kinds.kind(kind, context.scene.target.longest_message)
    assert_that(context.scene.heard(person), heard_unaltered(text))


@then("a later read of the chatroom shows {kind:Kind} unaltered")
def shows_unaltered(context: Context, kind: str) -> None:
    text = kinds.kind(kind, context.scene.target.longest_message)
    assert_that(chat.read_room(context.scene), shown_unaltered(text))
