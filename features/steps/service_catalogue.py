"""The service: the catalogue of scenarios, and additions to it."""

from hamcrest import assert_that, contains_string, equal_to, has_entries, has_item, has_key, has_length
from lockstep.running.service import catalogue
from lockstep.running.service.catalogue import CATEGORY, LISTS
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{person:Name} has added the {kind:ScenarioKind} scenario "{label}"')
def has_added(context: Context, person: str, kind: str, label: str) -> None:
    """Adds a ready-made scenario of this kind with this name; it must be accepted.

    Example: Given Olga has added the mistaken scenario "a trial of old"
    """
    catalogue.have(context.scene.service_client, person, kind, label)


@given('"{label}" is a scenario of the suite')
def is_of_the_suite(context: Context, label: str) -> None:
    """Gives this very scenario of the suite a name for the steps that follow.

    Example: Given "it" is a scenario of the suite
    """
    context.scene.service_client.names[label] = context.record.scenario_id  # this very one


@when("{person:Name} looks up this very scenario in the catalogue")
def looks_for_this(context: Context, person: str) -> None:
    """Asks the service for the scenario that is being executed, by its id.

    Example: When Gwen looks up this very scenario in the catalogue
    """
    context.scene.service_client.ask(person, "GET", f"{LISTS}/{context.record.scenario_id}")


@when("{person:Name} requests an unknown scenario")
def asks_for_none(context: Context, person: str) -> None:
    """Asks the service for a scenario with an unused id.

    Example: When Gwen requests an unknown scenario
    """
    context.scene.service_client.ask(person, "GET", f"{LISTS}/{'0' * 12}")


@when("{person:Name} requests {limit:d} scenarios from offset {offset:d}")
def asks_for_page(context: Context, person: str, limit: int, offset: int) -> None:
    """Asks for one page of the catalogue, whatever the response.

    Example: When Gwen requests 10 scenarios from offset 1000000
    """
    context.scene.service_client.ask(person, "GET", LISTS, query={"limit": limit, "offset": offset})


@when('{person:Name} requests the scenarios with the {field:Filter} "{value}"')
def asks_filtered(context: Context, person: str, field: str, value: str) -> None:
    """Asks for the first page of the catalogue with this filter, whatever the response.

    Example: When Gwen requests the scenarios with the type "BY_HAND"
    """
    context.scene.service_client.ask(person, "GET", LISTS, query={field: value})


@when("{person:Name} adds this scenario")
@when("{person:Name} tries to add this scenario")
def adds_this(context: Context, person: str) -> None:
    """Sends the Gherkin below the step to the service, whatever the response.

    Example: When Adam adds this scenario
    """
    answer = catalogue.add(context.scene.service_client, person, str(context.text))
    if answer.outcome == "ok":
        context.scene.service_client.names[answer.body["name"]] = answer.body["id"]


@when('{person:Name} adds the {kind:ScenarioKind} scenario "{label}"')
@when('{person:Name} tries to add the {kind:ScenarioKind} scenario "{label}"')
def adds(context: Context, person: str, kind: str, label: str) -> None:
    """Sends a ready-made scenario of this kind with this name, whatever the response.

    Example: When Adam adds the quick scenario "a trial"
    """
    catalogue.add(context.scene.service_client, person, catalogue.KINDS[kind].format(name=label))


@given('{person:Name} has corrected "{label}"')
def has_put_right(context: Context, person: str, label: str) -> None:
    """Replaces the mistaken scenario with a correct one; it must be accepted.

    Example: Given Olga has corrected "a trial of old"
    """
    catalogue.put_right(context.scene.service_client, person, label)


@when('{person:Name} tries to change the description of "{label}" to "{text}"')
@when('{person:Name} changes the description of "{label}" to "{text}"')
def changes(context: Context, person: str, label: str, text: str) -> None:
    """Sends the scenario with a new description, whatever the response.

    Example: When Olga tries to change the description of "it" to "mine"
    """
    client = context.scene.service_client
    sent = {"gherkin": catalogue.KINDS["quick"].format(name=label), "category": CATEGORY, "description": text}
    client.ask(person, "PUT", client.scenario_path(label), json=sent)


