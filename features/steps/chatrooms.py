"""Chatrooms: opened, renamed, deleted; people added and removed; what those concerned hear of it."""

from hamcrest import assert_that
from lockstep.matchers.answers import all_refused
from lockstep.matchers.connection import refused_to_listen
from lockstep.running.vocabulary import chat
from lockstep.running.vocabulary.step_decorators import Context, then, when


@when('{person:Name} opens the public chatroom "{room}"')
def opens_public(context: Context, person: str, room: str) -> None:
    context.scene.act(person, "create_chatroom", name=room, private=False, members=())


@when('{person:Name} opens the private chatroom "{room}" with {members:Names}')
def opens_private(context: Context, person: str, room: str, members: tuple[str, ...]) -> None:
    context.scene.act(person, "create_chatroom", name=room, private=True, members=members)


@when("{person:Name} tries to open a chatroom without a name")
def opens_nameless(context: Context, person: str) -> None:
    context.scene.act(person, "create_chatroom", name="", private=False, members=())


@when('{person:Name} renames "{room}" to "{new}"')
def renames(context: Context, person: str, room: str, new: str) -> None:
    context.scene.act(person, "rename_chatroom", room=room, name=new)


@when('{person:Name} deletes the chatroom "{room}"')
def deletes(context: Context, person: str, room: str) -> None:
    context.scene.act(person, "delete_chatroom", room=room)


@when('{person:Name} adds {member:Name} to "{room}"')
@when('{person:Name} tries to add {member:Name} to "{room}"')
def adds(context: Context, person: str, member: str, room: str) -> None:
    context.scene.act(person, "add_member", room=room, member=member)


@when('{person:Name} removes {member:Name} from "{room}"')
@when('{person:Name} tries to remove {member:Name} from "{room}"')
def removes(context: Context, person: str, member: str, room: str) -> None:
    context.scene.act(person, "remove_member", room=room, member=member)


@when("{person:Name} removes {member:Name} from the company")
def removes_from_company(context: Context, person: str, member: str) -> None:
    context.scene.act(person, "remove_person", member=member)


@when('{person:Name} tries to listen to "{room}"')
def tries_to_listen(context: Context, person: str, room: str) -> None:
    context.scene.subscribe(person, context.scene.ref(room))


@when('{person:Name} stops listening to "{room}" on {whose:Their} {device}')
def stops_listening(context: Context, person: str, room: str, whose: str, device: str) -> None:
    context.scene.call(context.scene.session(person, device).unsubscribe, context.scene.ref(room))


@then('{person:Name}\'s request to listen to "{room}" is rejected')
def not_let_in(context: Context, person: str, room: str) -> None:
    assert_that(context.scene.history, refused_to_listen(person, context.scene.ref(room)))


@then('{person:Name} receives the event that {other:Name} joined "{room}"')
def hears_joined(context: Context, person: str, other: str, room: str) -> None:
    context.scene.expect_heard(person, "add_member")


@then("{person:Name} receives the event that {pronoun:They} was added")
def hears_added(context: Context, person: str, pronoun: str) -> None:
    context.scene.expect_heard(person, "add_member")


@then('{person:Name} receives the event that {other:Name} left "{room}"')
def hears_left(context: Context, person: str, other: str, room: str) -> None:
    context.scene.expect_heard(person, "remove_member")


@then("{person:Name} receives the event that {whose:Their} access was revoked")
def hears_revoked(context: Context, person: str, whose: str) -> None:
    context.scene.expect_heard(person, "remove_member")


@then('{person:Name} receives the event that "{room}" was deleted')
def hears_gone(context: Context, person: str, room: str) -> None:
    context.scene.expect_heard(person, "delete_chatroom")


@then('nobody can post in "{room}" any more')
def nobody_can_post(context: Context, room: str) -> None:
    context.scene.act_begins()
    for person in context.scene.actors:
        context.scene.act(person, "post_message", room=room, content=context.scene.texts(1)[0])
    assert_that(chat.outcomes(context.scene), all_refused())
