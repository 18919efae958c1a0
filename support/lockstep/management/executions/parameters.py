"""The parameters of an execution: the settings that a person who executes a scenario may choose.

Only those in `ALLOWED`: a setting that could write elsewhere, load code, address other machines or notify people is
rejected, and so is an unknown setting or an invalid value. Addresses must belong to this machine, to the backend that
the service itself is set to, or to a host in `LOCKSTEP_LOAD_ALLOW_HOSTS`. A value with a secret is passed on, but
stored and displayed only as `[redacted]`. Errors: ParametersError, one sentence each.
"""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from lockstep.masking import MASK
from lockstep.settings import Settings, SettingsError, load
from lockstep.settings.model import env_name, key_of
from lockstep.settings.model import shown as shown_setting
from lockstep.targets.registry import TARGETS

ALLOWED = frozenset({
    "target", "dialect", "api_base_url", "websocket_url", "api_response_threshold", "websocket_delivery_threshold",
    "budgets", "loss_deadline", "connection_recovery_threshold", "concurrent_users_threshold",
    "memory_usage_threshold", "error_rate_threshold", "users", "duration", "allow_flaky", "cleanup_after_tests",
    "use_fixtures", "generate_dynamic_data", "seed", "plant",
})  # fmt: skip
ELSEWHERE = {"test_timeout": "timeout", "test_retry_count": "retryCount"}
LONGEST = 1_000


class ParametersError(Exception):
    """Parameters are rejected; `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def checked(parameters: Mapping[str, Any], own: Settings) -> dict[str, str]:
    """The parameters as texts, each a setting's key and its value. `own` are the service's settings. Raises
    ParametersError."""
    problems = [problem for key, value in parameters.items() if (problem := _problem(key, value))]
    if problems:
        raise ParametersError(problems)
    texts = {key: _text(value) for key, value in parameters.items()}
    try:
        settings = load(os.environ, texts)
    except SettingsError as error:
        raise ParametersError([one.replace("-D ", "parameter ") for one in error.problems]) from None
    problems = [_no_target(settings.target)] if "target" in texts and settings.target not in TARGETS else []
    known = {urlsplit(url).hostname for url in (own.api_base_url, own.websocket_url) if url}
    for key in ("api_base_url", "websocket_url"):
        host = urlsplit(texts.get(key, "")).hostname or ""
        if host and host not in known and not own.may_disturb(host):
            problems.append(
                f"parameter {key} is refused: {host!r} is neither this machine nor the backend that the service is"
                f" set to, and {env_name('load_allow_hosts')} does not name it"
            )
    if problems:
        raise ParametersError(problems)
    return texts


def shown(texts: Mapping[str, str]) -> dict[str, str]:
    """The parameters as they may be stored and displayed."""
    return {key: shown_setting(key, value) for key, value in texts.items()}


def withheld(shown_texts: Mapping[str, str]) -> bool:
    """Whether a secret was removed when these were stored."""
    return any(MASK in value for value in shown_texts.values())


def in_environment(texts: Mapping[str, str]) -> dict[str, str]:
    """The environment variables for those with a secret, which would be readable for everybody in a command line."""
    return {_env(key): value for key, value in texts.items() if shown_setting(key, value) != value}


def in_command(texts: Mapping[str, str]) -> list[str]:
    """The arguments of behave for the others."""
    plain = (f"{key}={value}" for key, value in texts.items() if shown_setting(key, value) == value)
    return [part for one in plain for part in ("-D", one)]


def _problem(key: str, value: Any) -> str:
    if key in ELSEWHERE:
        return f"parameter {key} is refused: it is the field {ELSEWHERE[key]} of the request"
    if key not in ALLOWED:
        kind = "may not be set for one execution" if key in _KEYS else "is not a setting"
        return f"parameter {key[:LONGEST]!r} is refused: it {kind}; allowed are {', '.join(sorted(ALLOWED))}"
    if not isinstance(value, str | int | float | bool):
        return f"parameter {key} is refused: allowed is a text, a number, true or false"
    text = _text(value)
    if len(text) > LONGEST or not text.isprintable():
        return f"parameter {key} is refused: allowed are {LONGEST:,} printable characters at most"
    return ""


def _no_target(target: str) -> str:
    return f"parameter target = {target!r} is refused: allowed are the suite's own adapters, {', '.join(TARGETS)}"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _env(key: str) -> str:
    return env_name(next(name for name in Settings.model_fields if key_of(name) == key))


_KEYS = frozenset(key_of(name) for name in Settings.model_fields)
