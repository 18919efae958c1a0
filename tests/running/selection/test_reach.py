"""How much of the suite an adapter reaches."""

from types import SimpleNamespace
from typing import Any

from lockstep.history.rows import Promises
from lockstep.running.selection.reach import DECLARED, Reach, Required, reach_of, suite_needs, suite_requirements
from lockstep.targets.needs import NEEDS
from lockstep.targets.resources import Post, Resource
from lockstep.targets.resources.declarations import NEEDS as OF_EACH

SCENARIOS = [
    Required(needs)
    for needs in ((), ("edit",), ("edit",), ("delete", "edit"), ("delete",), ("faults",), ("typing", "threads"),
                  ("service",))
]  # fmt: skip
ORDER = Resource("order", channel="order/{id}", create=Post("/orders"), events={"created": "create"})
LAMP = Resource("lamp", channel="lamp/{id}", create=Post("/lamps"))


def target(*needs: str, chats: bool = True, resources: tuple[Resource, ...] = ()) -> Any:
    return SimpleNamespace(
        needs_met=frozenset(needs), closes={}, token_places=(), promises=Promises(), chats=chats, resources=resources
    )


def test_what_is_reached_and_what_one_more_need_adds() -> None:
    assert reach_of(target(), SCENARIOS) == Reach(2, 7, (("edit", 2), ("delete", 1)))
    assert reach_of(target("edit"), SCENARIOS) == Reach(4, 7, (("delete", 2),))


def test_it_is_told_with_what_it_calls_for() -> None:
    lines = reach_of(target("edit"), SCENARIOS).lines()
    assert lines[0].split() == ["reaches", "4", "of", "7", "scenarios", "of", "the", "suite"]
    assert lines[1].startswith("one more   delete: 2 more (messages are deleted, which is announced; delete_message")


def test_more_needs_than_are_told_are_counted() -> None:
    lines = reach_of(target(), [Required((name,)) for name in sorted(NEEDS)]).lines()
    assert len(lines) == 7
    assert "more needs; docs/needs.md lists all" in lines[-1]


def test_a_scenario_of_each_resource_counts_once_for_each() -> None:
    each = [Required(each=("create", "created"), is_each=True), Required(("resume",), ("create",), is_each=True)]
    told = reach_of(target(chats=False, resources=(ORDER, LAMP)), each)
    assert told == Reach(1, 4, (("resume", 2), ("lamp.created", 1)), ("order", "lamp"))
    lines = told.lines()
    assert lines[0].endswith("1 of 4 scenarios of the suite, those of resources once for each of order, lamp")
    assert lines[2] == (
        "one more   lamp.created: 1 more (declare of lamp: create, and in events the one that announces it)"
    )


def test_without_resources_declaring_one_would_add_them() -> None:
    told = reach_of(target(), [Required(each=("create",), is_each=True)])
    assert told == Reach(0, 1, (("a resource", 1),))
    assert "declare what the backend holds" in told.lines()[-1]


def test_chat_counts_only_where_people_chat() -> None:
    scenarios = [Required(chat=True), Required(("edit",), chat=True), Required()]
    assert reach_of(target(), scenarios) == Reach(2, 3, (("edit", 1),))
    told = reach_of(target(chats=False), scenarios)
    assert told == Reach(1, 1, chat=2)
    assert told.lines()[1].strip() == "2 more are about chatrooms and messages, and do not count"


def test_what_is_needed_of_a_resource_is_named() -> None:
    assert DECLARED.keys() == OF_EACH.keys()


def test_the_needs_of_the_suite_are_those_of_the_table() -> None:
    found = suite_needs()
    assert len(found) > 300
    assert {need for needs in found for need in needs} <= NEEDS.keys()


def test_the_suite_requires_chat_or_resources_or_neither() -> None:
    found = suite_requirements()
    each = [one for one in found if one.is_each]
    assert 10 < len(each) < 50
    assert {need for one in each for need in one.each} <= OF_EACH.keys()
    assert not any(one.chat for one in each)
    assert sum(one.chat for one in found) > 100
    assert any(not one.chat and not one.is_each for one in found)
