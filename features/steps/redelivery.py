"""Redelivery: clients that acknowledge nothing, and what they are therefore given again."""

from lockstep.matchers.redelivery import given_again
from lockstep.running.vocabulary.step_decorators import Context, given, then


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
