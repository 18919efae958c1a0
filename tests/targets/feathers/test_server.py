"""A Feathers application of our own: what it needs, and what it is."""

import asyncio
from pathlib import Path

import httpx
import pytest
from lockstep.targets.base import TargetFaultError
from lockstep.targets.feathers.server import FeathersProcess
from lockstep.targets.npm import missing


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    feathers = FeathersProcess(tmp_path / "log", tmp_path / "cache")
    with pytest.raises(TargetFaultError, match="target feathers needs Node"):
        asyncio.run(feathers.start())
    assert not feathers.alive()


@pytest.mark.process
@pytest.mark.skipif(bool(missing()), reason=f"{missing()} cannot be found")
def test_it_keeps_messages_and_rejects_what_is_none(tmp_path: Path) -> None:
    async def scenario() -> None:
        feathers = FeathersProcess(tmp_path / "log")
        port = await feathers.start()
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                message = {"room": "a", "author": "Ana", "content": "hello"}
                posted = await client.post("/messages", json=message)
                assert (posted.status_code, posted.json()) == (201, message | {"id": 0})
                assert (await client.get("/messages?room=a")).json() == [message | {"id": 0}]
                for path, body, status in (("/messages", {}, 400), ("/seats", {"room": "a"}, 400), ("/x", {}, 404)):
                    assert (await client.post(path, json=body)).status_code == status
                assert (await client.delete("/messages/0")).status_code == 405
        finally:
            await feathers.stop()
        assert not feathers.alive()

    asyncio.run(scenario())
