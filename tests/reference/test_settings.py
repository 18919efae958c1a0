"""Settings and failpoints are read whole or refused with a sentence that names key, value and what is allowed."""

import pytest
from lockstep.reference.settings import FailpointSetting, SettingError, Settings, read_failpoint, read_settings


def test_defaults_stand_where_nothing_is_set() -> None:
    assert read_settings([]) == Settings()
    assert Settings().access_token_s == 900
    assert Settings().retain_events == 1_000


def test_values_are_read_as_their_type() -> None:
    read = read_settings(["ping_s=0.5", "retain_events=0", "expose_counts=true"])
    assert (read.ping_s, read.retain_events, read.expose_counts) == (0.5, 0, True)


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("nosuch=1", "nosuch"),
        ("ping_s", "name=value"),
        ("ping_s=soon", "'soon'"),
        ("ping_s=nan", "ping_s='nan'"),
        ("ping_s=0", ">= 0.05"),
        ("retain_events=1.5", "int"),
        ("retain_events=-1", ">= 0"),
        ("password_cost=7", ">= 8"),
        ("expose_counts=yes", "bool"),
    ],
)
def test_what_is_not_allowed_is_named(pair: str, told: str) -> None:
    with pytest.raises(SettingError, match=r"^--set .*\.$") as refused:
        read_settings([pair])
    assert told in str(refused.value)


def test_failpoints() -> None:
    assert read_failpoint("after_commit=kill") == FailpointSetting("kill", 1)
    assert read_failpoint("after_commit=pause:3") == FailpointSetting("pause", 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kill",
        "before_commit=kill",
        "after_commit=",
        "after_commit=stop",
        "after_commit=kill:",
        "after_commit=kill:0",
    ],
)
def test_other_failpoints_are_refused(text: str) -> None:
    with pytest.raises(SettingError, match=r"after_commit|kill or pause"):
        read_failpoint(text)
