"""Load: many people at once, what they do, and how it is measured."""

from lockstep.load.plan import Absence, Outage, Pause, Shape
from lockstep.running.vocabulary import load_promises
from lockstep.running.vocabulary.step_decorators import Context, given, then, when

SHORTEST_WITH_AN_OUTAGE_S = 6.0
"""However short loads are to be: some must be written before an outage, and when the backend is back."""


def gather(context: Context, people: int, rooms: int) -> None:
    if "local" in context.suite.target.needs_met:
        context.scene.use_variant()
    context.scene.load.gather(context.scene.target, people, rooms)


@given("{people:d} people in {rooms:d} chatrooms")
@given("{people:d} people in {rooms:d} chatroom")
def people_in_rooms(context: Context, people: int, rooms: int) -> None:
    """Creates accounts and chatrooms and spreads the people evenly; settings may change the numbers.

    Example: Given 100 people in 10 chatrooms
    """
    gather(context, *context.scene.load.people(people, rooms))


@given("the promised number of people in {rooms:d} chatrooms")
def promised_people(context: Context, rooms: int) -> None:
    """Creates as many people as the setting concurrent_users_threshold says, whatever the setting users says.

    Example: Given the promised number of people in 10 chatrooms
    """
    gather(context, *context.scene.load.promised_people(rooms))


@when("they {act:LoadAct} {rate:d} times a second for {seconds:d} seconds")
def do_at_a_rate(context: Context, act: dict[str, float], rate: int, seconds: int) -> None:
    """Generates the mix of requests at a constant rate after a one-second warm-up; settings may shorten it.

    Example: When they post a message 100 times a second for 20 seconds
    """
    load = context.scene.load
    load.run(context.say, Shape(seconds=load.seconds(seconds), rate=rate), mix=act)


@when("they post {rate:d} messages a second for {seconds:d} seconds")
def post_at_a_rate(context: Context, rate: int, seconds: int) -> None:
    """Posts at a constant rate after a one-second warm-up; settings may shorten it.

    Example: When they post 200 messages a second for 20 seconds
    """
    do_at_a_rate(context, {"post_message": 1.0}, rate, seconds)


@when("they post {rate:d} messages of {size:d} characters a second for {seconds:d} seconds")
def post_large(context: Context, rate: int, size: int, seconds: int) -> None:
    """Posts texts of that length at a constant rate after a one-second warm-up.

    Example: When they post 50 messages of 8000 characters a second for 20 seconds
    """
    load = context.scene.load
    load.run(context.say, Shape(seconds=load.seconds(seconds), rate=rate), text_chars=size)


@when("they post {rate:d} messages a second for {seconds:d} seconds, and {high:d} a second in the middle")
def post_in_a_burst(context: Context, rate: int, seconds: int, high: int) -> None:
    """Posts at a constant rate with a spike to the higher rate halfway through.

    Example: When they post 50 messages a second for 20 seconds, and 300 a second in the middle
    """
    load = context.scene.load
    load.run(context.say, Shape(kind="spike", seconds=load.seconds(seconds), rate=rate, to=high))


@when("they post {rate:d} messages a second for {seconds:d} seconds, at random moments")
def post_at_random(context: Context, rate: int, seconds: int) -> None:
    """Posts at Poisson-distributed moments with that mean rate.

    Example: When they post 100 messages a second for 20 seconds, at random moments
    """
    load = context.scene.load
    load.run(context.say, Shape(kind="poisson", seconds=load.seconds(seconds), rate=rate))


@when("all of them connect at once, and post {rate:d} messages a second for {seconds:d} seconds")
def connect_at_once(context: Context, rate: int, seconds: int) -> None:
    """Opens all connections at once, without a ramp, and then posts at a constant rate.

    Example: When all of them connect at once, and post 50 messages a second for 10 seconds
    """
    load = context.scene.load
    load.run(context.say, Shape(seconds=load.seconds(seconds), rate=rate), connect_per_s=10_000.0)


@when(
    "they post {rate:d} messages a second for {seconds:d} seconds, while {count:d} of them stop reading for a while"
)
def post_past_slow_readers(context: Context, rate: int, seconds: int, count: int) -> None:
    """Stops reading on some connections from 40 % to 60 % of the time; at most a third of the people.

    Example: When they post 100 messages a second for 20 seconds, while 10 of them stop reading for a while
    """
    load = context.scene.load
    length = load.seconds(seconds)
    pauses = tuple(Pause(user=user, stops=length * 0.4, goes_on=length * 0.6) for user in load.some(count))
    load.run(context.say, Shape(seconds=length, rate=rate), pauses=pauses)


