"""Crowds: what people do at the same time, in bursts, and in answer to each other."""

from typing import Any

from hamcrest import assert_that, equal_to
from lockstep.matchers.agreement import read_alike, replies_follow, so_many_accepted
from lockstep.matchers.delivery import received_in_order, received_once
from lockstep.running.vocabulary import chat, concurrency
from lockstep.running.vocabulary.step_decorators import Context, then, when
from lockstep.targets.base import Look
from lockstep.targets.operations import Act


@when("{people:Names} post {count:d} messages each, all at once")
@when("{people:Names} posts {count:d} messages, all at once")
def post_at_once(context: Context, people: tuple[str, ...], count: int) -> None:
    """Sends all posts without waiting for responses, then waits for every response.

    Example: When Ana posts 100 messages, all at once
    """
    context.scene.together(concurrency.posts(context.scene, people, count), in_turn=False)


@when("{person:Name} posts {count:d} messages over the socket, all at once")
def post_over_one_socket(context: Context, person: str, count: int) -> None:
    """Sends all posts over the laptop's socket without waiting for responses, then waits for every response.

    Example: When Ana posts 20 messages over the socket, all at once
    """
    posts = concurrency.posts(context.scene, (person,), count)
    context.scene.together([(who, act, fields | {"via": "socket"}) for who, act, fields in posts], in_turn=False)


@when('{person:Name} edits {whose:Their} message to "{text}" while {other:Name} deletes it')
def edits_while_deleted(context: Context, person: str, whose: str, text: str, other: str) -> None:
    """Sends the edit and the deletion at the same time and waits for both responses.

    Example: When Ana edits her message to "Final" while Ben deletes it
    """
    message = chat.message_of(context.scene, person)
    edit: Act = (person, "edit_message", {"message": message, "content": text})
    context.scene.together([edit, (other, "delete_message", {"message": message})])


@when("{person:Name} edits {whose:Their} message {count:d} times, all at once")
def edit_at_once(context: Context, person: str, whose: str, count: int) -> None:
    """Sends all edits of the latest message without waiting for responses, then waits for every response.

    Example: When Ana edits her message 10 times, all at once
    """
    message = chat.message_of(context.scene, person)
    edits: list[Act] = [
        (person, "edit_message", {"message": message, "content": text}) for text in context.scene.texts(count)
    ]
    context.scene.together(edits, in_turn=False)


@when('{one:Name} adds {member:Name} to "{room}" while {other:Name} removes {removed:Name}')
def adds_while_removed(context: Context, *, one: str, member: str, room: str, other: str, removed: str) -> None:
    """Sends the addition and the removal at the same time and waits for both responses.

    Example: When Ana adds Dan to "design" while Ben removes Dan
    """
    addition: Act = (one, "add_member", {"room": room, "member": member})
    context.scene.together([addition, (other, "remove_member", {"room": room, "member": removed})])


@when('{people:Names} remove {member:Name} from "{room}" at the same time')
def remove_at_once(context: Context, people: tuple[str, ...], member: str, room: str) -> None:
    """Each sends the same removal at the same time; waits for every response.

    Example: When Ana and Ben remove Dan from "design" at the same time
    """
    context.scene.together([(who, "remove_member", {"room": room, "member": member}) for who in people])


@when("{one:Name} and {other:Name} make each other {role:Role} at the same time")
def make_each_other(context: Context, one: str, other: str, role: str) -> None:
    """Each sends the other's new role at the same time; waits for both responses.

    Example: When Ana and Ben make each other a member at the same time
    """
    context.scene.together(
        [(who, "change_role", {"member": whom, "role": role}) for who, whom in ((one, other), (other, one))]
    )


@when("{people:Names} each make themselves {role:Role} at the same time")
def make_themselves(context: Context, people: tuple[str, ...], role: str) -> None:
    """Each sends their own new role at the same time; waits for every response.

    Example: When Ana and Ben each make themselves a member at the same time
    """
    context.scene.together([(who, "change_role", {"member": who, "role": role}) for who in people])


@when("{one:Name} makes {member:Name} {role:Role} while {other:Name} makes {same:Name} {second:Role}")
def make_at_once(context: Context, *, one: str, member: str, role: str, other: str, same: str, second: str) -> None:
    """Sends both role changes at the same time and waits for both responses.

    Example: When Ana makes Cleo an administrator while Ben makes Cleo a guest
    """
    first: Act = (one, "change_role", {"member": member, "role": role})
    context.scene.together([first, (other, "change_role", {"member": same, "role": second})])


@when('{person:Name} removes {member:Name} from "{room}" while {author:Name} posts {count:d} messages in it')
def removes_while(context: Context, *, person: str, member: str, room: str, author: str, count: int) -> None:
    """Posts one message after the other while the removal is sent; waits for every response.

    Example: When Ana removes Ben from "design" while Cleo posts 40 messages in it
    """
    removal: Act = (person, "remove_member", {"room": room, "member": member})
    context.scene.together([*concurrency.posts(context.scene, (author,), count, room), removal])


