"""What the adapter learns of people and places, and forgets."""

from lockstep.targets.base import Answer, Identity, Right, Write
from lockstep.targets.reference.known_state import World, membership

from tests.targets.reference import answers


def ok(data: object, entity: str | None = None, version: int | None = None) -> Answer:
    return Answer("ok", "200", entity, version, data, answers.success(data))


def test_what_an_acknowledged_write_tells_is_learnt() -> None:
    world = World()
    world.learn(Write("w", "Ana", "register", {}), ok(answers.SESSION, "user:3", 1))
    world.learn(
        Write("w", "Ana", "create_chatroom", {}), ok(answers.CHATROOM | {"isPrivate": False}, "chatroom:7", 1)
    )
    world.learn(Write("w", "Ana", "post_message", {}), ok(answers.MESSAGE, "message:19", 1))
    assert world.name("user:3") == "Ana"
    assert world.staff("company:1") == ["Ana"]
    assert world.public == {"company:1": {"chatroom:7"}}
    assert world.places == {"chatroom:7": "company:1", "message:19": "chatroom:7"}


def test_threads_are_in_chatrooms_and_their_messages_in_threads() -> None:
    world = World()
    world.learn(Write("w", "Ana", "create_thread", {}), ok(answers.THREAD, "thread:5", 1))
    world.learn(Write("w", "Ana", "post_thread_message", {}), ok(answers.THREAD_MESSAGE, "thread-message:2", 1))
    assert world.places == {"thread:5": "chatroom:7", "thread-message:2": "thread:5"}
    assert world.within("chatroom:7") == ["thread:5"]
    assert world.within("thread:5") == []


def test_a_refused_write_tells_nothing() -> None:
    world = World()
    world.learn(Write("w", "Ana", "register", {}), Answer("fail", "409"))
    assert world == World()


def test_roles_are_known() -> None:
    world = World()
    world.learn(Write("w", "Ana", "register", {}), ok(answers.SESSION, "user:3", 1))
    world.learn(Write("w", "Ana", "change_role", {}), ok(answers.USER | {"role": "GUEST"}, "user:3", 2))
    assert world.guests == {"Ana"}
    world.learn(Write("w", "Ana", "change_role", {}), ok(answers.USER | {"role": "MEMBER"}, "user:3", 3))
    assert world.guests == set()


def test_who_hears_what_follows_the_rights() -> None:
    world = World()
    world.change([Right("grant", "Ana", "chatroom:7"), Right("grant", "Ben", "chatroom:7")])
    world.change([Right("revoke", "Ana", "chatroom:7")])
    assert world.hearers == {"chatroom:7": {"Ben"}}


def test_a_company_is_forgotten_with_all_that_is_in_it(world: World) -> None:
    world.places |= {"thread:5": "chatroom:7", "thread-message:2": "thread:5", "chatroom:90": "company:2"}
    world.forget(Identity("Ana", id="user:3", company="company:1"))
    assert world.places == {"chatroom:90": "company:2"}
    assert world.public == {}
    assert world.name("user:3") is None
    assert world.name("user:9") == "Zoe"


def test_a_membership_is_known_by_place_and_person() -> None:
    assert membership(answers.MEMBERSHIP) == "membership:chatroom:7/user:4"
