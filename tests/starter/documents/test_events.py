"""Events: each is about a kind of thing and announces what was done, or it is asked."""

import pytest
from lockstep.starter.documents.code import Ask, Code
from lockstep.starter.documents.draft import Draft, Kind
from lockstep.starter.documents.events import Announcing, announce


def drafted(*events: Announcing, **more: object) -> tuple[Draft, Kind]:
    kind = Kind("order", frozenset({"Order"}), ("id", "item", "status"), operations={"create": 1, "change": 1})
    for name, value in more.items():
        setattr(kind, name, value)
    draft = Draft("Orders", kinds=[Kind("courier"), kind])
    announce(draft, list(events), "socket.yaml")
    return draft, kind


def event(name: str, channel: str = "", *schemas: str, properties: tuple[str, ...] = ()) -> Announcing:
    return Announcing(name, frozenset(schemas), properties, channel)


@pytest.mark.parametrize(
    ("one", "verb"),
    [
        (event("order.created"), "create"),
        (event("OrderPlaced"), "create"),
        (event("orders/updated"), "change"),
        (event("removed", "", "Order"), "delete"),
        (event("changed", properties=("id", "item", "status")), "change"),
    ],
)
def test_an_event_is_about_a_kind_by_its_schema_its_name_or_its_properties(one: Announcing, verb: str) -> None:
    draft, kind = drafted(one)
    assert kind.events[one.event] == verb
    assert draft.left_out == []


def test_what_an_event_announces_is_asked_where_its_name_does_not_say() -> None:
    assert isinstance(drafted(event("order.shipped"))[1].events["order.shipped"], Ask)


def test_an_event_about_nothing_known_is_told() -> None:
    draft, _ = drafted(event("weather.changed"), event("changed", properties=("id", "item")))
    assert draft.left_out == [
        "socket.yaml: the event weather.changed is about no kind of thing that is declared",
        "socket.yaml: the event changed is about no kind of thing that is declared",
    ]


def test_events_and_channels_that_are_lacking_are_asked_for() -> None:
    _, kind = drafted()
    assert [(isinstance(one, Ask), verb) for one, verb in kind.events.items()] == [(True, "create"), (True, "change")]
    assert isinstance(kind.channel, Ask)
    assert isinstance(kind.collection, Ask)
    assert isinstance(kind.no_op, Ask)


@pytest.mark.parametrize(
    ("channel", "ours"),
    [
        ("orders/{orderId}", "orders/{id}"),
        ("order/{number}", "order/{id}"),
        ("o/{n}", "o/{id}"),
        ("o/{id}", "o/{id}"),
        ("{tenantId}/orders", "{company}/orders"),
        ("user/{userId}", "user/{me}"),
        ("shop/{shopId}/orders", "shop/{parent_id}/orders"),
        ("shop/{x}", "shop/{parent_id}"),
        ("region/{region}", Code('f"region/{REGION}"')),
    ],
)
def test_a_channel_has_placeholders_of_ours(channel: str, ours: str) -> None:
    _, kind = drafted(event("order.changed", channel), parameter="n", parent="shop")
    assert kind.channel == ours


def test_a_channel_of_one_thing_cannot_be_watched_before_it_is_there() -> None:
    _, kind = drafted(event("order.created", "order/{id}"), event("order.changed", "order/{id}"))
    assert kind.channel == "order/{id}"
    assert "as nobody can watch order/{id} before it is there?" in kind.collection.text


def test_one_channel_for_all_is_the_collection() -> None:
    _, kind = drafted(event("order.created", "orders"), event("order.changed", "orders"))
    assert (kind.collection, kind.channel) == ("orders", "")