@when('{person:Name} removes {member:Name} from the company while {author:Name} posts {count:d} messages in "{room}"')
def removes_from_company_while(
    context: Context, *, person: str, member: str, author: str, count: int, room: str
) -> None:
    """Posts one message after the other while the removal from the company is sent; waits for every response.

    Example: When Ana removes Ben from the company while Cleo posts 40 messages in "design"
    """
    removal: Act = (person, "remove_person", {"member": member})
    context.scene.together([*concurrency.posts(context.scene, (author,), count, room), removal])


@when('{person:Name} makes {member:Name} {role:Role} while {author:Name} posts {count:d} messages in "{room}"')
def makes_while(context: Context, *, person: str, member: str, role: str, author: str, count: int, room: str) -> None:
    """Posts one message after the other while the role change is sent; waits for every response.

    Example: When Ana makes Ben a guest while Cleo posts 40 messages in "announcements"
    """
    change: Act = (person, "change_role", {"member": member, "role": role})
    context.scene.together([*concurrency.posts(context.scene, (author,), count, room), change])


@when('{person:Name} deletes the chatroom "{room}" while {authors:Names} post {count:d} messages each in it')
def deletes_while(context: Context, person: str, room: str, authors: tuple[str, ...], count: int) -> None:
    """The authors post one message after the other while the deletion is sent; waits for every response.

    Example: When Ana deletes the chatroom "design" while Ben and Cleo post 10 messages each in it
    """
    deletion: Act = (person, "delete_chatroom", {"room": room})
    context.scene.together([*concurrency.posts(context.scene, authors, count, room), deletion])


@when('{person:Name} types {times:d} times in "{room}" while {author:Name} posts {count:d} messages in it')
def types_while(context: Context, *, person: str, times: int, room: str, author: str, count: int) -> None:
    """Starts and stops typing over the socket while the author posts; waits for every response.

    Example: When Cleo types 10 times in "design" while Ana posts 40 messages in it
    """
    fields = {"room": room, "via": "socket"}
    typing: list[Act] = [(person, "start_typing", fields), (person, "stop_typing", fields)] * times
    context.scene.together([*concurrency.posts(context.scene, (author,), count, room), *typing])


@when('{person:Name} opens {count:d} public chatrooms while {founder:Name} adds {member:Name} to "{room}"')
def opens_while(context: Context, *, person: str, count: int, founder: str, member: str, room: str) -> None:
    """Opens the chatrooms while the member is added; waits for every response.

    Example: When Ben opens 5 public chatrooms while Ana adds Dan to "design"
    """
    opened: list[Act] = [
        (person, "create_chatroom", {"name": f"room {number}", "private": False, "members": ()})
        for number in range(count)
    ]
    context.scene.together([*opened, (founder, "add_member", {"room": room, "member": member})])


@when('{author:Name} posts {count:d} messages while {person:Name} starts listening to "{room}"')
def begins_to_listen(context: Context, author: str, count: int, person: str, room: str) -> None:
    """Subscribes the laptop halfway through the posts; waits for every response.

    Example: When Ana posts 60 messages while Dan starts listening to "design"
    """
    concurrency.while_listening_begins(
        context.scene, concurrency.posts(context.scene, (author,), count), person, room
    )


@when("{authors:Names} post {count:d} messages each while {person:Name} is cut off and reconnects")
def post_while_away(context: Context, authors: tuple[str, ...], count: int, person: str) -> None:
    """Cuts the laptop's connection during the posts and reconnects with a request for the missed events.

    Example: When Ana and Cleo post 30 messages each while Ben is cut off and reconnects
    """
    concurrency.while_away(context.scene, concurrency.posts(context.scene, authors, count), person)


@when("{people:Names} write {count:d} times in turn, each after receiving the one before")
def write_in_turn(context: Context, people: tuple[str, ...], count: int) -> None:
    """Each post waits until the next author has received the one before, within the loss deadline.

    Example: When Ana, Ben and Cleo write 4 times in turn, each after receiving the one before
    """
    concurrency.converse(context.scene, people, count, replying=False)


@when("{people:Names} reply to each other {count:d} times, each after receiving the one before")
def answer_in_turn(context: Context, people: tuple[str, ...], count: int) -> None:
    """Each reply waits until its author has received the message it answers, within the loss deadline.

    Example: When Ana, Ben and Cleo reply to each other 4 times, each after receiving the one before
    """
    concurrency.converse(context.scene, people, count, replying=True)


@when("{author:Name} posts {count:d} messages, and {people:Names} reply to each as soon as they receive it")
def reply_to_each(context: Context, author: str, count: int, people: tuple[str, ...]) -> None:
    """Each message is answered by all of these people as soon as each has received it.

    Example: When Ana posts 5 messages, and Ben and Cleo reply to each as soon as they receive it
    """
    for _ in range(count):
        concurrency.reply_at_once(context.scene, people, chat.post_next(context.scene, author))


