"""Adapters by name."""

from pathlib import Path

import pytest
from lockstep.clients.api import tls_context
from lockstep.settings import Settings
from lockstep.targets.base import TargetFaultError
from lockstep.targets.reference import ReferenceTarget
from lockstep.targets.registry import make_target


def test_the_reference_is_made_with_the_addresses_that_are_set() -> None:
    settings = Settings(api_base_url="http://127.0.0.1:1/api", websocket_url="ws://127.0.0.1:1/ws")
    target = make_target(settings, tls_context(), Path("reports"))
    assert isinstance(target, ReferenceTarget)
    assert not target.embedded
    assert target.api_base_url == "http://127.0.0.1:1/api"
    assert make_target(Settings(), tls_context(), Path("reports")).embedded


def test_an_unknown_one_is_named() -> None:
    with pytest.raises(TargetFaultError, match="unknown target 'nowhere'; the targets are: reference"):
        make_target(Settings(target="nowhere"), tls_context(), Path("reports"))
