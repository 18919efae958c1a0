"""Which frame answers which command."""

import asyncio
from collections.abc import Sequence

import pytest
from lockstep.actors.pending_commands import PendingCommands
from lockstep.clients.dialects.base import Frame
from lockstep.targets.declarations import Pending

from tests.targets.plain import PlainTarget


class ByOrder(PlainTarget):
    """Errors carry no reference; a message is confirmed by nothing but its event."""

    def answers_to(self, frame: Frame, pending: Sequence[Pending]) -> str | None:
        if frame.event:
            return next((one.ref for one in pending if one.data == frame.data), None)
        return pending[0].ref if frame.kind == "error" else super().answers_to(frame, pending)


def commands(target: type[PlainTarget] = PlainTarget) -> PendingCommands:
    return PendingCommands(target("ws://127.0.0.1:1"))


def test_an_answer_finds_its_command_by_its_reference() -> None:
    async def acted() -> None:
        pending = commands()
        first, second = pending.begin("a", "post", 1), pending.begin("b", "post", 2)
        pending.answer(Frame("ack", event=False, ref="b"))
        pending.answer(Frame("ack", event=False, ref="other"))
        pending.answer(Frame("news", event=True, ref="a"))
        assert (first.done(), second.result().ref) == (False, "b")
        pending.end("a")
        pending.answer(Frame("ack", event=False, ref="a"))
        assert not first.done()

    asyncio.run(acted())


def test_an_error_without_a_reference_answers_the_oldest_command() -> None:
    async def acted() -> None:
        pending = commands(ByOrder)
        first, second = pending.begin("a", "post", 1), pending.begin("b", "post", 2)
        pending.answer(Frame("error", event=False))
        assert (first.result().kind, second.done()) == ("error", False)
        pending.answer(Frame("error", event=False))
        assert second.done()

    asyncio.run(acted())


def test_an_event_may_be_the_answer() -> None:
    async def acted() -> None:
        pending = commands(ByOrder)
        first, second = pending.begin("a", "post", 1), pending.begin("b", "post", 2)
        pending.answer(Frame("news", event=True, data=2))
        assert (first.done(), second.result().data) == (False, 2)

    asyncio.run(acted())


def test_an_end_fails_what_was_not_answered() -> None:
    async def acted() -> None:
        pending = commands()
        first, second = pending.begin("a", "post", 1), pending.begin("b", "post", 2)
        pending.answer(Frame("ack", event=False, ref="a"))
        pending.fail("it is over")
        assert first.result().ref == "a"
        with pytest.raises(ConnectionError, match="it is over"):
            await second

    asyncio.run(acted())
