"""Operations are grouped by the kind of thing they are about."""

from lockstep.starter.documents.operations import Operation, operations
from lockstep.starter.documents.paths import Grouped, grouped

from tests.starter.documents.built import api


def groups(*given: str, makes: bool = False) -> Grouped:
    found = [Operation(*one.split()) for one in given]
    return grouped(found, {"status"}, lambda _: makes)


def told(found: Grouped) -> dict[str, str]:
    return {one.name: " ".join(sorted(one.operations)) for one in found.groups}


def test_a_list_and_its_items_are_one_kind() -> None:
    found = groups("get /orders", "post /orders", "get /orders/{id}", "patch /orders/{id}", "delete /orders/{id}")
    assert told(found) == {"order": "change create delete list read"}
    assert (found.groups[0].item, found.others) == ("/orders/{id}", [])


def test_what_is_below_one_thing_is_in_it() -> None:
    found = groups(
        "post /a/teams", "put /a/teams/{t}", "post /a/teams/{t}/statuses", "put /a/teams/{t}/statuses/{s}/"
    )
    assert told(found) == {"team": "change create", "status": "change create"}
    assert found.groups[1].parent is found.groups[0]


def test_the_two_halves_of_a_kind_are_joined() -> None:
    below = ("post /lists/{l}/tasks", "patch /tasks/{id}", "delete /tasks/{id}")
    found = groups("post /lists", "put /lists/{l}", *below)
    assert told(found) == {"list": "change create", "task": "change create delete"}
    assert found.groups[1].parent is found.groups[0]
    assert found.groups[1].item == "/tasks/{id}"


def test_two_kinds_have_two_names() -> None:
    orders = ("post /orders", "put /orders/{o}", "post /orders/{o}/notes", "get /orders/{o}/notes")
    found = groups(*orders, *(one.replace("order", "courier") for one in orders))
    assert list(told(found)) == ["order", "note", "courier", "courier-note"]


def test_actions_and_what_there_is_one_of_are_no_kinds() -> None:
    others = ["post /login", "get /settings", "put /settings", "post /orders/{id}/pay", "get /users/{id}"]
    found = groups(*others, "get /a/{b}/{c}")
    assert found.groups == []
    assert sorted(str(one).lower() for one in found.others) == sorted([*others, "get /a/{b}/{c}"])


def test_what_is_only_created_is_a_kind_where_its_answer_shows_an_id() -> None:
    assert told(groups("post /orders", makes=True)) == {"order": "create"}
    assert told(groups("post /orders")) == {}


def test_of_two_changes_that_of_a_part_counts() -> None:
    found = groups("post /orders", "put /orders/{id}", "patch /orders/{id}")
    assert str(found.groups[0].operations["change"]) == "PATCH /orders/{id}"  # type: ignore[index]
    assert list(map(str, found.others)) == ["PUT /orders/{id}"]


def test_operations_say_what_they_send_and_need() -> None:
    document = api("""
paths:
  /orders/{id}:
    parameters: [{name: X-Tenant, in: header, required: true}, {name: Authorization, in: header, required: true}]
    patch:
      parameters: [{name: X-Tenant, in: header}, {name: dry, in: query, required: true}, {name: page, in: query}]
      requestBody: {content: {application/merge-patch+json: {schema: {type: object}}}}
      responses: {"404": {}, "204": {}, "200": {content: {application/problem+json: {schema: {title: A}}}}}
    put: {requestBody: {content: {image/png: {}}}, responses: 7}
    trace: {}
  no path: {get: {}}
""")
    patch, put = sorted(operations(document), key=str)
    assert (patch.body, patch.body_is, patch.merges) == ({"type": "object"}, "json", True)
    assert (patch.answer, patch.answers, patch.rejects) == ({"title": "A"}, True, False)
    assert (patch.needed, patch.optional, patch.parameters) == ((("dry", "query"),), ("page",), ["id"])
    assert (put.body_is, put.answers, put.needed) == ("image/png", False, (("X-Tenant", "header"),))
