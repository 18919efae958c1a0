"""Whether an adapter has what the needs that it lists call for, as far as can be told without its backend."""

from collections.abc import Callable, Iterator

from lockstep.clients.dialects.base import MakesNonsense
from lockstep.targets.base import Target
from lockstep.targets.needs import amiss

_CALLS_FOR: dict[str, tuple[str, Callable[[Target], bool]]] = {
    "ping": ("ping to return a command", lambda target: target.ping() is not None),
    "refused-frames": (
        "the codec to have nonsense(what, size)",
        lambda target: isinstance(target.codec(), MakesNonsense),
    ),
    "forged-tokens": ("forge", lambda target: _overrides(target, "forge")),
    "token-renewal": (
        "authenticate and renewal",
        lambda t: _overrides(t, "authenticate") and _overrides(t, "renewal"),
    ),
    "accounts": ("token_places", lambda target: bool(target.token_places)),
    "numbers": ("promises.numbers", lambda target: target.promises.numbers),
    "presence": ("promises.presence", lambda target: target.promises.presence is not None),
    "redelivery": ('promises.delivery "at-least-once"', lambda t: t.promises.delivery == "at-least-once"),
    "load": ("load_profile", lambda target: bool(target.load_profile)),
    "local": ("variant", lambda target: _overrides(target, "variant")),
    "membership": ("rights", lambda target: _overrides(target, "rights")),
    "reads": ("read", lambda target: _overrides(target, "read")),
    "socket-writes": ("command and answered", lambda t: _overrides(t, "command") and _overrides(t, "answered")),
}


def declared_amiss(target: Target) -> list[str]:
    """A sentence for each need or declaration that does not exist, and for each need that calls for something that
    the adapter does not have."""
    return [*amiss(target), *_unmet(target)]


def _unmet(target: Target) -> Iterator[str]:
    for need in sorted(target.needs_met & _CALLS_FOR.keys()):
        what, holds = _CALLS_FOR[need]
        if not holds(target):
            yield f'needs_met has "{need}", which calls for {what}: write it, or leave "{need}" out'


def _overrides(target: Target, method: str) -> bool:
    return getattr(type(target), method) is not getattr(Target, method)
