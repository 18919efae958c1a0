"""The settings for `--set name=value`, and the values of `--failpoint`.

    access_token_s     seconds an access token is valid (900)
    auth_timeout_s     seconds a socket may stay open without a token (5)
    retain_events      newest events of a room kept for resuming (1000)
    retain_s           seconds an event is kept for resuming (600)
    ping_s             seconds between the server's WebSocket pings, and within which the pong must come (20)
    send_buffer_bytes  bytes that may wait for one connection before it is closed 4408 (1048576)
    rate_per_s         requests or commands a second and person, or address before login; 0: no limit (0)
    lock_after         failed logins in a row after which an account is locked for 15 minutes; 0: never (10)
    password_cost      KiB of memory for one password hash, 8 is the cheapest (19456)
    typing_s           seconds after which a typing indicator ends without a stop (5)
    leap_s             seconds by which SIGUSR2 puts the clock forward, to test long durations (0)
    expose_counts      true: GET health/database returns the row count of every table (false)

Errors: `SettingError`, one sentence naming the key, the value and what is allowed.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class SettingError(Exception):
    """A setting or failpoint is unknown or out of range."""


def _from(least: float) -> Meta:
    return Meta(ge=least, le=10**12)


class Settings(msgspec.Struct, frozen=True):
    """The settings of one backend, described in the module's docstring."""

    access_token_s: Annotated[float, _from(0.1)] = 900.0
    auth_timeout_s: Annotated[float, _from(0.05)] = 5.0
    retain_events: Annotated[int, _from(0)] = 1_000
    retain_s: Annotated[float, _from(0)] = 600.0
    ping_s: Annotated[float, _from(0.05)] = 20.0
    send_buffer_bytes: Annotated[int, _from(1_024)] = 1_048_576
    rate_per_s: Annotated[float, _from(0)] = 0.0
    lock_after: Annotated[int, _from(0)] = 10
    password_cost: Annotated[int, _from(8)] = 19_456
    typing_s: Annotated[float, _from(0.05)] = 5.0
    leap_s: Annotated[float, _from(0)] = 0.0
    expose_counts: bool = False


class FailpointSetting(msgspec.Struct, frozen=True):
    """What happens after the `nth` commit that has a domain event to send, and before it is sent."""

    action: Literal["kill", "pause"]
    nth: int = 1


def read_settings(pairs: list[str]) -> Settings:
    """Parse `name=value` pairs. Raises SettingError."""
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        names = Settings.__struct_fields__
        if not equals or name not in names:
            raise SettingError(f"--set {pair!r} is not name=value with one of the names {', '.join(names)}.")
        given[name] = text
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        what, _, path = str(error).rpartition(" - at `$.")
        name = path.removesuffix("`")
        allowed = what.partition(", got")[0].replace("Expected", "expected").replace("`", "")
        raise SettingError(f"--set {name}={given[name]!r} is not allowed: {allowed}.") from error


def read_failpoint(text: str) -> FailpointSetting:
    """`after_commit=kill`, `after_commit=pause`, or the same with `:N` for the N-th commit. Raises SettingError."""
    where, _, what = text.partition("=")
    action, colon, number = what.partition(":")
    nth = int(number) if number.isascii() and number.isdigit() else 0 if colon else 1
    if where != "after_commit" or nth < 1:
        raise SettingError(f"--failpoint {text!r} must be after_commit=kill or after_commit=pause, or that with :N.")
    if action == "kill":
        return FailpointSetting("kill", nth)
    if action == "pause":
        return FailpointSetting("pause", nth)
    raise SettingError(f"--failpoint {text!r}: {action!r} must be kill or pause.")
