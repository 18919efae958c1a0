"""The service: who has an account, who is let in, and how refusals are told."""

from hamcrest import assert_that, contains_string, equal_to, has_entries, has_key
from lockstep.running.service import accounts
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{staff:Staff} uses the service")
@given("{staff:Staff} use the service")
def use_the_service(context: Context, staff: dict[str, str]) -> None:
    context.scene.service_client.staff(staff)


@given("{person:Name} has logged in")
def has_logged_in(context: Context, person: str) -> None:
    context.scene.service_client.succeed(context.scene.service_client.log_in(person))


@given("{person:Name} has an old token from before {they:They} logged out")
def has_old_token(context: Context, person: str, they: str) -> None:
    accounts.keep_old_token(context.scene.service_client, person)


@when("{person:Name} registers")
def registers(context: Context, person: str) -> None:
    context.scene.service_client.register(person)


@when("{person:Name} registers without the {field:Field}")
def registers_without(context: Context, person: str, field: str) -> None:
    context.scene.service_client.register(person, **{field: None})


@when("{person:Name} registers with {other:Name}'s address")
def registers_with_address(context: Context, person: str, other: str) -> None:
    context.scene.service_client.register(person, email=context.scene.service_client.person(other).made.email)


@when('{person:Name} registers with the {field:Field} "{value}"')
def registers_with(context: Context, person: str, field: str, value: str) -> None:
    context.scene.service_client.register(person, **{field: value})


@when("{person:Name} logs in")
def logs_in(context: Context, person: str) -> None:
    context.scene.service_client.log_in(person)


@when('{person:Name} logs in with the {field:Field} "{value}"')
def logs_in_with(context: Context, person: str, field: str, value: str) -> None:
    context.scene.service_client.log_in(person, **{field: value})


@when("{person:Name} logs out of the service")
def logs_out(context: Context, person: str) -> None:
    context.scene.service_client.ask(person, "POST", "auth/logout")


@when("{person:Name} asks for new tokens")
def asks_for_tokens(context: Context, person: str) -> None:
    context.scene.service_client.refresh(person, context.scene.service_client.person(person).refresh)


@when("somebody asks for new tokens with the one that {person:Name} used")
def uses_it_again(context: Context, person: str) -> None:
    accounts.use_again(context.scene.service_client, person)


@when("{person:Name} shows {token:ServiceToken}")
def shows(context: Context, person: str, token: str) -> None:
    accounts.show(context.scene.service_client, person, token)


@when("{person:Name} adds {other:Name} as {role:Role}")
def adds(context: Context, person: str, other: str, role: str) -> None:
    context.scene.service_client.add_account(person, other, role)


@when("at the service {person:Name} makes {other:Name} {role:Role}")
def makes(context: Context, person: str, other: str, role: str) -> None:
    accounts.change(context.scene.service_client, person, other, role=role)


@when("{person:Name} closes {other:Name}'s account")
def closes(context: Context, person: str, other: str) -> None:
    accounts.change(context.scene.service_client, person, other, isActive=False)


@when("{person:Name} asks for the accounts of the company")
def asks_for_accounts(context: Context, person: str) -> None:
    context.scene.service_client.ask(person, "GET", "accounts")


@then("it is done")
def is_done(context: Context) -> None:
    context.scene.service_client.succeed(context.scene.service_client.last)


@then("it is refused with {status:d}")
def is_refused(context: Context, status: int) -> None:
    answer = context.scene.service_client.last
    assert_that(answer.word, equal_to(str(status)), answer.text)
    assert_that(answer.body, has_entries(status="error"))
    for field in ("code", "message", "details"):
        assert_that(answer.body, has_key(field))


@then('it is refused with {status:d}, and told "{text}"')
def is_refused_and_told(context: Context, status: int, text: str) -> None:
    is_refused(context, status)
    assert_that(context.scene.service_client.told(context.scene.service_client.last), contains_string(text))


@then("the answer shows {person:Name} as {role:Role}, with tokens and without the password")
def shows_account(context: Context, person: str, role: str) -> None:
    accounts.check_login(context.scene.service_client, person, role)


@then("{person:Name} gets in")
def gets_in(context: Context, person: str) -> None:
    me = context.scene.service_client.get(person, "accounts/me")
    assert_that(me["email"], equal_to(context.scene.service_client.person(person).made.email))


@then("{person:Name} does not get in")
def does_not_get_in(context: Context, person: str) -> None:
    context.scene.service_client.ask(person, "GET", "accounts/me")
    is_refused(context, 401)


@then("{people:Names} are in it, and {other:Name} is not")
def are_in_it(context: Context, people: tuple[str, ...], other: str) -> None:
    listed = {one["email"] for one in context.scene.service_client.succeed(context.scene.service_client.last).body}
    client = context.scene.service_client
    assert_that(listed, equal_to({client.person(name).made.email for name in people}))
    assert_that(client.person(other).made.email in listed, equal_to(False))


@then("nobody's password or token is told")
def nothing_secret(context: Context) -> None:
    accounts.check_nothing_secret(context.scene.service_client)


@then("none of these lets in who shows no token")
def none_lets_in(context: Context) -> None:
    for row in context.table:
        answer = context.scene.service_client.ask(None, row["method"], row["path"], json={})
        assert_that(f"{answer.path}: {answer.word}", equal_to(f"{answer.path}: 401"))
