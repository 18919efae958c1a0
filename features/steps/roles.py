"""Roles: who is made what, and public chatrooms, which guests do not hear."""

from hamcrest import assert_that

from support.matchers.delivery import silent
from support.running import cast, chat
from support.running.steps import Context, given, then, when


@given("{person:Name} has made {member:Name} {role:Role}")
def has_made(context: Context, person: str, member: str, role: str) -> None:
    cast.succeed(context.scene, person, "change_role", member=member, role=role)


@when("{person:Name} makes {member:Name} {role:Role}")
@when("{person:Name} tries to make {member:Name} {role:Role}")
def makes(context: Context, person: str, member: str, role: str) -> None:
    context.scene.act(person, "change_role", member=member, role=role)


@given('{person:Name} has opened the public chatroom "{room}"')
def has_opened_public(context: Context, person: str, room: str) -> None:
    answer = cast.succeed(context.scene, person, "create_chatroom", name=room, private=False, members=())
    context.scene.name(str(answer.entity), room)


@then('what {author:Name} posts next in "{room}" is not heard by {person:Name}')
def next_not_heard_in(context: Context, author: str, room: str, person: str) -> None:
    next_one = chat.post_next(context.scene, author, room)
    context.scene.settle()
    assert_that(context.scene.heard(person), silent(asked=[next_one.invoke.w]))
