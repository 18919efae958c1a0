"""Recovery: connections that are lost and return, readers that fall behind."""

from support.data import content
from support.matchers.recovery import recovered_by_reading, recovered_without_gap, refused_for_good
from support.running import chat, returning
from support.running.steps import Context, given, then, when


@given("the backend keeps the last {count:d} events for those who return")
def keeps_events(context: Context, count: int) -> None:
    context.scene.use_variant(retain_events=str(count))


@given("the backend lets {count:d} bytes wait for a reader")
def lets_wait(context: Context, count: int) -> None:
    context.scene.use_variant(send_buffer_bytes=str(count))


@given("{person:Name}'s laptop returns by itself")
def by_itself(context: Context, person: str) -> None:
    returning.watch(context.scene, person)


@when("{person:Name}'s connection returns")
def connection_returns(context: Context, person: str) -> None:
    returning.come_back(context.scene, person)


@then("{person:Name} resumes without a gap within the recovery budget")
def resumes(context: Context, person: str) -> None:
    matcher = recovered_without_gap(f"{person}/laptop", returning.limit_ms(context.scene))
    context.scene.expect(context.scene.history, matcher)
    returning.measure(context.scene, person)


@then("{person:Name} is told of the gap, and has read what is there, within the recovery budget")
def reads_instead(context: Context, person: str) -> None:
    matcher = recovered_by_reading(f"{person}/laptop", returning.limit_ms(context.scene))
    context.scene.expect(context.scene.history, matcher)
    returning.measure(context.scene, person)


@then("{person:Name} is refused for good")
def is_refused(context: Context, person: str) -> None:
    context.scene.expect(context.scene.history, refused_for_good(f"{person}/laptop"))


@when("{person:Name} posts {count:d} of the longest messages over the API")
def posts_longest(context: Context, person: str, count: int) -> None:
    text = content.of_length(context.scene.target.longest_message)
    for _ in range(count):
        context.scene.act(person, "post_message", room=chat.room(context.scene), content=text)


@when("{person:Name}'s laptop stops reading")
def stops_reading(context: Context, person: str) -> None:
    returning.pause(context.scene, person)


@when("{person:Name}'s laptop reads on")
def reads_on(context: Context, person: str) -> None:
    returning.read_on(context.scene, person)
