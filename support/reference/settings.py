"""What can be set with `--set name=value`, and what `--failpoint` takes.

    access_token_s     seconds an access token is valid (900)
    auth_timeout_s     seconds a socket may stay open without a token (5)
    retain_events      newest events of a room kept for those who resume (1000)
    retain_s           seconds an event is kept for those who resume (600)
    ping_s             seconds between the server's WebSocket pings, and within which the pong must come (20)
    send_buffer_bytes  bytes that may wait for one connection before it is closed 4408 (1048576)
    rate_per_s         requests or commands a second and person, or address before login; 0: no limit (0)
    lock_after         failed logins in a row after which an account is locked for 15 minutes; 0: never (10)
    password_cost      KiB of memory for one password hash, 8 is the cheapest (19456)
    expose_counts      true: GET health/database tells the rows of every table (false)

Errors: `SettingError`, one sentence naming the key, the value and what is allowed.
"""

from dataclasses import dataclass, fields
from typing import Literal

_LEAST: dict[str, float] = {
    "access_token_s": 0.1,
    "auth_timeout_s": 0.05,
    "retain_events": 0,
    "retain_s": 0,
    "ping_s": 0.05,
    "send_buffer_bytes": 1_024,
    "rate_per_s": 0,
    "lock_after": 0,
    "password_cost": 8,
}


class SettingError(Exception):
    """A setting or failpoint is unknown or out of range."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one backend; the module tells what they mean."""

    access_token_s: float = 900.0
    auth_timeout_s: float = 5.0
    retain_events: int = 1_000
    retain_s: float = 600.0
    ping_s: float = 20.0
    send_buffer_bytes: int = 1_048_576
    rate_per_s: float = 0.0
    lock_after: int = 10
    password_cost: int = 19_456
    expose_counts: bool = False


@dataclass(frozen=True, slots=True)
class FailpointSetting:
    """What happens after the `nth` commit that has a domain event to send, and before it is sent."""

    action: Literal["kill", "pause"]
    nth: int = 1


def read_settings(pairs: list[str]) -> Settings:
    """The settings that `name=value` pairs ask for. Raises SettingError."""
    defaults = {field.name: field.default for field in fields(Settings)}
    given: dict[str, float | int | bool] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or name not in defaults:
            raise SettingError(f"--set {pair!r} is not name=value with one of the names {', '.join(defaults)}")
        given[name] = _value(name, text, type(defaults[name]))
    return Settings(**given)  # type: ignore[arg-type]  # each value was read as the type of its own default


def _value(name: str, text: str, kind: type) -> float | int | bool:
    if kind is bool:
        if text not in {"true", "false"}:
            raise SettingError(f"--set {name}={text!r} must be true or false")
        return text == "true"
    least = _LEAST[name]
    try:
        value = int(text) if kind is int else float(text)
    except ValueError:
        value = float("nan")
    if not least <= value < float("inf"):
        whole = "a whole number" if kind is int else "a number"
        raise SettingError(f"--set {name}={text!r} must be {whole} of at least {least:g}")
    return value


def read_failpoint(text: str) -> FailpointSetting:
    """`after_commit=kill`, `after_commit=pause`, or the same with `:N` for the N-th commit. Raises SettingError."""
    where, _, what = text.partition("=")
    action, colon, number = what.partition(":")
    nth = int(number) if number.isascii() and number.isdigit() else 0 if colon else 1
    if where != "after_commit" or nth < 1:
        raise SettingError(f"--failpoint {text!r} must be after_commit=kill or after_commit=pause, or that with :N")
    if action == "kill":
        return FailpointSetting("kill", nth)
    if action == "pause":
        return FailpointSetting("pause", nth)
    raise SettingError(f"--failpoint {text!r}: {action!r} must be kill or pause")
