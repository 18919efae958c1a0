"""Faults that scenarios declare, of the network and of the backend, and what is repeated after them: writes with the
same key, and events until they are acknowledged."""

from hamcrest import assert_that, has_item
from lockstep.history.rows import Fail, Via
from lockstep.matchers.answers import all_speak_of_one_entity
from lockstep.matchers.delivery import received_once
from lockstep.matchers.loss import lost, unsettled
from lockstep.matchers.received import Received, acknowledged, writes
from lockstep.matchers.redelivery import given_again
from lockstep.running.definitions.fault_phrases import API, NETWORK
from lockstep.running.vocabulary import concurrency, outages, retries
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("a backend that can be broken")
def may_break(context: Context) -> None:
    """Starts a backend for this scenario alone, so that others are not disturbed.

    Example: Given a backend that can be broken
    """
    context.scene.use_variant()


@given("{person:Name}'s connection goes silent for {seconds:d} second")
@given("{person:Name}'s connection goes silent for {seconds:d} seconds")
def goes_silent_for(context: Context, person: str, seconds: int) -> None:
    """Holds back everything on the person's sockets, both ways, for that long or until the network recovers.

    Example: Given Ben's connection goes silent for 1 second
    """
    context.scene.faults.begin("half-open", who=person, on="socket")
    context.scene.faults.lasts(seconds)


@given("{person:Name}'s connection {trouble:Trouble}")
@when("{person:Name}'s connection {trouble:Trouble}")
def has_trouble(context: Context, person: str, trouble: str) -> None:
    """Applies the network fault to the person's sockets, until it is used up or the network recovers.

    Example: Given Ben's connection takes half a second to close
    """
    name, options = NETWORK[trouble]
    context.scene.faults.begin(name, who=person, on="socket", **options)


@given("{person:Name}'s API connection {trouble:ApiTrouble}")
@when("{person:Name}'s API connection {trouble:ApiTrouble}")
def api_has_trouble(context: Context, person: str, trouble: str) -> None:
    """Applies the network fault to the person's API requests, until it is used up or the network recovers.

    Example: Given Ana's API connection loses every response
    """
    name, options = API[trouble]
    context.scene.faults.begin(name, who=person, on="api", **options)


@given("{person:Name}'s program times out after half a second")
def waits_half_a_second(context: Context, person: str) -> None:
    """Sets the timeout of the person's API requests to 0.5 s.

    Example: Given Ana's program times out after half a second
    """
    context.scene.target.wait_at_most(context.scene.person(person).identity, 0.5)


@when("{person:Name}'s program uses its usual timeout again")
def waits_as_usual(context: Context, person: str) -> None:
    """Sets the timeout of the person's API requests back to its default.

    Example: When Ana's program uses its usual timeout again
    """
    context.scene.target.wait_at_most(context.scene.person(person).identity, retries.USUAL_S)


@when("{person:Name}'s socket breaks and cannot be reopened")
def socket_alone(context: Context, person: str) -> None:
    """Resets the person's sockets and refuses new ones; the API keeps working.

    Example: When Ben's socket breaks and cannot be reopened
    """
    context.scene.faults.begin("refuse", who=person, on="socket")
    context.scene.faults.begin("reset", who=person, on="socket")


@when("{person:Name} posts {count:d} messages, and the backend is {how:Breakdown} once the first is received")
def breaks_amid(context: Context, person: str, count: int, how: str) -> None:
    """Sends the posts and breaks the backend when the first is received; waits until every outcome is known or
    unknown.

    Example: When Ana posts 20 messages, and the backend is locked out of its database once the first is received
    """
    outages.amid(context.scene, concurrency.posts(context.scene, (person,), count), how)


@given("no new connection can reach the backend")
def nobody_new(context: Context) -> None:
    """Refuses new connections of anyone; open connections keep working.

    Example: Given no new connection can reach the backend
    """
    context.scene.faults.begin("refuse")


@given("the network adds {ms:d} ms of latency")
def takes_longer(context: Context, ms: int) -> None:
    """Delays everything between everyone and the backend by that many milliseconds.

    Example: Given the network adds 20 ms of latency
    """
    context.scene.faults.begin("latency", ms=ms)


@when("{person:Name}'s network recovers")
def returns(context: Context, person: str) -> None:
    """Ends every network fault of the person.

    Example: When Ana's network recovers
    """
    context.scene.faults.end(person)


@given("the backend is {how:Breakdown}")
@when("the backend is {how:Breakdown}")
def breaks(context: Context, how: str) -> None:
    """Kills, terminates, freezes or impairs the scenario's own backend, until it is back.

    Example: When the backend is frozen
    """
    context.scene.break_backend(how)


@when("the backend is back")
def is_back(context: Context) -> None:
    """Ends the backend's fault, restarts it where necessary, and waits until it is healthy.

    Example: When the backend is back
    """
    context.scene.faults.end(backend=True)


@then("the outcome is unknown")
def nobody_knows(context: Context) -> None:
    """Every request of the act must have neither been acknowledged nor rejected.

    Example: Then the outcome is unknown
    """
    assert_that(context.scene.history, unsettled(context.scene.asked()))


@then("{person:Name}'s connection is lost")
def is_lost(context: Context, person: str) -> None:
    """Waits for the laptop's connection to end, as long as the target may take to notice.

    Example: Then Ben's connection is lost
    """
    patience_ms = context.scene.target.promises.notice_ms  # an end that only the backend can notice
    context.scene.expect(context.scene.history, lost(f"{person}/laptop"), patience_ms=patience_ms)


@then("{person:Name} receives everything that {author:Name} posted, once each")
def hears_all(context: Context, person: str, author: str) -> None:
    """Waits for every acknowledged message of the author in the whole scenario to arrive exactly once.

    Example: Then Ben receives everything that Ana posted, once each
    """
    history = context.scene.history
    made = acknowledged(history, writes(history, 0, "post_message", author))
    context.scene.expect(Received(history, person, 0), received_once(made))


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
