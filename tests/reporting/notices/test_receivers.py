"""Messages really go out, to a receiver on this machine; what is not taken is told by its place."""

from lockstep.reporting.notices.receivers import Message, deliver
from lockstep.running.service.webhook_receiver import receiver


def message(to: str) -> Message:
    return Message(to=to, title="a title", body='Ana posted "<b>hello</b>"\nBen received nothing', kind="failure")


def test_what_is_taken_arrives_as_it_is_and_what_is_not_is_told() -> None:
    with receiver() as good, receiver(500) as bad:
        with receiver() as gone:
            nobody = gone.address
        missed = deliver([message(one) for one in (bad.address, good.address, nobody, "nonsense://x")])
        assert missed == [0, 2, 3]
        (received,) = good.received
        assert (received["title"], received["type"]) == ("a title", "failure")
        assert received["message"] == 'Ana posted "<b>hello</b>"\nBen received nothing'


def test_a_receiver_that_never_answers_is_waited_for_no_longer_than_allowed() -> None:
    with receiver(None) as silent:
        assert deliver([message(silent.address)], limit_s=0.3) == [0]
