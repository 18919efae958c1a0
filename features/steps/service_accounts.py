"""The service: accounts, access, and rejected requests."""

from hamcrest import assert_that, contains_string, equal_to, has_entries, has_key, is_not
from lockstep.running.service import accounts
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{staff:Staff} uses the service")
@given("{staff:Staff} use the service")
def use_the_service(context: Context, staff: dict[str, str]) -> None:
    """Creates the accounts in one company of the service and logs everyone in.

    Example: Given Olga the owner uses the service
    """
    context.scene.service_client.staff(staff)


@given("{person:Name} has an old token from before {they:They} logged out")
def has_old_token(context: Context, person: str, they: str) -> None:
    """Logs the person in and out, keeps the token, and logs them in again.

    Example: Given Olga has an old token from before she logged out
    """
    accounts.keep_old_token(context.scene.service_client, person)


@when("{person:Name} registers")
def registers(context: Context, person: str) -> None:
    """Asks the service for a new account that founds a company, whatever the response.

    Example: When Olga registers
    """
    context.scene.service_client.register(person)


@when("{person:Name} registers without the {field:Field}")
def registers_without(context: Context, person: str, field: str) -> None:
    """Asks for a new account and leaves this field out.

    Example: When Olga registers without the address
    """
    context.scene.service_client.register(person, **{field: None})


@when("{person:Name} registers with {other:Name}'s address")
def registers_with_address(context: Context, person: str, other: str) -> None:
    """Asks for a new account with the other person's e-mail address.

    Example: When Zoe registers with Olga's address
    """
    context.scene.service_client.register(person, email=context.scene.service_client.person(other).made.email)


@when('{person:Name} registers with the {field:Field} "{value}"')
def registers_with(context: Context, person: str, field: str, value: str) -> None:
    """Asks for a new account with this value in the field and valid values in all others.

    Example: When Olga registers with the password "eight!ab"
    """
    context.scene.service_client.register(person, **{field: value})


@when("{person:Name} logs in")
def logs_in(context: Context, person: str) -> None:
    """Asks the service for tokens with the person's address and password, whatever the response.

    Example: When Olga logs in
    """
    context.scene.service_client.log_in(person)


@when('{person:Name} logs in with the {field:Field} "{value}"')
def logs_in_with(context: Context, person: str, field: str, value: str) -> None:
    """Asks the service for tokens with this value instead of the person's own.

    Example: When Olga logs in with the password "eight!ab"
    """
    context.scene.service_client.log_in(person, **{field: value})


@when("{person:Name} logs out of the service")
def logs_out(context: Context, person: str) -> None:
    """Asks the service to end the login; its tokens are revoked.

    Example: When Olga logs out of the service
    """
    context.scene.service_client.ask(person, "POST", "auth/logout")


@when("{person:Name} requests new tokens")
def asks_for_tokens(context: Context, person: str) -> None:
    """Exchanges the refresh token for new tokens.

    Example: When Olga requests new tokens
    """
    context.scene.service_client.refresh(person, context.scene.service_client.person(person).refresh)


@when("someone reuses the refresh token that {person:Name} used")
def uses_it_again(context: Context, person: str) -> None:
    """Exchanges the refresh token, then sends the used one a second time.

    Example: When someone reuses the refresh token that Olga used
    """
    accounts.use_again(context.scene.service_client, person)


@when("{person:Name} presents {token:ServiceToken}")
def shows(context: Context, person: str, token: str) -> None:
    """Asks the service who is logged in, with this token.

    Example: When Olga presents no token
    """
    accounts.show(context.scene.service_client, person, token)


@when("{person:Name} adds {other:Name} as {role:Role}")
def adds(context: Context, person: str, other: str, role: str) -> None:
    """Asks the service for a colleague's account with that role, whatever the response.

    Example: When Olga adds Ina as a member
    """
    context.scene.service_client.add_account(person, other, role)


