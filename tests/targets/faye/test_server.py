"""A Faye of our own: what it needs, and where its script is."""

import asyncio
from pathlib import Path

import pytest
from lockstep.targets.base import TargetFaultError
from lockstep.targets.faye.server import FayeProcess


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    faye = FayeProcess(tmp_path / "log", tmp_path / "cache")
    with pytest.raises(TargetFaultError, match="target faye needs Node"):
        asyncio.run(faye.start())
    assert not faye.alive()
    assert faye.pid is None
