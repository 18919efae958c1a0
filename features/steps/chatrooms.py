"""Chatrooms: opened, renamed and deleted; members added and removed; and the events about it."""

from hamcrest import assert_that, equal_to, greater_than
from lockstep.history.rows import Ok
from lockstep.matchers.answers import all_refused
from lockstep.matchers.connection import refused_to_listen
from lockstep.running.vocabulary import chat, setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@when('{person:Name} opens the public chatroom "{room}"')
def opens_public(context: Context, person: str, room: str) -> None:
    """Asks the API to create a chatroom that everyone in the company may enter; does not wait for events.

    Example: When Ana opens the public chatroom "announcements"
    """
    context.scene.act(person, "create_chatroom", name=room, private=False, members=())


@when('{person:Name} opens the private chatroom "{room}" with {members:Names}')
@when('{person:Name} tries to open the private chatroom "{room}" with {members:Names}')
def opens_private(context: Context, person: str, room: str, members: tuple[str, ...]) -> None:
    """Asks the API to create a chatroom for the founder and the people named; does not wait for events.

    Example: When Ana opens the private chatroom "board" with Ben
    """
    context.scene.act(person, "create_chatroom", name=room, private=True, members=members)


@when("{person:Name} tries to open a chatroom without a name")
def opens_nameless(context: Context, person: str) -> None:
    """Asks the API to create a chatroom with an empty name, whatever the response.

    Example: When Ana tries to open a chatroom without a name
    """
    context.scene.act(person, "create_chatroom", name="", private=False, members=())


@when('{person:Name} renames "{room}" to "{new}"')
@when('{person:Name} tries to rename "{room}" to "{new}"')
def renames(context: Context, person: str, room: str, new: str) -> None:
    """Asks the API to rename the chatroom; later steps still use the old name for it.

    Example: When Ana renames "design" to "architecture"
    """
    context.scene.act(person, "rename_chatroom", room=room, name=new)


@given('{person:Name} has described "{room}" as "{text}"')
def has_described(context: Context, person: str, room: str, text: str) -> None:
    """Changes the chatroom's description over the API, which must be accepted.

    Example: Given Ana has described "design" as "Where we draw"
    """
    setup.succeed(context.scene, person, "describe_chatroom", room=room, description=text)


@when('{person:Name} describes "{room}" as "{text}"')
@when('{person:Name} tries to describe "{room}" as "{text}"')
def describes(context: Context, person: str, room: str, text: str) -> None:
    """Asks the API to change the chatroom's description and nothing else, whatever the response.

    Example: When Ana describes "design" as "Where we draw"
    """
    context.scene.act(person, "describe_chatroom", room=room, description=text)


@when('{person:Name} clears the description of "{room}"')
def clears_description(context: Context, person: str, room: str) -> None:
    """Asks the API to change the chatroom's description to an empty one, whatever the response.

    Example: When Ana clears the description of "design"
    """
    context.scene.act(person, "describe_chatroom", room=room, description="")


@then('{readers:Names} see that "{room}" has no description')
def read_no_description(context: Context, readers: tuple[str, ...], room: str) -> None:
    """These people read the chatroom over the API; its description must be empty.

    Example: Then Ana and Ben see that "design" has no description
    """
    looks = {who: context.scene.read(who, "chatroom", room=room) for who in readers}
    found = {who: [one.payload["description"] for one in look.shows] for who, look in looks.items()}
    assert_that(found, equal_to({who: [""] for who in readers}))


@then('{readers:Names} see that "{room}" is described as "{text}"')
def read_description(context: Context, readers: tuple[str, ...], room: str, text: str) -> None:
    """These people read the chatroom over the API and compare its description.

    Example: Then Ana and Ben see that "design" is described as "Where we draw"
    """
    looks = {who: context.scene.read(who, "chatroom", room=room) for who in readers}
    found = {who: [one.payload["description"] for one in look.shows] for who, look in looks.items()}
    assert_that(found, equal_to({who: [text] for who in readers}))


@then('"{room}" is still private')
def still_private(context: Context, room: str) -> None:
    """The first person of the scenario reads the chatroom over the API; it must be private.

    Example: Then "design" is still private
    """
    look = context.scene.read(next(iter(context.scene.actors)), "chatroom", room=room)
    assert_that([one.payload["isPrivate"] for one in look.shows], equal_to([True]))


@given('{person:Name} has opened the private chatroom "{room}" with {members:Names}')
def has_opened_private(context: Context, person: str, room: str, members: tuple[str, ...]) -> None:
    """Creates a private chatroom over the API, which must be accepted; nobody listens to it yet.

    Example: Given Zoe has opened the private chatroom "elsewhere" with Yuri
    """
    answer = setup.succeed(context.scene, person, "create_chatroom", name=room, private=True, members=members)
    context.scene.name(str(answer.entity), room)


@given('{person:Name} has deleted the chatroom "{room}"')
def has_deleted(context: Context, person: str, room: str) -> None:
    """Deletes the chatroom over the API, which must be accepted.

    Example: Given Ana has deleted the chatroom "lunch"
    """
    setup.succeed(context.scene, person, "delete_chatroom", room=room)