@when("{person:Name} makes {other:Name} {role:Role} in the service")
def makes(context: Context, person: str, other: str, role: str) -> None:
    """Asks the service to change the other account's role, whatever the response.

    Example: When Olga makes Max an owner in the service
    """
    accounts.change(context.scene.service_client, person, other, role=role)


@when("{person:Name} closes {other:Name}'s account")
def closes(context: Context, person: str, other: str) -> None:
    """Asks the service to deactivate the other account, whatever the response.

    Example: When Olga closes Max's account
    """
    accounts.change(context.scene.service_client, person, other, isActive=False)


@when("{person:Name} lists the company's accounts")
def asks_for_accounts(context: Context, person: str) -> None:
    """Asks the service for every account of the person's company, whatever the response.

    Example: When Olga lists the company's accounts
    """
    context.scene.service_client.ask(person, "GET", "accounts")


@then("the request succeeds")
def is_done(context: Context) -> None:
    """The latest response of the service must be a success.

    Example: Then the request succeeds
    """
    context.scene.service_client.succeed(context.scene.service_client.last)


@then("the request is rejected with {status:d}")
def is_refused(context: Context, status: int) -> None:
    """The latest response must have this status and an error body with code, message and details.

    Example: Then the request is rejected with 401
    """
    answer = context.scene.service_client.last
    assert_that(answer.word, equal_to(str(status)), answer.text)
    assert_that(answer.body, has_entries(status="error", code=is_not("not_served")))
    for field in ("code", "message", "details"):
        assert_that(answer.body, has_key(field))


@then('the request is rejected with {status:d}, mentioning "{text}"')
def is_refused_and_told(context: Context, status: int, text: str) -> None:
    """The latest response must have this status and this text in its message or details.

    Example: Then the request is rejected with 409, mentioning "has this address already"
    """
    is_refused(context, status)
    assert_that(context.scene.service_client.told(context.scene.service_client.last), contains_string(text))


@then("the response shows {person:Name} as {role:Role}, with tokens and without the password")
def shows_account(context: Context, person: str, role: str) -> None:
    """The latest response must contain the account with this role and both tokens, and no password.

    Example: Then the response shows Olga as an owner, with tokens and without the password
    """
    accounts.check_login(context.scene.service_client, person, role)


@then("{person:Name} has access")
def gets_in(context: Context, person: str) -> None:
    """Asks the service for the person's own account with the latest token; it must succeed.

    Example: Then Max has access
    """
    me = context.scene.service_client.get(person, "accounts/me")
    assert_that(me["email"], equal_to(context.scene.service_client.person(person).made.email))


@then("{person:Name} has no access")
def does_not_get_in(context: Context, person: str) -> None:
    """Asks the service for the person's own account with the latest token; it must be rejected with 401.

    Example: Then Olga has no access
    """
    context.scene.service_client.ask(person, "GET", "accounts/me")
    is_refused(context, 401)


@then("the list contains {people:Names} but not {other:Name}")
def are_in_it(context: Context, people: tuple[str, ...], other: str) -> None:
    """Compares the e-mail addresses in the latest response with exactly these people's.

    Example: Then the list contains Olga, Adam, Max and Gwen but not Zoe
    """
    listed = {one["email"] for one in context.scene.service_client.succeed(context.scene.service_client.last).body}
    client = context.scene.service_client
    assert_that(listed, equal_to({client.person(name).made.email for name in people}))
    assert_that(client.person(other).made.email in listed, equal_to(False))


@then("no password or token is disclosed")
def nothing_secret(context: Context) -> None:
    """No password, hash or token may appear in the latest response.

    Example: Then no password or token is disclosed
    """
    accounts.check_nothing_secret(context.scene.service_client)


@then("each of these is rejected without a token")
def none_lets_in(context: Context) -> None:
    """Sends each request of the table without a token; each response must be 401.

    Example: Then each of these is rejected without a token
    """
    for row in context.table:
        answer = context.scene.service_client.ask(None, row["method"], row["path"], json={})
        assert_that(f"{answer.path}: {answer.word}", equal_to(f"{answer.path}: 401"))
