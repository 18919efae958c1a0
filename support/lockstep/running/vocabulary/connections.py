"""Sockets: the unusual actions on a connection, in the words of the steps.

`PLACES`, `TOKENS`, `NONSENSE`, `REASONS` and `POSITIONS` are what the words of a feature mean; `BEFORE` names the
position in numbers that have restarted since.
"""

import signal
from collections.abc import Callable

from lockstep.clients.dialects.base import MakesNonsense, Nonsense, Raw
from lockstep.history.rows import Position
from lockstep.matchers.connection import Endings
from lockstep.running.scene.scene import Scene
from lockstep.targets.base import ConnectRequest, Identity, Target
from lockstep.targets.declarations import NotPromisedError

PLACES = {"in the header": "header", "in the address": "query", "in the first message": "message"}

REASONS = {
    "access was revoked": "revoked",
    "of the token": "token",
    "only text is accepted": "binary",
    "the message was too large": "oversized",
    "the reader was too slow": "slow",
}

NONSENSE: dict[str, Nonsense] = {
    "a malformed frame": "malformed",
    "an unknown command": "unknown",
    "a command without data": "empty",
    "a binary frame": "binary",
    "a message larger than allowed": "oversized",
}
_BINARY = b"\x00\x01\x02"

TOKENS: dict[str, Callable[[Target, str], str | None]] = {
    "a malformed": lambda _, __: "not-a-token",
    "no": lambda _, __: "",
    "a forged": lambda target, token: target.forge(token),
}


def endings(target: Target, reason: str) -> Endings:
    """How the target declares that a session ends for this reason. Raises NotPromisedError if it declares nothing."""
    found = target.promised().slow_codes if reason == "slow" else tuple(target.closes.get(reason, ()))
    if not found:
        where = "promises.slow_codes" if reason == "slow" else f'closes["{reason}"]'
        raise NotPromisedError(f"target {target.name} does not declare how a session ends here: {where}")
    return found


def nonsense(target: Target, what: Nonsense) -> Raw:
    """A message that makes no sense, as the target's codec makes it. Raises NotPromisedError if it makes none."""
    if what == "binary":
        return _BINARY
    codec = target.codec()
    made = codec.nonsense(what, target.largest_frame + 1) if isinstance(codec, MakesNonsense) else None
    if made is None:
        raise NotPromisedError(f"target {target.name}: its codec {codec.name} makes no such message ({what})")
    return made


BEFORE = "an outdated"
_LEAP_S, _ROUND_TRIPS = 600, 3
POSITIONS: dict[str, Callable[[Position], Position]] = {
    "a nonsensical": lambda at: Position(place="nonsense") if at.seq is None else Position(at.epoch, -5),
    "a future": lambda at: Position(at.epoch, (at.seq or 0) + 1_000_000),
    BEFORE: lambda at: Position("before", at.seq),
}


def connect(scene: Scene, person: str, *, place: str, token: str = "") -> bool:
    """Open a connection with the token in some place, or with another token; false when it was rejected."""
    identity, target = scene.person(person).identity, scene.target
    if target.token_places and PLACES[place] not in target.token_places:
        raise NotPromisedError(f"target {target.name} accepts no token {place}")
    if token:
        made = TOKENS[token](target, identity.access_token)
        if made is None:
            raise NotPromisedError(f"target {target.name} does not say what {token} token looks like: forge")
        identity = Identity(person, access_token=made)
    return scene.connect(person, args=scene.target.connect_args(ConnectRequest(identity, how=PLACES[place])))


def come_back_to(scene: Scene, person: str, position: str) -> bool:
    """Open a connection and ask for events after an impossible position; false when the server rejected it."""
    session = scene.session(person)
    wrong = {channel: POSITIONS[position](at) for channel, at in session.positions.items()}
    return scene.call(session.come_back, wrong)


def come_back_to_room(scene: Scene, person: str, room: str, position: str) -> bool:
    """Open a connection and ask for the events of one chatroom after a position that cannot exist, made from
    where somebody else is in it; false when the server rejected it. Raises LookupError if nobody is."""
    channel = scene.ref(room)
    sessions = [session for actor in scene.actors.values() for session in actor.sessions.values()]
    known = [session.positions[channel] for session in sessions if channel in session.positions]
    if not known:
        raise LookupError(f'nobody has a position in "{room}" yet')
    return scene.call(scene.session(person).come_back, {channel: POSITIONS[position](known[-1])})


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
