"""Parameters: only settings that do no harm, and their secrets are nowhere."""

from typing import Any

import pytest
from lockstep.management.executions.parameters import (
    ParametersError,
    checked,
    in_command,
    in_environment,
    shown,
    withheld,
)
from lockstep.settings import Settings

OWN = Settings()
URLS = {"api_base_url": "http://127.0.0.1:1/api", "websocket_url": "ws://127.0.0.1:1/ws"}


def test_settings_become_texts() -> None:
    asked = {"seed": 7, "allow_flaky": True, "plant": "drop:every=3", "target": "nchan"}
    assert checked(asked, OWN) == {"seed": "7", "allow_flaky": "true", "plant": "drop:every=3", "target": "nchan"}
    assert checked(URLS, OWN) == URLS


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"reports": "elsewhere"}, "may not be set"),
        ({"database": "sqlite:///elsewhere.db"}, "may not be set"),
        ({"notices.failure": "mailto://a"}, "may not be set"),
        ({"load_allow_hosts": "example.com"}, "may not be set"),
        ({"load.cluster": "tcp://example.com:1"}, "may not be set"),
        ({"lugs": 1}, "is not a setting"),
        ({"test_timeout": 5}, "field timeout"),
        ({"test_retry_count": 5}, "field retryCount"),
        ({"target": "mine.py"}, "own adapters"),
        ({"target": "nobody"}, "own adapters"),
        ({"seed": "seven"}, "parameter seed = 'seven' is refused"),
        ({"seed": [7]}, "allowed is a text"),
        ({"seed": None}, "allowed is a text"),
        ({"plant": "drop\n"}, "printable"),
        ({"plant": "d" * 2_000}, "1,000"),
        ({"api_base_url": "http://127.0.0.1:1/api"}, "set both"),
        (URLS | {"api_base_url": "http://169.254.169.254/latest"}, "169.254.169.254"),
        (URLS | {"websocket_url": "ws://example.com/ws"}, "LOCKSTEP_LOAD_ALLOW_HOSTS"),
    ],
)
def test_what_could_do_harm_is_refused(asked: dict[str, Any], says: str) -> None:
    with pytest.raises(ParametersError, match=says):
        checked(asked, OWN)


def test_the_backend_of_the_service_is_allowed() -> None:
    theirs = {"api_base_url": "https://chat.example.com/api", "websocket_url": "wss://chat.example.com/ws"}
    assert checked(theirs, Settings(**theirs)) == theirs
    with pytest.raises(ParametersError):
        checked(theirs, OWN)


def test_a_secret_is_neither_kept_nor_in_the_command() -> None:
    texts = URLS | {"api_base_url": "http://ana:hidden@127.0.0.1:1/api"}
    kept = shown(texts)
    assert "hidden" not in str(kept)
    assert withheld(kept)
    assert not withheld(shown(URLS))
    assert "hidden" not in str(in_command(texts))
    assert in_command(texts) == ["-D", "websocket_url=ws://127.0.0.1:1/ws"]
    assert in_environment(texts) == {"API_BASE_URL": texts["api_base_url"]}
