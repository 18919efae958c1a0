"""Recovery: lost connections, reconnection, and readers that fall behind."""

from hamcrest import assert_that, empty, equal_to
from lockstep.data import content
from lockstep.matchers.recovery import recovered_by_reading, recovered_without_gap, refused_for_good
from lockstep.running.vocabulary import chat, outages, reconnection
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("the backend keeps the last {count:d} events for reconnecting devices")
def keeps_events(context: Context, count: int) -> None:
    """Starts a backend for this scenario alone that retains only that many events.

    Example: Given the backend keeps the last 5 events for reconnecting devices
    """
    context.scene.use_variant(retain_events=str(count))


@given("the backend keeps events for {seconds:d} second for reconnecting devices")
@given("the backend keeps events for {seconds:d} seconds for reconnecting devices")
def keeps_seconds(context: Context, seconds: int) -> None:
    """Starts a backend for this scenario alone that retains events only for that long.

    Example: Given the backend keeps events for 60 seconds for reconnecting devices
    """
    context.scene.use_variant(retain_s=str(seconds))


@given("the backend accepts {count:d} requests a second from each person")
def takes_requests(context: Context, count: int) -> None:
    """Starts a backend for this scenario alone with that rate limit for each person.

    Example: Given the backend accepts 10 requests a second from each person
    """
    context.scene.use_variant(rate_per_s=str(count))


@given("the backend sends a ping every two seconds")
def asks_often(context: Context) -> None:
    """Starts a backend for this scenario alone that closes connections without a pong.

    Example: Given the backend sends a ping every two seconds
    """
    context.scene.use_variant(ping_s="2")


@given('{people:Names} listen to "{room}" on {count:d} more devices each')
def listen_on_devices(context: Context, people: tuple[str, ...], room: str, count: int) -> None:
    """Connects more devices for each person and subscribes them to the chatroom.

    Example: Given Ana, Ben, Cleo, Dan and Eva listen to "design" on 20 more devices each
    """
    outages.listen_everywhere(context.scene, people, room, count)


@when("the connections of {count:d} devices of {people:Names} are cut at once")
def are_cut(context: Context, count: int, people: tuple[str, ...]) -> None:
    """Drops the TCP connections of these devices without close frames.

    Example: When the connections of 20 devices of Ana, Ben, Cleo, Dan and Eva are cut at once
    """
    outages.cut_everywhere(context.scene, people, count)


@when("the {count:d} devices of {people:Names} reconnect at once")
def return_at_once(context: Context, count: int, people: tuple[str, ...]) -> None:
    """Reconnects these devices at the same time and asks for the missed events.

    Example: When the 20 devices of Ana, Ben, Cleo, Dan and Eva reconnect at once
    """
    outages.come_back_everywhere(context.scene, people, count)


@then("the {count:d} devices of {people:Names} resume without a gap within the recovery budget")
def all_resume(context: Context, count: int, people: tuple[str, ...]) -> None:
    """Fails unless every device has resumed from its last position, within the recovery budget.

    Example: Then the 20 devices of Ana, Ben, Cleo, Dan and Eva resume without a gap within the recovery budget
    """
    assert_that(outages.not_back(context.scene, people, count), empty())


@when("everything posted is older than {seconds:d} second")
@when("everything posted is older than {seconds:d} seconds")
def grows_old(context: Context, seconds: int) -> None:
    """Waits until the newest message of the scenario is older than that.

    Example: When everything posted is older than 1 second
    """
    outages.grow_old(context.scene, seconds)


@given("the backend buffers at most {count:d} bytes for a slow reader")
def lets_wait(context: Context, count: int) -> None:
    """Starts a backend for this scenario alone with a send buffer of that many bytes for each connection.

    Example: Given the backend buffers at most 2048 bytes for a slow reader
    """
    context.scene.use_variant(send_buffer_bytes=str(count))


@given("{person:Name}'s laptop reconnects automatically")
def by_itself(context: Context, person: str) -> None:
    """Makes the laptop detect a lost connection and reconnect with growing delays, as a real program does.

    Example: Given Ben's laptop reconnects automatically
    """
    reconnection.watch(context.scene, person)


@when("{person:Name}'s laptop reconnects")
def connection_returns(context: Context, person: str) -> None:
    """Reconnects the laptop, which asks for the missed events and rereads what cannot be resumed.

    Example: When Ben's laptop reconnects
    """
    reconnection.come_back(context.scene, person)


@then("{person:Name} resumes without a gap within the recovery budget")
def resumes(context: Context, person: str) -> None:
    """Waits for the laptop to resume from its last position, within the recovery budget.

    Example: Then Ben resumes without a gap within the recovery budget
    """
    matcher = recovered_without_gap(f"{person}/laptop", reconnection.limit_ms(context.scene))
    context.scene.expect(context.scene.history, matcher)


@then("{person:Name} is told of the gap and reads the current state within the recovery budget")
def reads_instead(context: Context, person: str) -> None:
    """Waits for the rejected resumption and the reads that replace it, within the recovery budget.

    Example: Then Ben is told of the gap and reads the current state within the recovery budget
    """
    matcher = recovered_by_reading(f"{person}/laptop", reconnection.limit_ms(context.scene))
    context.scene.expect(context.scene.history, matcher)


@then("{person:Name} is up to date within the recovery budget")
def is_up_to_date(context: Context, person: str) -> None:
    """Waits until the laptop knows everything acknowledged so far, within the recovery budget.

    Example: Then Ben is up to date within the recovery budget
    """
    reconnection.expect_up_to_date(context.scene, person)


@then("{person:Name} is rejected permanently")
def is_refused(context: Context, person: str) -> None:
    """Waits for the laptop to stop reconnecting because its connection is rejected for lack of access.

    Example: Then Ben is rejected permanently
    """
    context.scene.expect(context.scene.history, refused_for_good(f"{person}/laptop"))


@when("{person:Name} posts {count:d} messages of the maximum length over the API")
def posts_longest(context: Context, person: str, count: int) -> None:
    """Posts that many texts of the length that the target allows, one after the other.

    Example: When Ana posts 60 messages of the maximum length over the API
    """
    text = content.of_length(context.scene.target.longest_message)
    for _ in range(count):
        context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@given("{people:Names} have disconnected")
def have_gone_home(context: Context, people: tuple[str, ...]) -> None:
    """Closes the laptops' connections with close frames.

    Example: Given Ana and Ben have disconnected
    """
    for person in people:
        context.scene.call(context.scene.session(person).close)


@when("clean-up runs")
@when("clean-up runs again")
def is_removed(context: Context) -> None:
    """Asks the API to erase everything the scenario created; failures are kept for later steps.

    Example: When clean-up runs
    """
    context.scene.clean_up()


@then("clean-up reports that {person:Name}'s company remains")
def is_left(context: Context, person: str) -> None:
    """The only leftover reported must be that the person's company could not be erased.

    Example: Then clean-up reports that Ana's company remains
    """
    company = context.scene.person(person).identity.company
    told = [one.partition(": ")[0] for one in context.scene.left]
    assert_that(told, equal_to([f"{company} of {person} could not be erased"]))


@then("clean-up has left nothing behind")
def nothing_left(context: Context) -> None:
    """No leftover may be reported or still exist.

    Example: Then clean-up has left nothing behind
    """
    assert_that([*context.scene.left, *context.scene.remains()], empty())
