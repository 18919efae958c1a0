"""Witnesses in words: names, texts, times."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import Session
from lockstep.checks.narration import Telling, milliseconds
from lockstep.history.rows import Read, Recv

from tests.checks.builder import NUMBERED, ROOM, Story


def telling(story: Story | None = None) -> Telling:
    return Telling(Facts((story or Story()).rows))


def test_times_are_seconds_after_the_beginning() -> None:
    story = Story()
    start = story.rows[0].t
    assert telling(story).at(start + 1_204_400_000) == "+1.204 s"
    assert telling(story).at(start - 3_000_000) == "-0.003 s"
    assert milliseconds(12_540_000) == "12.5 ms"


def test_a_read_lasts_from_its_request_to_its_answer() -> None:
    story = Story()
    read = Read(person="Ben", operation="look", since=story.rows[0].t, status="200")
    assert telling(story).look(story.add(read, 1.5)) == "Ben's read from +0.000 s to +1.500 s"


def test_a_device_stands_behind_its_person() -> None:
    words = telling()
    assert words.who(Session("Ben", "Ben/laptop")) == "Ben (laptop)"
    assert words.who(Session("Ben", "laptop")) == "Ben (laptop)"
    assert words.who(Session("Ben", "Ben")) == "Ben"


def test_labels_instead_of_ids() -> None:
    story = Story()
    story.name(ROOM, "design")
    story.name("lobby", "the lobby")
    words = telling(story)
    assert words.thing(ROOM) == 'chatroom "design"'
    assert words.thing("lobby") == '"the lobby"'
    assert words.thing("chatroom:8") == "chatroom:8"
    assert words.thing(None) == "no channel"


def test_an_entity_goes_by_who_made_it() -> None:
    story = Story(NUMBERED)
    story.members("Ana", "Ben")
    story.name(ROOM, "design")
    story.post("Ana", "Hello", at=1)
    words = telling(story)
    assert words.subject("message:1") == "Ana's message of +1.000 s"
    assert words.subject("message:2") == "the same message"
    assert words.subject("presence:Ben") == "Ben's presence"
    assert words.subject(ROOM) == 'chatroom "design"'


def test_a_write_that_was_refused_made_nothing() -> None:
    story = Story(NUMBERED)
    story.members("Ana")
    post = story.ask("Ana", "Hello", at=1)
    story.refuse(post)
    assert telling(story).subject("message:1") == "the same message"


def test_texts_are_shortened_and_kept_on_one_line() -> None:
    words = telling()
    event = Recv(n=1, kind="said", payload={"content": "a\n" + "b" * 100})
    assert words.event(event) == f'"a {"b" * 55}..." (said)'
    assert words.event(Recv(n=1, kind="said", payload="plain", seq=4)) == '"plain" (said, number 4)'
    assert words.event(Recv(n=1, kind="gone", entity="message:1", payload={"id": 1})) == "message:1 (gone)"
    assert words.event(Recv(n=1, kind="pong", seq=2)) == "pong number 2"


def test_where_an_effect_came_from() -> None:
    story = Story(NUMBERED)
    story.members("Ana", "Ben")
    story.post("Ana", "Hello", at=1)
    story.post("Ana", "Hello!", at=2, operation="edit_message", kind="edited")
    story.post("Ana", "m", at=3, marker=True, operation="mark")
    story.lose(story.ask("Ana", "perhaps", at=4))
    story.ask("Ana", "never", at=5)
    words, pairing = telling(story), Pairing(Facts(story.rows))
    assert [words.origin(expected).replace(" in chatroom:7", "") for expected in pairing.expected] == [
        "that Ana posted to chatroom:7 at +1.000 s, answered +1.001 s",
        "that Ana's edit_message caused at +2.000 s, answered +2.001 s",
        "that Ana wrote into chatroom:7 at +3.000 s, answered +3.001 s",
        "that Ana posted to chatroom:7 at +4.000 s, without a certain answer (timeout) +4.001 s",
        "that Ana posted to chatroom:7 at +5.000 s, never answered",
    ]


def test_an_effect_nobody_heard_is_told_by_its_answer_or_its_entity() -> None:
    story = Story(NUMBERED)
    story.post("Ana", "Hello")
    story.post("Ana", "", kind="gone", entity="message:9")
    words = telling(story)
    assert [words.effect(expected) for expected in Pairing(Facts(story.rows)).expected] == [
        '"Hello" (chatroom_message_received)',
        "message:9 (gone)",
    ]


def test_payloads_that_differ_show_where() -> None:
    words = telling()
    assert words.values({"content": "a"}, {"content": "b"}) == ('"a"', '"b"')
    assert words.values({"content": "a", "n": 1}, {"content": "a", "n": 2}) == ("n 1", "n 2")
    assert words.values({"content": "a"}, {"content": "a", "n": 2}) == ("n absent", "n 2")
    assert words.values(None, {"content": "b"}) == ("something not kept", '"b"')
    assert words.values([1], [2]) == ("[1]", "[2]")
    assert words.values({"a": 1}, {"a": 1}) == (
        "the same fields (one digest)",
        "the same fields (another digest)",
    )
