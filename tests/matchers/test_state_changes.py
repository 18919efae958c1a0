"""State changes of one entity without versions: a lamp switched on, off and on again, a status set twice."""

import pytest
from lockstep.history.digest import digest
from lockstep.history.history import History
from lockstep.history.rows import Budgets, Effect, Header, Invoke, Ok, Promises, Recv, Subscribe
from lockstep.matchers.delivery import received_in_order, received_once, silent
from lockstep.matchers.received import Made, Received, acknowledged, writes

ROOM = "light:kitchen"


class Lamp:
    """Ana switches a lamp, and Ben's laptop listens."""

    def __init__(self) -> None:
        self.history = History()
        self.history.append(
            Header(scenario="s", title="t", seed=1, target="x", promises=Promises(), budgets=Budgets(), t=0)
        )
        self.history.append(
            Subscribe(person="Ben", session="Ben/laptop", conn="Ben/laptop#1", phase="done", channel=ROOM)
        )

    def switch(self, state: str, w: str, given: str | None = None) -> None:
        self.history.append(Invoke(person="Ana", w=w, via="api", operation="set_state", channel=ROOM))
        effect = Effect(kind="state", channel=ROOM, entity="lamp:1", sent=digest(state), cause=given)
        self.history.append(Ok(person="Ana", w=w, status="200", entity="lamp:1", effects=(effect,)))

    def hear(self, state: str, cause: str | None = None) -> None:
        row = Recv(person="Ben", session="Ben/laptop", conn="Ben/laptop#1", n=1, kind="state", channel=ROOM)
        row.entity, row.sent, row.payload, row.cause = "lamp:1", digest(state), {"state": state}, cause
        self.history.append(row)

    def made(self) -> list[Made]:
        return acknowledged(self.history, writes(self.history, 0))

    def received(self) -> Received:
        return Received(self.history, "Ben", 0)


def told(switched: str, heard: str) -> Lamp:
    lamp = Lamp()
    for number, state in enumerate(switched.split()):
        lamp.switch(state, f"w{number}")
    for state in heard.split():
        lamp.hear(state)
    return lamp


@pytest.mark.parametrize("states", ["on off", "on off on", "on on", "on off on off on"])
def test_each_change_is_received_once_and_in_order(states: str) -> None:
    lamp = told(states, states)
    assert received_once(lamp.made()).matches(lamp.received())
    assert received_in_order(lamp.made()).matches(lamp.received())


@pytest.mark.parametrize(
    ("switched", "heard"),
    [("on off", "on"), ("on off", "off"), ("on off on", "on off"), ("on on", "on"), ("on off", "on on off")],
)
def test_a_change_that_is_missing_or_doubled_is_found(switched: str, heard: str) -> None:
    lamp = told(switched, heard)
    assert not received_once(lamp.made()).matches(lamp.received())


def test_two_changes_that_swapped_are_not_in_order() -> None:
    lamp = told("on off", "off on")
    assert received_once(lamp.made()).matches(lamp.received())
    assert not received_in_order(lamp.made()).matches(lamp.received())


def test_the_id_that_the_server_gave_tells_like_changes_apart() -> None:
    lamp = Lamp()
    lamp.switch("on", "w1", given="op-1")
    lamp.switch("on", "w2", given="op-2")
    lamp.hear("on", cause="op-2")
    first, second = lamp.made()
    assert not received_once([first]).matches(lamp.received())
    assert received_once([second]).matches(lamp.received())


def test_an_event_under_the_servers_id_breaks_the_silence_about_its_write_only() -> None:
    lamp = Lamp()
    lamp.switch("on", "w1", given="op-1")
    lamp.switch("off", "w2", given="op-2")
    lamp.hear("on", cause="op-1")
    assert not silent(["w1"]).matches(lamp.received())
    assert silent(["w2"]).matches(lamp.received())


def test_an_event_under_an_id_that_nobody_knows_breaks_the_silence() -> None:
    lamp = Lamp()
    lamp.history.append(Invoke(person="Ana", w="w1", via="api", operation="set_state", channel=ROOM))
    lamp.hear("on", cause="op-of-a-refused-write")
    assert not silent(["w1"]).matches(lamp.received())
