"""What the unusual words mean."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest
from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.rows import Effect, Position, Promises, Resume
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import setup
from lockstep.running.vocabulary.connections import (
    POSITIONS,
    TOKENS,
    come_back_to_room,
    connect,
    endings,
    let_ten_minutes_pass,
    nonsense,
)
from lockstep.targets.base import Answer, ConnectArgs, ConnectRequest, Event, Identity, Target, Write
from lockstep.targets.declarations import NotPromisedError
from lockstep.targets.reference.declared import forged

from tests.running.owned import scene


def test_bad_tokens_are_not_the_good_one() -> None:
    good, target = "head.claims.signature", cast("Target", SimpleNamespace(forge=forged))
    assert TOKENS["a forged"](target, good) == "head.claims.erutangis"
    assert TOKENS["a forged"](target, "a-token-of-one-part") is None
    assert TOKENS["no"](target, good) == ""
    assert TOKENS["a malformed"](target, good) not in {good, "", None}


class Quiet(Target):
    """Declares nothing; its codec makes no nonsense."""

    name = "quiet"

    async def start(self) -> None:
        """Nothing to start."""

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        return ConnectArgs("ws://127.0.0.1:1/")

    def codec(self) -> Codec:
        return codec_named("stomp")

    async def perform(self, write: Write, identity: Identity) -> Answer:
        return Answer("ok", "200")

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        return []

    def normalise(self, frame: Frame) -> list[Event]:
        return []


class Declares(Quiet):
    closes: ClassVar[Any] = {"revoked": (4001, "frame"), "token": (401,)}
    promises = Promises(slow_codes=(4408,))
    largest_frame = 100

    def codec(self) -> Codec:
        return codec_named("json")


@pytest.mark.parametrize(("reason", "codes"), [("revoked", (4001, "frame")), ("token", (401,)), ("slow", (4408,))])
def test_a_session_ends_as_the_adapter_declares(reason: str, codes: tuple[int | str, ...]) -> None:
    assert endings(Declares(), reason) == codes
    with pytest.raises(NotPromisedError, match="target quiet does not declare how a session ends here: .*" + reason):
        endings(Quiet(), reason)


@pytest.mark.parametrize("what", ["malformed", "unknown", "empty", "oversized"])
def test_nonsense_is_made_by_the_codec(what: Any) -> None:
    made = nonsense(Declares(), what)
    assert isinstance(made, str)
    assert (len(made) > 100) is (what == "oversized")
    with pytest.raises(NotPromisedError, match=f"its codec stomp makes no such message .{what}"):
        nonsense(Quiet(), what)


def test_a_binary_message_is_the_same_for_everyone() -> None:
    assert nonsense(Quiet(), "binary") == b"\x00\x01\x02"


def test_a_token_goes_only_where_the_adapter_accepts_one() -> None:
    class HeaderOnly(Declares):
        token_places = ("header",)

    scene = SimpleNamespace(
        target=HeaderOnly(),
        person=lambda name: SimpleNamespace(identity=Identity(name, access_token="good")),
        connect=lambda *_, **__: True,
    )
    assert connect(cast("Scene", scene), "Ana", place="in the header")
    with pytest.raises(NotPromisedError, match="accepts no token in the address"):
        connect(cast("Scene", scene), "Ana", place="in the address")
    with pytest.raises(NotPromisedError, match="does not say what a forged token looks like: forge"):
        connect(cast("Scene", scene), "Ana", place="in the header", token="a forged")


@pytest.mark.parametrize("what", list(POSITIONS))
def test_wrong_positions_are_wrong(what: str) -> None:
    wrong = POSITIONS[what](Position("e", 7))
    assert wrong.seq is not None
    assert wrong.seq < 0 or wrong.seq > 7 or wrong.epoch != "e"


def test_time_does_not_pass_on_a_backend_that_others_started() -> None:
    elsewhere = cast("Scene", SimpleNamespace(target=SimpleNamespace(process=lambda: None)))
    with pytest.raises(LookupError, match="that the suite has not started cannot be put forward"):
        let_ten_minutes_pass(elsewhere)


def test_a_position_in_a_chatroom_is_made_from_where_somebody_else_is(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.employ(made, "Zoe", company="the other company")
        with pytest.raises(LookupError, match='nothing in this scenario is called "lunch" yet'):
            come_back_to_room(made, "Zoe", "lunch", "a future")
        made.call(made.session("Zoe").cut)
        assert come_back_to_room(made, "Zoe", "design", "a future")
        asked = [row for row in made.history.of(Resume, person="Zoe") if row.phase == "requested"]
        assert [list(row.asked) for row in asked] == [[made.ref("design")]]
        assert (asked[0].asked[made.ref("design")].seq or 0) >= 1_000_000
        made.name("chatroom:999", "elsewhere")
        with pytest.raises(LookupError, match='nobody has a position in "elsewhere" yet'):
            come_back_to_room(made, "Zoe", "elsewhere", "a future")
