"""Silence: somebody received nothing of something, which counts only where they could have received it.

Someone who listened to nothing in the whole scenario proves nothing: then evidence is missing. Someone whose
connections or subscriptions had all ended when the act began could not receive anything any more; that is told beside
the step.
"""

from hamcrest import assert_that

from lockstep.history.rows import Resume, Subscribe
from lockstep.matchers.delivery import silent
from lockstep.matchers.received import Received
from lockstep.running.errors import UnknownError
from lockstep.running.vocabulary.step_decorators import Context

NOT_COUNTED = "not counted: {} had no subscription any more when it happened"


def received_nothing(
    context: Context, person: str, *, asked: list[str] | None = None, channel: str | None = None
) -> None:
    """Wait until the system is quiet, so that a missing event is proof; nothing of these writes, or in this channel,
    may have arrived. Raises UnknownError, AssertionError."""
    context.scene.settle()
    received = context.scene.received(person)
    could = could_receive(received)
    if could is None:
        raise UnknownError(
            f"{person} has listened to nothing in this scenario, so nothing could have been received: "
            "let them listen to a chatroom before the act"
        )
    if not could:
        vars(context.current_step)["ran_as"] = NOT_COUNTED.format(person)
    assert_that(received, silent(asked=asked, channel=channel))


def could_receive(received: Received) -> bool | None:
    """Whether the person had a subscription at the cursor or later; None if they never had one."""
    rows = [row for row in received.history.rows() if row.person == received.person]
    channels = {row.channel for row in rows if isinstance(row, Subscribe) and row.phase == "done"}
    channels |= {name for row in rows if isinstance(row, Resume) and row.phase == "done" for name in row.claims}
    return any(received.listening(channel) for channel in channels) if channels else None
