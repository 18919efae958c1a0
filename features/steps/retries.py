"""Retries: a write that is tried again under the same key, because the answer was lost or nobody was sure."""

from hamcrest import assert_that, has_item
from lockstep.history.rows import Fail
from lockstep.matchers.agreement import so_many_accepted
from lockstep.matchers.answers import all_speak_of_one_entity
from lockstep.running.vocabulary import concurrency, retries
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{person:Name} has posted "{text}" with an idempotency key')
@when('{person:Name} posts "{text}" with an idempotency key')
@when('{person:Name} tries to post "{text}" with the same key')
def posts_under_key(context: Context, person: str, text: str) -> None:
    concurrency.post_under_key(context.scene, person, text)


@when('{person:Name} posts "{text}" again with the same key')
def posts_again(context: Context, person: str, text: str) -> None:
    concurrency.post_again(context.scene, person, text)


@when('{person:Name} posts "{text}" again with the same key over the socket')
def posts_again_over_socket(context: Context, person: str, text: str) -> None:
    concurrency.post_again(context.scene, person, text, via="socket")


@when('{person:Name} posts "{text}" with an idempotency key but loses the response')
def posts_and_loses(context: Context, person: str, text: str) -> None:
    concurrency.post_and_lose_the_answer(context.scene, person, text)


@when('{person:Name} posts "{text}" with one idempotency key on {whose:Their} {one} and {same:Their} {other} at once')
def posts_on_both(context: Context, *, person: str, text: str, whose: str, one: str, same: str, other: str) -> None:
    concurrency.post_on_both(context.scene, person, text, (one, other))


@then("every attempt by {person:Name} with the key is answered with the same message")
def answered_alike(context: Context, person: str) -> None:
    assert_that(concurrency.answers_under_key(context.scene, person), all_speak_of_one_entity())


@then("of {count:d} attempts by {person:Name} with the key {accepted:d} is accepted")
def accepted_under_key(context: Context, count: int, person: str, accepted: int) -> None:
    assert_that(concurrency.answers_under_key(context.scene, person), so_many_accepted(accepted, count))


@when('{person:Name} posts "{text}" over the API and retries until it is answered')
def posts_until_known(context: Context, person: str, text: str) -> None:
    retries.post_until_known(context.scene, person, [text])


@when('{person:Name} posts "{text}" over the API and gives up after {count:d} attempts')
def posts_and_gives_up(context: Context, person: str, text: str, count: int) -> None:
    retries.post_until_known(context.scene, person, [text], count)


@when("{person:Name} posts {count:d} messages at once and retries each until it is answered")
def posts_several_until_known(context: Context, person: str, count: int) -> None:
    retries.post_until_known(context.scene, person, context.scene.texts(count))


@then("some of {person:Name}'s attempts are rejected because of the rate limit")
def some_turned_away(context: Context, person: str) -> None:
    refused = [row.status for row in context.scene.history.of(Fail, context.scene.since, person=person)]
    assert_that(refused, has_item(retries.TOO_MANY))