@when('{person:Name} deletes the chatroom "{room}"')
@when('{person:Name} tries to delete the chatroom "{room}"')
def deletes(context: Context, person: str, room: str) -> None:
    """Asks the API to delete the chatroom; does not wait for events.

    Example: When Ana deletes the chatroom "design"
    """
    context.scene.act(person, "delete_chatroom", room=room)


@when('{person:Name} adds {member:Name} to "{room}"')
@when('{person:Name} tries to add {member:Name} to "{room}"')
def adds(context: Context, person: str, member: str, room: str) -> None:
    """Asks the API to make someone a member of the chatroom, whatever the response.

    Example: When Ana adds Cleo to "design"
    """
    context.scene.act(person, "add_member", room=room, member=member)


@when('{person:Name} removes {member:Name} from "{room}"')
@when('{person:Name} tries to remove {member:Name} from "{room}"')
def removes(context: Context, person: str, member: str, room: str) -> None:
    """Asks the API to end someone's membership of the chatroom, whatever the response.

    Example: When Ana removes Ben from "design"
    """
    context.scene.act(person, "remove_member", room=room, member=member)


@when("{person:Name} removes {member:Name} from the company")
@when("{person:Name} tries to remove {member:Name} from the company")
def removes_from_company(context: Context, person: str, member: str) -> None:
    """Asks the API to end someone's membership of the company, and with it every connection of theirs.

    Example: When Ana removes Ben from the company
    """
    context.scene.act(person, "remove_person", member=member)


@when('{person:Name} tries to listen to "{room}"')
def tries_to_listen(context: Context, person: str, room: str) -> None:
    """Subscribes the laptop to the chatroom over the socket and waits for the response, whatever it is.

    Example: When Cleo tries to listen to "design"
    """
    context.scene.subscribe(person, context.scene.ref(room))


@when('{person:Name} stops listening to "{room}" on {whose:Their} {device}')
def stops_listening(context: Context, person: str, room: str, whose: str, device: str) -> None:
    """Unsubscribes one device from the chatroom and waits for the response; other devices stay subscribed.

    Example: When Ben stops listening to "design" on his laptop
    """
    context.scene.call(context.scene.session(person, device).unsubscribe, context.scene.ref(room))


@then('{person:Name}\'s request to listen to "{room}" is rejected')
def not_let_in(context: Context, person: str, room: str) -> None:
    """Fails unless the backend rejected a subscription to the chatroom.

    Example: Then Cleo's request to listen to "design" is rejected
    """
    assert_that(context.scene.history, refused_to_listen(person, context.scene.ref(room)))


@then('{person:Name} receives the event that {other:Name} joined "{room}"')
def hears_joined(context: Context, person: str, other: str, room: str) -> None:
    """Waits for the event of the addition to arrive exactly once, within the delivery budget.

    Example: Then Ben receives the event that Cleo joined "design"
    """
    context.scene.expect_received(person, "add_member")


@then("{person:Name} receives the event that {pronoun:They} was added")
def hears_added(context: Context, person: str, pronoun: str) -> None:
    """Waits for the event of the person's own addition to arrive exactly once, within the delivery budget.

    Example: Then Cleo receives the event that she was added
    """
    context.scene.expect_received(person, "add_member")


@then('{person:Name} receives the event that {other:Name} left "{room}"')
def hears_left(context: Context, person: str, other: str, room: str) -> None:
    """Waits for the event of the removal to arrive exactly once, within the delivery budget.

    Example: Then Cleo receives the event that Ben left "design"
    """
    context.scene.expect_received(person, "remove_member")


@then("{person:Name} receives the event that {whose:Their} access was revoked")
def hears_revoked(context: Context, person: str, whose: str) -> None:
    """Waits for the event of the person's own removal to arrive exactly once, within the delivery budget.

    Example: Then Ben receives the event that his access was revoked
    """
    context.scene.expect_received(person, "remove_member")


@then('{person:Name} receives the event that "{room}" was deleted')
def hears_gone(context: Context, person: str, room: str) -> None:
    """Waits for the event of the deletion to arrive exactly once, within the delivery budget.

    Example: Then Ben receives the event that "design" was deleted
    """
    context.scene.expect_received(person, "delete_chatroom")


@then('nobody can post in "{room}" any more')
def nobody_can_post(context: Context, room: str) -> None:
    """Lets everyone in the scenario post once; every post must be rejected.

    Example: Then nobody can post in "design" any more
    """
    context.scene.act_begins()
    for person in context.scene.actors:
        context.scene.act(person, "post_message", room=room, content=context.scene.texts(1)[0])
    assert_that(chat.outcomes(context.scene), all_refused())


@then('each answer about {person:Name}\'s membership of "{room}" has a higher version than the one before')
def versions_rise(context: Context, person: str, room: str) -> None:
    """Compares the versions in the responses to all additions and removals of the person.

    Example: Then each answer about Ben's membership of "lunch" has a higher version than the one before
    """
    whose = f"{context.scene.ref(room)}/{context.scene.person(person).identity.id}"
    versions = [one.version or 0 for one in context.scene.history.of(Ok) if (one.entity or "").endswith(whose)]
    assert_that(versions, equal_to(sorted(set(versions))))
    assert_that(len(versions), greater_than(1))
