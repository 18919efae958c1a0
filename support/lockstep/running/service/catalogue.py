"""Actions on the catalogue of the suite's own service: reading it, adding to it, changing it.

The scenarios that tests add are short and real; `{name}` stands for a name that is used nowhere else.
"""

from typing import Any

from hamcrest import assert_that, contains_inanyorder, equal_to, greater_than, has_length, less_than

from lockstep.clients.api import Exchange
from lockstep.running.service.client import ServiceClient

LISTS = "test/scenarios"
CATEGORY = "trials"

_QUICK = """Feature: trials of ours

  Scenario: {name}
    Given Ana and Ben are in the chatroom "design"
    When Ana posts "Does this arrive?" over the API
    Then Ben receives the message once, within the delivery budget
"""
_LONG = """Feature: trials of ours

  Scenario: {name}
    Given the backend keeps events for 100 seconds for reconnecting devices
    And Ana and Ben are in the chatroom "design"
    When everything posted is older than 100 seconds
    Then Ben still receives what Ana posts next
"""
_MISTAKEN = """Feature: trials of ours

  Scenario: {name}
    Given Ana and Ben are in the chatroom "design"
    When Ana posts "Does this arrive?" over the API
    Then Ben receives nothing about it
"""
KINDS = {"quick": _QUICK, "long": _LONG, "mistaken": _MISTAKEN}
"""Scenarios that take a second or two, that take more than a minute and a half, and that fail."""
FILTERS = ("type", "priority", "category", "tag")


def add(client: ServiceClient, name: str, gherkin: str, category: str = CATEGORY, **fields: Any) -> Exchange:
    """Let a person add a scenario."""
    return client.ask(name, "POST", LISTS, json={"gherkin": gherkin, "category": category, **fields})


def have(client: ServiceClient, name: str, kind: str, label: str) -> None:
    """Add a scenario of one of `KINDS` under this name. Raises AssertionError."""
    answer = client.succeed(add(client, name, KINDS[kind].format(name=label)))
    client.names[label] = answer.body["id"]


def put_right(client: ServiceClient, name: str, label: str) -> None:
    """Let a person change a scenario to a quick one that passes. Raises AssertionError."""
    sent = {"gherkin": _QUICK.format(name=label), "category": CATEGORY}
    client.succeed(client.ask(name, "PUT", client.scenario_path(label), json=sent))


def check_pages(client: ServiceClient, name: str, page: int, **query: str) -> list[Any]:
    """Raises AssertionError if pages of this size do not return every entry once, and as many as the stated total."""
    found, totals = client.every(name, LISTS, page, **query)
    assert_that(set(totals), has_length(1), "every page names the same total")
    assert_that(found, has_length(totals[0]))
    assert_that({one["id"] for one in found}, has_length(len(found)), "no entry comes twice")
    return found


def check_filter(client: ServiceClient, name: str, field: str, value: str) -> None:
    """Raises AssertionError if a filter returns entries that it should not, or not all that it should."""
    everything = check_pages(client, name, 500)
    wanted = [one["id"] for one in everything if value in ([one[field]] if field != "tag" else one["tags"])]
    found = check_pages(client, name, 500, **{field: value})
    assert_that(len(wanted), greater_than(0), f"there are some with the {field} {value}")
    assert_that(len(wanted), less_than(len(everything)), f"there are some without the {field} {value}")
    assert_that([one["id"] for one in found], contains_inanyorder(*wanted))


def entry(client: ServiceClient, name: str, label: str) -> Any:
    """The scenario as a person sees it. Raises AssertionError."""
    return client.get(name, client.scenario_path(label))


def check_not_there(client: ServiceClient, name: str, label: str) -> None:
    """Raises AssertionError if a person sees anything of this scenario."""
    answer = client.ask(name, "GET", client.scenario_path(label))
    assert_that(answer.word, equal_to("404"))
    assert_that(
        [one["id"] for one in check_pages(client, name, 500) if one["id"] == client.named(label)], equal_to([])
    )