@when('{person:Name} removes "{label}"')
@when('{person:Name} tries to remove "{label}"')
def removes(context: Context, person: str, label: str) -> None:
    """Asks the service to delete the scenario, whatever the response.

    Example: When Olga tries to remove "it"
    """
    context.scene.service_client.ask(person, "DELETE", context.scene.service_client.scenario_path(label))


@then("pages of {page:d} show {person:Name} every scenario once, as many as the stated total")
def pages_show_all(context: Context, page: int, person: str) -> None:
    """Reads every page; together they must contain each scenario once and as many as the total says.

    Example: Then pages of 97 show Gwen every scenario once, as many as the stated total
    """
    catalogue.check_pages(context.scene.service_client, person, page)


@then('filtered by {field:Filter} "{value}", the catalogue shows {person:Name} the matching scenarios only')
def filter_shows(context: Context, field: str, value: str, person: str) -> None:
    """Reads every page with and without the filter and compares the two.

    Example: Then filtered by type "WEBSOCKET_ONLY", the catalogue shows Gwen the matching scenarios only
    """
    catalogue.check_filter(context.scene.service_client, person, field, value)


@then("the page is empty, but the total is not zero")
def is_empty(context: Context) -> None:
    """The latest page must hold no scenario and a total above zero.

    Example: Then the page is empty, but the total is not zero
    """
    client = context.scene.service_client
    assert_that(client.succeed(client.last).body, has_length(0))
    assert_that(client.total > 0)


@then("it is found with its name, its steps and its tags")
def is_there(context: Context) -> None:
    """The latest response must be this very scenario, with its category and every step's text.

    Example: Then it is found with its name, its steps and its tags
    """
    found = context.scene.service_client.succeed(context.scene.service_client.last).body
    assert_that(found, has_entries(id=context.record.scenario_id, name=context.scenario.name, category="management"))
    assert_that(found["tags"], has_item("management"))
    for step in context.scenario.steps[:-1]:
        assert_that(found["gherkin"], contains_string(step.name))


@then('{person:Name} finds "{label}" in the catalogue')
def finds(context: Context, person: str, label: str) -> None:
    """Asks the service for the scenario and compares its name and category.

    Example: Then Gwen finds "a trial" in the catalogue
    """
    assert_that(
        catalogue.entry(context.scene.service_client, person, label), has_entries(name=label, category=CATEGORY)
    )


@then('{person:Name} finds "{label}" in the catalogue, described as "{text}"')
def finds_described(context: Context, person: str, label: str, text: str) -> None:
    """Asks the service for the scenario and compares its name and description.

    Example: Then Gwen finds "a trial" in the catalogue, described as "shorter now"
    """
    assert_that(
        catalogue.entry(context.scene.service_client, person, label), has_entries(name=label, description=text)
    )


@then('{person:Name} does not find "{label}"')
def is_not_there(context: Context, label: str, person: str) -> None:
    """The scenario must be missing from the catalogue's pages, and asking for it must give 404.

    Example: Then Zoe does not find "a trial"
    """
    catalogue.check_not_there(context.scene.service_client, person, label)


@then("the first problem is on line {line:d}")
def first_problem(context: Context, line: int) -> None:
    """The latest response must list problems, the first with this line number of the Gherkin sent.

    Example: Then the first problem is on line 5
    """
    answer = context.scene.service_client.last
    assert_that(answer.body["details"], has_key("problems"), answer.text)
    assert_that(answer.body["details"]["problems"][0]["line"], equal_to(line))


@then("the page is empty, and the total is zero")
def is_wholly_empty(context: Context) -> None:
    """The latest page must hold no scenario and a total of zero.

    Example: Then the page is empty, and the total is zero
    """
    client = context.scene.service_client
    assert_that(client.succeed(client.last).body, has_length(0))
    assert_that(client.total, equal_to(0))
