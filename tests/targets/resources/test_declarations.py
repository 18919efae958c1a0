"""A declaration says what can be done, what is announced and what a scenario may need, or why it is refused."""

from typing import Any

import pytest
from lockstep.targets.resources.declarations import NEEDS, Announcement, Field, OwnOperation, Resource, Text
from lockstep.targets.resources.operations import Verb
from lockstep.targets.resources.requests import Post

from tests.targets.resources.made import order


def test_operations_are_named_after_verb_and_resource_unless_they_have_a_name() -> None:
    renamed = Resource("thread-message", create=Post("/x"), delete=OwnOperation({"m": "{ref}"}, name="drop_it"))
    assert renamed.named(Verb.CREATE) == "create_thread_message"
    assert renamed.named(Verb.DELETE) == "drop_it"
    with pytest.raises(LookupError, match="thread-message declares no change"):
        renamed.named(Verb.CHANGE)


def test_a_request_is_called_with_the_values_and_what_they_are_of() -> None:
    assert order().call(Verb.CHANGE, {"status": "paid"}, ref="order:7") == (
        "change_order",
        {"status": "paid", "ref": "order:7"},
    )


def test_an_operation_of_the_adapters_own_is_called_with_its_own_fields() -> None:
    own = OwnOperation({"channel": "{parent}", "title": "{title}", "who": "{members}"}, name="create_thread")
    thread = Resource("thread", fields={"title": Text()}, create=own)
    called = thread.call(Verb.CREATE, {"title": "x"}, parent="chatroom:1", members=("user:2",))
    assert called == ("create_thread", {"channel": "chatroom:1", "title": "x", "who": ["user:2"]})


def test_a_creation_is_announced_in_the_collection_and_the_rest_in_the_channel() -> None:
    assert order().kinds_of(Verb.CREATE) == {"order.created": ("orders:{company}",)}
    assert order().kinds_of(Verb.CHANGE) == {"order.updated": ("order:{id}",)}
    assert order(collection="").watched(Verb.CREATE) == ("order:{id}",)
    assert order(channel="").watched(Verb.DELETE) == ("orders:{company}",)
    assert order(events={}).watched(Verb.CHANGE) == ("order:{id}",)


def test_an_announcement_may_name_its_own_channels() -> None:
    both = ("order:{id}", "orders:{company}")
    declared = order(events={"changed": Announcement(Verb.CHANGE, both), "made": Announcement(Verb.CREATE)})
    assert declared.watched(Verb.CHANGE) == both
    assert declared.watched(Verb.CREATE) == ("orders:{company}",)


def test_a_complete_resource_meets_every_need() -> None:
    assert [order().unmet(need) for need in NEEDS] == [""] * len(NEEDS)


def test_what_is_not_declared_is_not_met_and_says_why() -> None:
    bare = Resource("lamp")
    assert [bare.unmet(need) for need in NEEDS] == [f"lamp {reason}" for reason in NEEDS.values()]
    assert order(no_op="announced").unmet("no-op") == f"order {NEEDS['no-op']}"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"events": {"x": "paint"}}, "the event 'x' announces create, change or delete, not 'paint'"),
        ({"channel": "", "collection": ""}, "the event 'order.created' needs a channel"),
        ({"channel": "order:{colour}"}, r"channel has the placeholder \{colour\}, which is no field of it"),
        ({"create": Post("/x", {"a": "{b}"})}, r"create has the placeholder \{b\}"),
        ({"no_op": "quiet"}, "no_op is 'silent', 'announced' or empty, not 'quiet'"),
        ({"fields": {"id": Field(samples=(1, 2))}}, "'id' cannot be a field"),
        ({"fields": {"a": Field(samples=())}}, "the field 'a' needs a sample"),
        ({"fields": {"a": Field(samples=(1, 1))}}, "the field 'a' can be changed, so it needs two different samples"),
        (
            {"fields": {"a": Field(samples=(1, 2), unique=True)}},
            "the field 'a' is unique, so its samples must be texts",
        ),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=f"resource 'order': {reason}"):
        order(**changes)


@pytest.mark.parametrize("name", ["", "Order", "an order", "a--b", "1a"])
def test_a_name_is_one_word(name: str) -> None:
    with pytest.raises(ValueError, match="a name consists of"):
        Resource(name)


def test_a_text_knows_the_awkward_ones_it_must_carry() -> None:
    texts = Text(longest=40, without=("a null character",)).awkward()
    assert "a null character" not in texts
    assert len(texts["the maximum length in Latin"]) == 40
    with pytest.raises(ValueError, match="no kind of text called 'nul'"):
        Text(without=("nul",))


def test_an_operation_of_the_adapters_own_needs_a_name() -> None:
    with pytest.raises(ValueError, match="needs its name"):
        OwnOperation({})
