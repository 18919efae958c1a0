"""From declarations follow the events that are due, the rights to them, and what an event says."""

from typing import Any

import pytest
from lockstep.clients.dialects.base import Frame
from lockstep.history.digest import digest
from lockstep.targets.base import Answer, Identity, Right, Write
from lockstep.targets.resources import Resource, Verb
from lockstep.targets.rest.announced import Announced, values_of
from lockstep.targets.rest.things import Known

from tests.targets.resources.made import order

PEOPLE = {
    name: Identity(name, id=str(number), company=company)
    for number, (name, company) in enumerate([("Ana", "acme"), ("Ben", "acme"), ("Zoe", "other")])
}
ORDER = order(author="by")
FIELDS: dict[str, Any] = {"status": "open", "note": "x"}


def announced(*resources: Resource, known: Known | None = None) -> Announced:
    return Announced(resources or (ORDER,), PEOPLE, known or Known())


def write(operation: str, **fields: Any) -> Write:
    return Write("w1", "Ana", operation, fields)


def test_values_name_the_person_and_what_is_written() -> None:
    found = values_of(PEOPLE["Ana"], {"ref": "order:7", "parent": "shop:1", "note": "x"})
    assert (found["me"], found["company"], found["id"], found["parent_id"], found["note"]) == (
        "0",
        "acme",
        "7",
        "1",
        "x",
    )


def test_a_creation_is_due_in_the_collection() -> None:
    made = write("create_order", **FIELDS)
    (effect,) = announced().effects(
        made, Answer("ok", "201", "order:7", 1, {"id": 7, **FIELDS, "version": 1}), ORDER, Verb.CREATE
    )
    assert (effect.kind, effect.channel, effect.entity, effect.version) == (
        "order.created",
        "orders:acme",
        "order:7",
        1,
    )
    assert effect.sent == digest(FIELDS)
    assert announced().place(made, ORDER, Verb.CREATE) == "orders:acme"


def test_a_change_carries_what_the_answer_shows_and_what_was_supplied() -> None:
    answer = Answer("ok", "200", "order:7", 2, {"id": 7, "status": "trimmed", "note": "x"})
    (effect,) = announced().effects(write("change_order", ref="order:7", status="paid"), answer, ORDER, Verb.CHANGE)
    assert (effect.channel, effect.sent) == ("order:7", digest({"status": "paid", "note": "x"}))


def test_an_answer_that_got_lost_leaves_what_the_write_says() -> None:
    lost = Answer("info", "timeout")
    (changed,) = announced().effects(write("change_order", ref="order:7", status="paid"), lost, ORDER, Verb.CHANGE)
    assert (changed.entity, changed.version, changed.sent) == ("order:7", None, None)
    own = order(collection="")
    assert announced(own).effects(write("create_order", **FIELDS), lost, own, Verb.CREATE) == []


def test_an_event_is_read_by_its_declaration() -> None:
    data = {"id": 7, **FIELDS, "version": 3, "by": 1}
    found = announced().event(Frame("order.updated", True, "order:7", 9, "a", data=data))
    assert (found.channel, found.entity, found.version, found.seq, found.epoch) == ("order:7", "order:7", 3, 9, "a")
    assert (found.payload, found.sent, found.author) == ({"id": 7, **FIELDS, "version": 3}, FIELDS, "Ben")


def test_an_event_whose_frame_names_no_channel_is_where_its_declaration_says() -> None:
    assert announced().event(Frame("order.updated", True, data={"id": 7})).channel == "order:7"


def test_a_deletion_shows_nothing_but_what_was_deleted() -> None:
    found = announced().event(Frame("order.deleted", True, "order:7", data={"id": 7, "version": 3}))
    assert (found.entity, found.version, found.payload, found.sent) == ("order:7", None, None, None)


def test_an_event_without_an_id_is_refused() -> None:
    with pytest.raises(LookupError, match=r'the event order\.updated has no id at "id"'):
        announced().event(Frame("order.updated", True, data={}))


def test_a_new_thing_may_be_received_by_the_whole_company() -> None:
    rights = announced().rights_to_a_new_thing(write("create_order", **FIELDS), Answer("ok", "201", "order:7"), ORDER)
    assert {(one.person, one.channel) for one in rights} == {
        (person, channel) for person in ("Ana", "Ben") for channel in ("order:7", "orders:acme")
    }


def test_a_newcomer_may_receive_what_the_company_has() -> None:
    known = Known(makers={"order:7": "Ana", "order:8": "Zoe"})
    assert announced(known=known).rights_of_a_newcomer("Ben") == [
        Right("grant", "Ben", "orders:acme"),
        Right("grant", "Ben", "order:7"),
    ]


def test_the_texts_of_events_are_named() -> None:
    assert announced().texts == ("note",)
    assert announced().kinds == {"order.created", "order.updated", "order.deleted"}
