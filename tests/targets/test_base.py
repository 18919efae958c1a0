"""What an adapter gets for nothing."""

import asyncio

import pytest
from lockstep.clients.dialects.base import Frame
from lockstep.history.rows import Position
from lockstep.targets.base import Answer, Identity, Look, Target, TargetFaultError, Write
from lockstep.targets.declarations import Pending

from tests.targets.plain import PlainTarget


class Least(PlainTarget):
    """Only what every adapter must define; all else is the default."""

    name = "least"


for inherited in ("rights", "command", "answered", "subscribe", "unsubscribe", "resume", "ping", "notices", "answers",
                  "refusal", "schema_of", "read"):  # fmt: skip
    setattr(Least, inherited, getattr(Target, inherited))

WRITE = Write("w", "Ana", "post_message", {})


def test_an_adapter_without_schema_of_states_no_schema() -> None:
    class Stating(PlainTarget):
        def schema_of(self, frame: Frame) -> str | None:
            return None

    assert Stating("ws://127.0.0.1:1/").promised().schemas
    assert not type("Silent", (PlainTarget,), {"schema_of": Target.schema_of}).promises.schemas


def test_the_defaults_do_nothing() -> None:
    target = Least("ws://127.0.0.1:1/")
    assert target.rights(WRITE, None) == []
    assert target.sent(WRITE) is None
    assert target.where(WRITE) is None
    assert target.command(WRITE) is None
    assert target.subscribe("x") is None
    assert target.unsubscribe("x") is None
    assert target.resume({"x": Position()}) is None
    assert target.ping() is None
    assert target.mark("x", "t") is None
    assert target.alive()
    assert asyncio.run(target.health()) == []
    assert asyncio.run(target.clean_up([])) == []
    assert asyncio.run(target.leftovers()) == []


def test_what_a_target_cannot_do_is_said() -> None:
    target = Least("ws://127.0.0.1:1/")
    with pytest.raises(TargetFaultError, match="target least has no read 'messages'"):
        asyncio.run(target.read("messages", Identity("Ana")))
    with pytest.raises(TargetFaultError, match="target least has no writes over the socket"):
        target.answered(WRITE, None)


def test_going_elsewhere() -> None:
    target = Least("ws://127.0.0.1:1/")
    target.go_to("http://127.0.0.1:2", "ws://127.0.0.1:3")
    assert (target.api_base_url, target.websocket_url) == ("http://127.0.0.1:2", "ws://127.0.0.1:3")


def test_secrets_are_not_shown() -> None:
    identity = Identity("Ana", password="p!1", access_token="a.b.c", refresh_token="r")
    assert identity.secrets() == ["p!1", "a.b.c", "r"]
    for secret in identity.secrets():
        assert secret not in repr(identity).replace("Identity(person=", "")
    assert "raw" not in repr(Answer("ok", "200", raw="secret"))


def test_how_long_somebody_waits_is_the_targets_own() -> None:
    with pytest.raises(TargetFaultError, match="target least does not define how long to wait for an answer"):
        Least("ws://127.0.0.1:1/").wait_at_most(Identity("Ana"), 0.5)


@pytest.mark.parametrize(
    ("kind", "refusal", "said"),
    [("error", "404: no", "404: no"), ("ERROR", "no", "no"), ("error", None, "error"), ("ack", "no", None)],
)
def test_an_error_says_what_it_refuses(
    monkeypatch: pytest.MonkeyPatch, kind: str, refusal: str | None, said: str | None
) -> None:
    target = Least("ws://127.0.0.1:1/")
    monkeypatch.setattr(target, "refusal", lambda _: refusal)
    assert target.error_of(Frame(kind, event=False)) == said


@pytest.mark.parametrize(
    ("look", "accepted", "rejected"),
    [
        (Look("200"), True, False),
        (Look("403"), False, True),
        (Look("404"), False, True),
        (Look("500"), False, False),
        (Look("timeout"), False, False),
        (Look("ok", outcome="ok"), True, False),
        (Look("200", outcome="fail"), False, True),
        (Look("404", outcome="info"), False, False),
    ],
)
def test_what_a_read_came_to_is_the_adapters_to_say(look: Look, *, accepted: bool, rejected: bool) -> None:
    assert (look.accepted, look.rejected) == (accepted, rejected)


def test_a_frame_answers_what_its_reference_names_and_an_event_nothing() -> None:
    target = Least("ws://127.0.0.1:1/")
    pending = [Pending("7", "post", None)]
    assert target.answers_to(Frame("ack", event=False, ref="7"), pending) == "7"
    assert target.answers_to(Frame("posted", event=True, ref="7"), pending) is None
    assert target.answers_to(Frame("error", event=False), pending) is None


def test_nobody_knows_what_became_of_a_write_that_is_never_answered() -> None:
    target, write = Least("ws://127.0.0.1:1/"), WRITE
    answer = target.unacknowledged(write)
    assert (answer.outcome, answer.status) == ("info", "unanswered")
    assert asyncio.run(target.completed(write, answer, Identity("Ana"))) is answer
