"""Sockets: the unusual actions on a connection, in the words of the steps.

`PLACES`, `TOKENS`, `NONSENSE`, `REASONS` and `POSITIONS` are what the words of a feature mean; `BEFORE` names the
position in numbers that have restarted since.
"""

import signal
from collections.abc import Callable

from lockstep.history.rows import Position
from lockstep.running.scene.scene import Scene
from lockstep.targets.base import ConnectRequest, Identity

PLACES = {"in the header": "header", "in the address": "query", "in the first message": "message"}

REASONS = {
    "access was revoked": 4403,
    "of the token": 4401,
    "only text is accepted": 1003,
    "the message was too large": 1009,
    "the reader was too slow": 4408,
}

NONSENSE: dict[str, str | bytes] = {
    "a malformed frame": "{this is not a frame",
    "an unknown command": '{"event": "make_coffee", "ref": "nonsense", "data": {}}',
    "a command without data": '{"event": "join_chatroom", "ref": "nonsense"}',
    "a binary frame": b"\x00\x01\x02",
    "a message larger than allowed": '{"event": "ping", "data": {"padding": "' + "x" * 70_000 + '"}}',
}


def _forged(token: str) -> str:
    """The same claims under a signature that is not the backend's."""
    head, claims, signature = token.split(".")
    return f"{head}.{claims}.{signature[::-1]}"


TOKENS: dict[str, Callable[[str], str]] = {
    "a malformed": lambda _: "not-a-token",
    "no": lambda _: "",
    "a forged": _forged,
}

BEFORE = "an outdated"
_LEAP_S, _ROUND_TRIPS = 600, 3
POSITIONS: dict[str, Callable[[Position], Position]] = {
    "a nonsensical": lambda at: Position(place="nonsense") if at.seq is None else Position(at.epoch, -5),
    "a future": lambda at: Position(at.epoch, (at.seq or 0) + 1_000_000),
    BEFORE: lambda at: Position("before", at.seq),
}


def connect(scene: Scene, person: str, *, place: str, token: str = "") -> bool:
    """Open a connection with the token in some place, or with another token; false when it was rejected."""
    identity = scene.person(person).identity
    if token:
        identity = Identity(person, access_token=TOKENS[token](identity.access_token))
    return scene.connect(person, args=scene.target.connect_args(ConnectRequest(identity, how=PLACES[place])))


def come_back_to(scene: Scene, person: str, position: str) -> bool:
    """Open a connection and ask for events after an impossible position; false when the server rejected it."""
    session = scene.session(person)
    wrong = {channel: POSITIONS[position](at) for channel, at in session.positions.items()}
    return scene.call(session.come_back, wrong)


def have_tokens_live(scene: Scene, minutes: int) -> None:
    """Give this scenario its own backend with this lifetime of tokens, and with a clock that can be put forward.
    Raises TargetFaultError if the target cannot be started like that."""
    scene.use_variant(access_token_s=str(60 * minutes), leap_s=str(_LEAP_S))


def let_ten_minutes_pass(scene: Scene) -> None:
    """Put the clock of the scenario's own backend forward, and make sure that this took effect: a signal is handled
    at the latest when the server has completed its loop twice since. Raises LookupError if there is no process."""
    process = scene.target.process()
    if process is None:
        raise LookupError("the clock of a backend that the suite has not started cannot be put forward")
    process.signal(signal.SIGUSR2)
    person = next(iter(scene.actors))
    for _ in range(_ROUND_TRIPS):
        scene.read(person, "me")
