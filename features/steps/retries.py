"""Retries and redelivery: a write repeated with the same key, and an event sent again until it is acknowledged."""

from hamcrest import assert_that, has_item
from lockstep.history.rows import Fail, Via
from lockstep.matchers.answers import all_speak_of_one_entity
from lockstep.matchers.redelivery import given_again
from lockstep.running.vocabulary import concurrency, retries
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{person:Name} has posted "{text}" with an idempotency key')
@when('{person:Name} posts "{text}" with an idempotency key')
@when('{person:Name} tries to post "{text}" with the same key')
def posts_under_key(context: Context, person: str, text: str) -> None:
    """Asks the API to post the text with the scenario's idempotency key of this person, whatever the response.

    Example: When Ana posts "Slow today" with an idempotency key
    """
    concurrency.post_under_key(context.scene, person, text)


@when('{person:Name} posts "{text}" again with the same key')
def posts_again(context: Context, person: str, text: str) -> None:
    """Repeats the request over the API with the key used before.

    Example: When Ana posts "First thought" again with the same key
    """
    concurrency.post_again(context.scene, person, text)


@given('{person:Name} has posted "{text}" with an idempotency key {way:Way}')
@when('{person:Name} posts "{text}" with an idempotency key {way:Way}')
@when('{person:Name} tries to post "{text}" with the same key {way:Way}')
def posts_under_key_over(context: Context, person: str, text: str, way: Via) -> None:
    """Posts the text to the API, or over the laptop's socket, with the scenario's idempotency key of this person,
    whatever the response.

    Example: When Ana posts "Just once" with an idempotency key over the socket
    """
    concurrency.post_under_key(context.scene, person, text, via=way)


@when('{person:Name} posts "{text}" again with the same key {way:Way}')
def posts_again_over(context: Context, person: str, text: str, way: Via) -> None:
    """Repeats the write over the API, or over the laptop's socket, with the key used before.

    Example: When Ana posts "Either way" again with the same key over the socket
    """
    concurrency.post_again(context.scene, person, text, via=way)


@when('{person:Name} posts "{text}" with an idempotency key but loses the response')
def posts_and_loses(context: Context, person: str, text: str) -> None:
    """Sends the request and drops the response, so that the outcome is unknown.

    Example: When Ana posts "Did you get this?" with an idempotency key but loses the response
    """
    concurrency.post_and_lose_the_answer(context.scene, person, text)


@when('{person:Name} posts "{text}" with one idempotency key on {whose:Their} {one} and {same:Their} {other} at once')
def posts_on_both(context: Context, *, person: str, text: str, whose: str, one: str, same: str, other: str) -> None:
    """Sends the same write over the sockets of both devices at the same time.

    Example: When Ana posts "From both hands" with one idempotency key on her laptop and her phone at once
    """
    concurrency.post_on_both(context.scene, person, text, (one, other))


@then("every attempt by {person:Name} with the key is answered with the same message")
def answered_alike(context: Context, person: str) -> None:
    """Every acknowledged attempt must name the same message id.

    Example: Then every attempt by Ana with the key is answered with the same message
    """
    assert_that(concurrency.answers_under_key(context.scene, person), all_speak_of_one_entity())


@when('{person:Name} posts "{text}" over the API and retries until it is answered')
def posts_until_known(context: Context, person: str, text: str) -> None:
    """Repeats the request with one key after each lost response, until it is acknowledged or rejected.

    Example: When Ana posts "Did this get through?" over the API and retries until it is answered
    """
    retries.post_until_known(context.scene, person, [text])


@when('{person:Name} posts "{text}" over the API and gives up after {count:d} attempts')
def posts_and_gives_up(context: Context, person: str, text: str, count: int) -> None:
    """Repeats the request with one key after each lost response, at most that many times.

    Example: When Ana posts "Is anybody there?" over the API and gives up after 2 attempts
    """
    retries.post_until_known(context.scene, person, [text], count)


@when("{person:Name} posts {count:d} messages at once and retries each until it is answered")
def posts_several_until_known(context: Context, person: str, count: int) -> None:
    """Sends all posts at once and repeats each with its own key until it is acknowledged.

    Example: When Ana posts 40 messages at once and retries each until it is answered
    """
    retries.post_until_known(context.scene, person, context.scene.texts(count))


@then("some of {person:Name}'s attempts are rejected because of the rate limit")
def some_turned_away(context: Context, person: str) -> None:
    """At least one attempt since the act began must have been answered with 429.

    Example: Then some of Ana's attempts are rejected because of the rate limit
    """
    refused = [row.status for row in context.scene.history.of(Fail, context.scene.since, person=person)]
    assert_that(refused, has_item(retries.TOO_MANY))


@given("{person:Name}'s laptop acknowledges nothing until it is cut off")
def acknowledges_nothing(context: Context, person: str) -> None:
    """The laptop leaves received events unacknowledged until its connection is cut.

    Example: Given Ben's laptop acknowledges nothing until it is cut off
    """
    context.scene.session(person).mute = True


@then("{person:Name} receives {count:d} messages again, each marked as redelivered")
def is_given_again(context: Context, person: str, count: int) -> None:
    """Waits for that many repeats on the person's connection, each with the redelivery mark.

    Example: Then Ben receives 3 messages again, each marked as redelivered
    """
    context.scene.expect(context.scene.received(person), given_again(count))
