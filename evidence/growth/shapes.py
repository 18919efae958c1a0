"""The shapes of long histories: each grows in one direction of its own. `SHAPES` has all of them by name."""

from collections.abc import Callable

from lockstep.history.rows import AnyRow, Close, Continue, Exchange, Fail, Fault, Info, Pause, Revoke, Unsubscribe

from evidence.growth.story import BARE, Story, Written

Shape = Callable[[int], list[AnyRow]]
ROOM = "chatroom:1"
COMPANY = "company:1"
OFFICE = "office:1"


def _people(story: Story, count: int, *channels: str) -> list[str]:
    people = [f"Person {number}" for number in range(count)]
    for person in people:
        story.allow(person, *channels)
    for person in people:
        story.connect(person, *channels)
    return people


def one_channel(size: int) -> list[AnyRow]:
    """Ten people in one channel, who write in turn."""
    story = Story()
    people = _people(story, 10, ROOM)
    while len(story) < size:
        for person in people:
            story.write(person, ROOM, *people)
    return story.end()


def many_people(size: int) -> list[AnyRow]:
    """A channel with more and more people."""
    story = Story()
    people = _people(story, size // 20, ROOM)
    while len(story) < size:
        story.write(people[len(story) % len(people)], ROOM, *people)
    return story.end()


def many_channels(size: int) -> list[AnyRow]:
    """Four people and more and more channels."""
    story = Story()
    channels = [f"chatroom:{number}" for number in range(size // 20)]
    people = _people(story, 4, *channels)
    while len(story) < size:
        for channel in channels[: (size - len(story)) // 6 + 1]:
            story.write(people[len(story) % 4], channel, *people)
    return story.end()


def crossing_channels(size: int) -> list[AnyRow]:
    """Eight people in eight channels, causal across them all."""
    story = Story()
    channels = [f"chatroom:{number}" for number in range(8)]
    people = _people(story, 8, *channels)
    while len(story) < size:
        number = len(story)
        story.write(people[number * 7 % 8], channels[number * 3 % 8], *people)
    return story.end()


def one_entity(size: int) -> list[AnyRow]:
    """One entity is changed again and again."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        story.write("Person 1", ROOM, *people, entity="message:1", operation="edit_message")
    return story.end()


def coalescing(size: int) -> list[AnyRow]:
    """Changes of one entity of which only every tenth is received, and typing that nobody keeps."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        for number in range(10):
            to = people if number == 9 else []
            story.write("Person 1", ROOM, *to, entity="draft:1", kind="drafted", coalesce=True, durable=False)
        story.write("Person 2", ROOM, *people, entity="typing:2", kind="typing", durable=False)
    return story.end()


def reconnections(size: int) -> list[AnyRow]:
    """One person is cut off again and again, and resumes."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        position = story.position(ROOM)
        story.drop("Person 2")
        missed = [story.write("Person 1", ROOM, "Person 0", "Person 1") for _ in range(2)]
        story.resume("Person 2", {ROOM: position}, missed)
        story.write("Person 2", ROOM, *people)
    return story.end()


def comings_and_goings(size: int) -> list[AnyRow]:
    """More and more people who come, hear one event and go for good."""
    story = Story()
    _people(story, 1, ROOM)
    number = 0
    while len(story) < size:
        number += 1
        guest = f"Guest {number}"
        story.allow(guest, ROOM)
        story.connect(guest, ROOM)
        story.write("Person 0", ROOM, "Person 0", guest)
        story.close(guest)
    return story.end()


def long_resume(size: int) -> list[AnyRow]:
    """One resume brings all that was missed."""
    story = Story()
    _people(story, 2, ROOM)
    position = story.position(ROOM)
    story.drop("Person 1")
    missed = [story.write("Person 0", ROOM, "Person 0") for _ in range(size // 4)]
    story.resume("Person 1", {ROOM: position}, missed)
    return story.end()


def reads(size: int) -> list[AnyRow]:
    """Reads of one channel by many."""
    story = Story()
    people = _people(story, 5, ROOM)
    shown = [story.write("Person 0", ROOM, *people) for _ in range(5)]
    while len(story) < size:
        for person in people:
            story.read(person, ROOM, shown, at=True)
            story.read(person, ROOM, shown)
        entity = shown[-1].effect.entity or ""
        shown[-1] = story.write("Person 0", ROOM, *people, entity=entity, operation="edit_message")
    return story.end()


def reads_after_cuts(size: int) -> list[AnyRow]:
    """Many writes and reads, and in the end everybody is cut off and comes back."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        one = story.write("Person 1", ROOM, *people)
        story.read("Person 0", ROOM, [one], operation="get_message", complete=False)
        story.read("Person 2", ROOM, [one], operation="get_message", complete=False)
    for person in people:
        position = story.position(ROOM)
        story.drop(person)
        story.resume(person, {ROOM: position}, [])
    return story.end()


def retries(size: int) -> list[AnyRow]:
    """Every write is tried five times under one key."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        story.write("Person 1", ROOM, *people, attempts=5)
    return story.end()


def faults(size: int) -> list[AnyRow]:
    """Declared faults, one after the other."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        where = {name: value for name, value in story.where("Person 1").items() if name != "conn"}
        story.add(Fault(name="slow", phase="start", does=("delays",), delay_ms=5, **where))
        story.write("Person 0", ROOM, *people)
        story.add(Fault(name="slow", phase="end", does=("delays",), delay_ms=5, **where))
        story.write("Person 0", ROOM, *people, kind="typing", entity="typing:1", durable=False)
    return story.end()


def cut_faults(size: int) -> list[AnyRow]:
    """Faults that lose what is sent, each with a reconnection."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        story.add(Fault(name="cut", phase="start", does=("loses",), person="Person 1"))
        story.drop("Person 1")
        story.add(Fault(name="cut", phase="end", does=("loses",), person="Person 1"))
        story.connect("Person 1", ROOM)
        story.write("Person 0", ROOM, *people)
    return story.end()


def pauses(size: int) -> list[AnyRow]:
    """One reader pauses again and again."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        story.add(Pause(**story.where("Person 1")))
        one = story.write("Person 0", ROOM, "Person 0", "Person 2")
        story.add(Continue(**story.where("Person 1")))
        story.receive("Person 1", one)
        story.write("Person 1", ROOM, *people, kind="typing", entity="typing:1", durable=False)
    return story.end()


def unknown_outcomes(size: int) -> list[AnyRow]:
    """Nobody knows whether a write took effect, of which every other did."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        story.write("Person 1", ROOM, *people, how=Info)
        story.write("Person 1", ROOM, how=Fail)
    return story.end()


def no_numbers(size: int) -> list[AnyRow]:
    """Events without number, version or cause."""
    story = Story(BARE)
    people = _people(story, 5, ROOM)
    while len(story) < size:
        story.write(people[len(story) % 5], ROOM, *people)
    return story.end()


def all_alike(size: int) -> list[AnyRow]:
    """Events without number, version or cause, and all with the same text."""
    story = Story(BARE)
    people = _people(story, 5, ROOM)
    while len(story) < size:
        story.write(people[len(story) % 5], ROOM, *people, text="yes")
    return story.end()


def rights(size: int) -> list[AnyRow]:
    """One person is allowed and forbidden a channel again and again."""
    story = Story()
    _people(story, 2, ROOM)
    while len(story) < size:
        story.forbid("Person 1", ROOM)
        story.write("Person 0", ROOM, "Person 0")
        story.allow("Person 1", ROOM)
        story.subscribe("Person 1", ROOM)
        story.write("Person 0", ROOM, "Person 0", "Person 1")
    return story.end()


def subscriptions(size: int) -> list[AnyRow]:
    """One person subscribes again and again, on one connection."""
    story = Story()
    _people(story, 2, ROOM)
    while len(story) < size:
        story.subscribe("Person 1", ROOM)
        story.write("Person 0", ROOM, "Person 0", "Person 1")
    return story.end()


def presence(size: int) -> list[AnyRow]:
    """People come and go, and everybody is told."""
    story = Story()
    people: list[str] = []
    while len(story) < size:
        person = f"Person {len(story) % 7}"
        there = person not in people
        if there:
            story.allow(person, COMPANY)
            story.connect(person, COMPANY)
        else:
            story.close(person)
        others = [one for one in people if one != person]
        people = [*others, person] if there else others
        for one in others:
            payload = {"present": there}
            story.tell(one, COMPANY, "presence_changed", f"presence:{person}", payload, durable=False)
        story.wait(100)
    return story.end()


def statuses(size: int) -> list[AnyRow]:
    """A status is set and read again and again."""
    story = Story()
    people = _people(story, 3, OFFICE)
    while len(story) < size:
        status = {"status": f"busy {len(story)}"}
        one = story.write(
            "Person 1", OFFICE, *people, entity="status:1", operation="set_status", payload=status, kind="status"
        )
        story.read("Person 0", OFFICE, [one], operation="get_status", complete=False)
    return story.end()


def many_companies(size: int) -> list[AnyRow]:
    """More and more companies, each with people who come and go and are told of one another."""
    story = Story()
    number = 0
    while len(story) < size:
        number += 1
        company, pair = f"company:{number}", (f"Boss {number}", f"Clerk {number}")
        for person in pair:
            story.allow(person, company)
            story.connect(person, company)
        changed = f"presence:{pair[1]}"
        story.tell(pair[0], company, "presence_changed", changed, {"present": True}, durable=False)
        story.write(pair[1], company, *pair)
        story.close(pair[1])
        story.tell(pair[0], company, "presence_changed", changed, {"present": False}, durable=False)
        story.wait(100)
    return story.end()


def guests_all_alike(size: int) -> list[AnyRow]:
    """More and more people who come, hear one event of the same text, and go for good; without numbers."""
    story = Story(BARE)
    _people(story, 1, ROOM)
    number = 0
    while len(story) < size:
        number += 1
        guest = f"Guest {number}"
        story.allow(guest, ROOM)
        story.connect(guest, ROOM)
        story.write("Person 0", ROOM, "Person 0", guest, text="welcome")
        story.close(guest)
    return story.end()


def many_authors(size: int) -> list[AnyRow]:
    """More and more people, each of whom answers the one before and is heard by the next."""
    story = Story()
    _people(story, 2, ROOM)
    before, number = "Person 1", 0
    while len(story) < size:
        number += 1
        guest = f"Guest {number}"
        story.allow(guest, ROOM)
        story.connect(guest, ROOM)
        story.write(before, ROOM, "Person 0", before, guest)
        story.close(before)
        before = guest
    return story.end()


def half_open(size: int) -> list[AnyRow]:
    """Connections that go silent, one after the other, and are noticed."""
    story = Story(loss_ms=500)
    _people(story, 2, ROOM)
    while len(story) < size:
        story.add(Fault(name="half-open", phase="start", does=("loses",), person="Person 1"))
        story.wait(3_000)
        story.add(Close(by="server", code=1011, **story.where("Person 1")))
        story.add(Fault(name="half-open", phase="end", does=("loses",), person="Person 1"))
        story.connect("Person 1", ROOM)
        story.write("Person 0", ROOM, "Person 0", "Person 1")
    return story.end()


def leaves(size: int) -> list[AnyRow]:
    """Reconnections, each of which ends its subscription and begins it again."""
    story = Story()
    _people(story, 2, ROOM)
    while len(story) < size:
        where = story.where("Person 1")
        story.add(Unsubscribe(phase="requested", channel=ROOM, **where))
        story.add(Unsubscribe(phase="done", channel=ROOM, **where))
        story.drop("Person 1")
        story.connect("Person 1", ROOM)
        story.write("Person 0", ROOM, "Person 0", "Person 1")
    return story.end()


def removals(size: int) -> list[AnyRow]:
    """More and more people who are removed, each by a write that ends their right and is announced to them too."""
    story = Story()
    _people(story, 1, ROOM)
    number = 0
    while len(story) < size:
        number += 1
        guest = f"Guest {number}"
        story.allow(guest, ROOM)
        story.connect(guest, ROOM)
        w = story.coming()
        story.add(Revoke(person=guest, phase="requested", channel=ROOM, w=w))
        story.write("Person 0", ROOM, "Person 0", guest, kind="removed", operation="remove_member", last=True)
        story.add(Revoke(person=guest, phase="done", channel=ROOM, w=w))
        story.close(guest)
    return story.end()


def requests(size: int) -> list[AnyRow]:
    """Many requests with their exchanges, of which few are writes."""
    story = Story()
    people = _people(story, 3, ROOM)
    while len(story) < size:
        for _ in range(20):
            story.add(Exchange(since=story.rows[-1].t, method="GET", path="/rooms/1", status=200, operation="look"))
        story.write("Person 1", ROOM, *people)
    return story.end()


def lost(size: int) -> list[AnyRow]:
    """A broken backend: one in three events is lost, doubled or out of order, and one in ten leaks."""
    story = Story()
    people = _people(story, 4, ROOM)
    story.connect("Outsider")
    kept: list[Written] = []
    while len(story) < size:
        number = len(story)
        one = story.write(people[number % 4], ROOM, "Person 0")
        for at, person in enumerate(people[1:]):
            chance = (number * 13 + at * 5) % 9
            if chance == 0:
                kept.append(one)
                continue
            story.receive(person, one)
            if chance == 1:
                story.receive(person, one)
            if chance == 2 and kept:
                story.receive(person, kept.pop())
        if number % 10 == 0:
            story.receive("Outsider", one)
    return story.end()


def disagreement(size: int) -> list[AnyRow]:
    """A broken backend: everybody receives every two events in an order of their own."""
    story = Story(BARE)
    people = _people(story, 10, ROOM)
    while len(story) < size:
        pair = [story.write("Person 1", ROOM), story.write("Person 2", ROOM)]
        for at, person in enumerate(people):
            for one in pair if at % 2 else reversed(pair):
                story.receive(person, one)
    return story.end()


def phantoms(size: int) -> list[AnyRow]:
    """A broken backend: events that nothing caused, and reads that show what nobody wrote."""
    story = Story()
    people = _people(story, 3, ROOM)
    one = story.write("Person 1", ROOM, *people, entity="message:1")
    while len(story) < size:
        story.tell("Person 0", ROOM, "posted", f"message:x{len(story)}", {"content": "?"}, version=1)
        story.read("Person 0", ROOM, [one])
        one = story.write("Person 1", ROOM, *people, entity="message:1", operation="edit_message")
    return story.end()


SHAPES: dict[str, Shape] = {
    made.__name__.replace("_", " "): made
    for made in (
        one_channel, many_people, many_channels, crossing_channels, one_entity, coalescing, reconnections,
        comings_and_goings, long_resume, reads, reads_after_cuts, retries, faults, cut_faults, half_open, pauses,
        unknown_outcomes, no_numbers, all_alike, guests_all_alike, many_authors, rights, removals, subscriptions,
        leaves, presence, many_companies, statuses, requests, lost, disagreement, phantoms,
    )
}  # fmt: skip
