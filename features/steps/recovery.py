"""Recovery: connections that are lost and return, readers that fall behind."""

from hamcrest import assert_that, empty, equal_to
from lockstep.data import content
from lockstep.matchers.recovery import recovered_by_reading, recovered_without_gap, refused_for_good
from lockstep.running.vocabulary import chat, outages, reconnection
from lockstep.running.vocabulary.fault_phrases import OWN_BACKEND
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("the backend keeps the last {count:d} events for reconnecting devices")
def keeps_events(context: Context, count: int) -> None:
    context.scene.use_variant(retain_events=str(count), **OWN_BACKEND)


@given("the backend keeps events for {seconds:d} second for reconnecting devices")
@given("the backend keeps events for {seconds:d} seconds for reconnecting devices")
def keeps_seconds(context: Context, seconds: int) -> None:
    context.scene.use_variant(retain_s=str(seconds), **OWN_BACKEND)


@given("the backend accepts {count:d} requests a second from each person")
def takes_requests(context: Context, count: int) -> None:
    context.scene.use_variant(rate_per_s=str(count), **OWN_BACKEND)


@given("the backend sends a ping every two seconds")
def asks_often(context: Context) -> None:
    context.scene.use_variant(ping_s="2", **OWN_BACKEND)


@given('{people:Names} listen to "{room}" on {count:d} more devices each')
def listen_on_devices(context: Context, people: tuple[str, ...], room: str, count: int) -> None:
    outages.listen_everywhere(context.scene, people, room, count)


@when("the connections of {count:d} devices of {people:Names} are cut at once")
def are_cut(context: Context, count: int, people: tuple[str, ...]) -> None:
    outages.cut_everywhere(context.scene, people, count)


@when("the {count:d} devices of {people:Names} reconnect at once")
def return_at_once(context: Context, count: int, people: tuple[str, ...]) -> None:
    outages.come_back_everywhere(context.scene, people, count)


@then("the {count:d} devices of {people:Names} resume without a gap within the recovery budget")
def all_resume(context: Context, count: int, people: tuple[str, ...]) -> None:
    assert_that(outages.not_back(context.scene, people, count), empty())


@when("everything posted is older than {seconds:d} second")
@when("everything posted is older than {seconds:d} seconds")
def grows_old(context: Context, seconds: int) -> None:
    outages.grow_old(context.scene, seconds)


@given("the backend buffers at most {count:d} bytes for a slow reader")
def lets_wait(context: Context, count: int) -> None:
    context.scene.use_variant(send_buffer_bytes=str(count), **OWN_BACKEND)


@given("{person:Name}'s laptop reconnects automatically")
def by_itself(context: Context, person: str) -> None:
    reconnection.watch(context.scene, person)


@when("{person:Name}'s laptop reconnects")
def connection_returns(context: Context, person: str) -> None:
    reconnection.come_back(context.scene, person)


@then("{person:Name} resumes without a gap within the recovery budget")
def resumes(context: Context, person: str) -> None:
    matcher = recovered_without_gap(f"{person}/laptop", reconnection.limit_ms(context.scene))
    context.scene.expect(context.scene.history, matcher)


@then("{person:Name} is told of the gap and reads the current state within the recovery budget")
def reads_instead(context: Context, person: str) -> None:
    matcher = recovered_by_reading(f"{person}/laptop", reconnection.limit_ms(context.scene))
    context.scene.expect(context.scene.history, matcher)


@then("{person:Name} is up to date within the recovery budget")
def is_up_to_date(context: Context, person: str) -> None:
    reconnection.expect_up_to_date(context.scene, person)


@then("{person:Name} is rejected permanently")
def is_refused(context: Context, person: str) -> None:
    context.scene.expect(context.scene.history, refused_for_good(f"{person}/laptop"))


@when("{person:Name} posts {count:d} messages of the maximum length over the API")
def posts_longest(context: Context, person: str, count: int) -> None:
    text = content.of_length(context.scene.target.longest_message)
    for _ in range(count):
        context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when("{person:Name}'s laptop stops reading")
def stops_reading(context: Context, person: str) -> None:
    reconnection.pause(context.scene, person)


@when("{person:Name}'s laptop resumes reading")
def reads_on(context: Context, person: str) -> None:
    reconnection.read_on(context.scene, person)


@given("{people:Names} have disconnected")
def have_gone_home(context: Context, people: tuple[str, ...]) -> None:
    for person in people:
        context.scene.call(context.scene.session(person).close)


@when("clean-up runs")
@when("clean-up runs again")
def is_removed(context: Context) -> None:
    context.scene.clean_up()


@then("clean-up reports that {person:Name}'s company remains")
def is_left(context: Context, person: str) -> None:
    company = context.scene.person(person).identity.company
    told = [one.partition(": ")[0] for one in context.scene.left]
    assert_that(told, equal_to([f"{company} of {person} could not be erased"]))


@then("clean-up has left nothing behind")
def nothing_left(context: Context) -> None:
    assert_that([*context.scene.left, *context.scene.remains()], empty())
