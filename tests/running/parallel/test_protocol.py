"""Messages arrive whole, in order, even when a signal comes while one is sent."""

import multiprocessing
import signal

import pytest
from lockstep.running.parallel.protocol import Channel, Concluded, Ending, Free, Over, Said

from tests.reporting.made import VIOLATED, problem, scenario


def test_every_message_arrives_as_it_was_sent() -> None:
    ours, theirs = multiprocessing.Pipe()
    channel = Channel(theirs)
    sent = [
        Said("hello"),
        Concluded(scenario(status="failed", problems=[problem()], verdicts=[VIOLATED])),
        Ending("", "--stop was given"),
        Over([problem("error")], "the target died"),
    ]
    for message in sent:
        channel.send(message)
    assert [ours.recv() for _ in sent] == sent
    ours.close()
    theirs.close()


def test_asking_for_a_scenario() -> None:
    ours, theirs = multiprocessing.Pipe()
    for answer in (3, None):
        ours.send(answer)
        assert Channel(theirs).scenario() == answer
        assert ours.recv() == Free()
    ours.close()
    with pytest.raises(OSError, match="the run that this worker belonged to is gone"):
        Channel(theirs).scenario()
    theirs.close()


def test_a_signal_waits_until_the_message_is_sent() -> None:
    class Interrupting:
        def send(self, message: object) -> None:
            signal.raise_signal(signal.SIGINT)
            sent.append(message)

    sent: list[object] = []
    with pytest.raises(KeyboardInterrupt):
        Channel(Interrupting()).send(Said("whole"))  # type: ignore[arg-type] # only what is sent matters here
    assert sent == [Said("whole")]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
