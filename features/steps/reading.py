"""Reading: what people read in a chatroom, alone or while others write."""

from hamcrest import assert_that, equal_to

from support.matchers.answers import shows_each
from support.running import chat
from support.running.steps import Context, then, when


@when("{person:Name} reads the chatroom {times:d} times while {author:Name} posts {count:d} messages")
def reads_while(context: Context, person: str, times: int, author: str, count: int) -> None:
    room = chat.room(context.scene)
    posts = [(author, "post_message", {"room": room, "content": text}) for text in context.scene.texts(count)]
    context.scene.together(posts, reads=[(person, "messages", {"room": room})] * times)


@then("{person:Name} reads the {count:d} messages in the chatroom")
def reads_messages(context: Context, person: str, count: int) -> None:
    made = context.scene.made("post_message", count=count)
    look = context.scene.read(person, "messages", room=chat.room(context.scene))
    assert_that(look.shows, shows_each([one.ok.entity for one in made]))


@then('{person:Name} cannot read the chatroom "{room}"')
def cannot_read(context: Context, person: str, room: str) -> None:
    look = context.scene.read(person, "messages", room=room)
    assert_that(look.shows, equal_to(()))
    assert_that(look.status, equal_to("404"))