@when(
    "they post {rate:d} messages a second for {seconds:d} seconds, while {count:d} of them are cut off and reconnect"
)
def post_past_the_cut_off(context: Context, rate: int, seconds: int, count: int) -> None:
    """Cuts some connections from 40 % to 60 % of the time; at most a third of the people.

    Example: When they post 100 messages a second for 20 seconds, while 30 of them are cut off and reconnect
    """
    load = context.scene.load
    length = load.seconds(seconds)
    gone = [Absence(user=user, leaves=length * 0.4, returns=length * 0.6, how="cut") for user in load.some(count)]
    load.run(context.say, Shape(seconds=length, rate=rate), absences=tuple(gone))


@when(
    "they post {rate:d} messages a second for {seconds:d} seconds, while the backend is {how:Breakdown} for {away:d}"
    " seconds"
)
def post_past_a_breakdown(context: Context, rate: int, seconds: int, how: str, away: int) -> None:
    """Breaks the backend at 30 % of the time; the load lasts at least 6 s, so that some follows the recovery.

    Example: When they post 100 messages a second for 20 seconds, while the backend is frozen for 2 seconds
    """
    load = context.scene.load
    length = load.seconds(seconds, least=SHORTEST_WITH_AN_OUTAGE_S)
    begins = length * 0.3
    outage = Outage(fault=how, begins=begins, ends=min(begins + away, length * 0.6))
    if outage.ends < begins + away:
        load.beside(f"{how} for {outage.ends - begins:g} seconds, not {away}: the load is shorter")
    load.run(context.say, Shape(seconds=length, rate=rate), outages=(outage,))


@when("they post at increasing rates, from {rate:d} messages a second, for {seconds:d} seconds each")
def post_ever_more(context: Context, rate: int, seconds: int) -> None:
    """Raises the rate by half each time until 99 % of deliveries or 95 % of answers miss their budgets.

    Example: When they post at increasing rates, from 50 messages a second, for 5 seconds each
    """
    load = context.scene.load
    load.climb(context.say, rate, load.seconds(seconds, most=seconds))


@then("{share:g} % of answers arrive within the answer budget")
def answers_within(context: Context, share: float) -> None:
    """Judges response times of the last load, in ms from when each request was due; "unknown" fails.

    Example: Then 99 % of answers arrive within the answer budget
    """
    load_promises.within(context.scene.load, context.say, "api", share)


@then("{share:g} % of deliveries arrive within the delivery budget")
def deliveries_within(context: Context, share: float) -> None:
    """Judges delivery times of the last load, in ms from when each request was due.

    Example: Then 99 % of deliveries arrive within the delivery budget
    """
    load_promises.within(context.scene.load, context.say, "delivery", share)


@then("{share:g} % of connections open within the answer budget")
def connections_within(context: Context, share: float) -> None:
    """Judges the times to open a connection in the last load, in ms.

    Example: Then 90 % of connections open within the answer budget
    """
    load_promises.within(context.scene.load, context.say, "connect", share)


@then("no delivery is lost")
def nothing_lost(context: Context) -> None:
    """Fails unless property P1 holds for every load of the scenario.

    Example: Then no delivery is lost
    """
    load_promises.verdict(context.scene.load, "P1")


@then("everyone receives each message once, in one order")
def once_in_order(context: Context) -> None:
    """Fails unless properties P2, P7 and P10, where promised, hold for every load of the scenario.

    Example: Then everyone receives each message once, in one order
    """
    load_promises.verdict(context.scene.load, "P2", "P7", "P10")


@then("the error rate is within its budget")
def few_errors(context: Context) -> None:
    """Compares the share of failed requests of the last load with the error budget.

    Example: Then the error rate is within its budget
    """
    load_promises.few_errors(context.scene.load)


@then("no request fails once the backend is back")
def none_failed_since(context: Context) -> None:
    """Fails when a request due after the backend's recovery failed.

    Example: Then no request fails once the backend is back
    """
    load_promises.none_failed_since(context.scene.load, context.say)


@then("everyone who was cut off has reconnected within the recovery budget")
def all_back(context: Context) -> None:
    """Judges the time from each cut, or the backend's recovery, to a working connection.

    Example: Then everyone who was cut off has reconnected within the recovery budget
    """
    load_promises.everybody_back(context.scene.load, context.say)


@then("the backend's memory growth is within its budget")
def little_memory(context: Context) -> None:
    """Compares the backend's resident memory before and after the load with the memory budget.

    Example: Then the backend's memory growth is within its budget
    """
    load_promises.little_memory(context.scene.load)


@then("the backend releases the handles it opened")
def handles_back(context: Context) -> None:
    """Compares the backend's open handles before the load and after everyone has disconnected.

    Example: Then the backend releases the handles it opened
    """
    load_promises.handles_back(context.scene.load)


@then("at least {rate:d} messages a second stay within the budgets")
def saturation_at_least(context: Context, rate: int) -> None:
    """Fails when the highest rate within the budgets is below this.

    Example: Then at least 100 messages a second stay within the budgets
    """
    load_promises.saturation_point(context.scene.load, context.say, rate)