@then("{person:Name} receives everything that was accepted, once each")
def hears_accepted(context: Context, person: str) -> None:
    """Waits for every write that was acknowledged since the act began to arrive exactly once.

    Example: Then Ben receives everything that was accepted, once each
    """
    context.scene.expect(context.scene.received(person), received_once(concurrency.accepted(context.scene)))


@then("{person:Name} receives everything written after {pronoun:They} started listening, once each, in order")
def hears_from_then(context: Context, person: str, pronoun: str) -> None:
    """Waits for every write acknowledged after the subscription to arrive exactly once, in order.

    Example: Then Dan receives everything written after he started listening, once each, in order
    """
    made = concurrency.accepted_after_listening(context.scene, person)
    context.scene.expect(context.scene.received(person), received_once(made), received_in_order(made))


@then("the backend accepts {count:d} of the {of:d} requests")
def accepts_some(context: Context, count: int, of: int) -> None:
    """Counts the acknowledged requests since the act began; the others must be rejected.

    Example: Then the backend accepts 1 of the 2 requests
    """
    assert_that(chat.outcomes(context.scene), so_many_accepted(count, of))


@then('everyone in "{room}" sees the same messages')
def read_same_messages(context: Context, room: str) -> None:
    """Everyone with access reads the chatroom's messages over the API; all must get the same list.

    Example: Then everyone in "design" sees the same messages
    """
    readers = concurrency.hearers(context.scene, room)
    assert_that(concurrency.all_read(context.scene, "messages", readers, room=room), read_alike())


@then('{readers:Names} see the same members of "{room}"')
def read_same_members(context: Context, readers: tuple[str, ...], room: str) -> None:
    """These people read the chatroom over the API; all must get the same members.

    Example: Then Ana, Ben and Cleo see the same members of "design"
    """
    assert_that(concurrency.all_read(context.scene, "chatroom", list(readers), room=room), read_alike())


def _members(look: Look) -> list[dict[str, Any]]:
    """The members of a chatroom that was read, each with `userId`: of what is shown, or else of the whole body."""
    shown = [one.payload for one in look.shows if isinstance(one.payload, dict) and "members" in one.payload]
    found = shown or [look.body if isinstance(look.body, dict) else {}]
    return [member for one in found for member in one.get("members", ())]


def _number(context: Context, person: str) -> str:
    """What the backend calls somebody in what it answers: the id behind the kind."""
    return str(context.scene.person(person).identity.id).rpartition(":")[2]


@then('{readers:Names} see that {members:Names} are in "{room}"')
def read_members(context: Context, readers: tuple[str, ...], members: tuple[str, ...], room: str) -> None:
    """These people read the chatroom over the API; its members must be exactly those named.

    Example: Then Ana, Ben and Cleo see that Ana, Ben and Cleo are in "design"
    """
    names = {_number(context, name): name for name in context.scene.actors}
    looks = {who: context.scene.read(who, "chatroom", room=room) for who in readers}
    found = {
        who: sorted(names.get(str(one["userId"]), "somebody else") for one in _members(look))
        for who, look in looks.items()
    }
    assert_that(found, equal_to({who: sorted(members) for who in readers}))


@then('{readers:Names} see that "{room}" is called "{name}"')
def read_name(context: Context, readers: tuple[str, ...], room: str, name: str) -> None:
    """These people read the chatroom over the API and compare its name.

    Example: Then Ana and Ben see that "design" is called "architecture"
    """
    looks = {who: context.scene.read(who, "chatroom", room=room) for who in readers}
    found = {who: [one.payload["name"] for one in look.shows] for who, look in looks.items()}
    assert_that(found, equal_to({who: [name] for who in readers}))


@then("{readers:Names} see that one of {people:Names} is {role:Role}")
def read_one_of(context: Context, readers: tuple[str, ...], people: tuple[str, ...], role: str) -> None:
    """These people read the list of colleagues over the API; exactly one of those named must have the role.

    Example: Then Ana, Ben and Cleo see that one of Ana and Ben is an owner
    """
    asked = {_number(context, name) for name in people}
    looks = {who: context.scene.read(who, "people") for who in readers}
    found = {
        who: [one.payload["role"] for one in look.shows if str(one.payload["id"]) in asked].count(role)
        for who, look in looks.items()
    }
    assert_that(found, equal_to(dict.fromkeys(readers, 1)))


@then("{readers:Names} see the same roles")
def read_same_roles(context: Context, readers: tuple[str, ...]) -> None:
    """These people read the list of colleagues over the API; all must get the same roles.

    Example: Then Ana, Ben and Cleo see the same roles
    """
    assert_that(concurrency.all_read(context.scene, "people", list(readers)), read_alike())


@then("{person:Name} receives no reply before the message it answers")
def no_reply_before(context: Context, person: str) -> None:
    """Fails when a reply arrived before the message it answers.

    Example: Then Dan receives no reply before the message it answers
    """
    context.scene.expect(context.scene.received(person), replies_follow())
