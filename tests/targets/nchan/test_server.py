"""An nginx of our own: started, found ready, noticed when it dies, ended, or its absence told."""

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest
from lockstep.clients.dialects.nchan import SUBPROTOCOL
from lockstep.targets.base import TargetFaultError
from lockstep.targets.nchan import server
from lockstep.targets.nchan.server import NginxProcess
from websockets import Subprotocol
from websockets.asyncio.client import connect

from tests.targets.killed import left_of
from tests.targets.nchan.needing import needs_nginx


@needs_nginx
def test_it_starts_answers_and_ends_without_a_trace(tmp_path: Path) -> None:
    async def live() -> None:
        process = NginxProcess(tmp_path / "logs" / "nginx.log")
        assert not process.alive()
        assert process.pid is None
        port = await process.start()
        folder = Path(process._folder.name) if process._folder else tmp_path
        try:
            assert process.alive()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /status HTTP/1.0\r\n\r\n")
            assert b"subscribers: 0" in await reader.read()
            writer.close()
        finally:
            await process.stop()
        assert not process.alive()
        assert not folder.exists()
        with pytest.raises(OSError, match="111"):
            await asyncio.open_connection("127.0.0.1", port)
        await process.stop()

    asyncio.run(live())


@needs_nginx
def test_one_that_ends_by_itself_is_noticed(tmp_path: Path) -> None:
    async def live() -> None:
        process = NginxProcess(tmp_path / "nginx.log")
        await process.start()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        assert process._process is not None
        await process._process.wait()
        assert not process.alive()
        await process.stop()

    asyncio.run(live())


@needs_nginx
@pytest.mark.process
@pytest.mark.parametrize("without_its_own", [False, True])
def test_no_part_of_it_outlives_a_run_that_is_killed(tmp_path: Path, without_its_own: bool) -> None:
    log = tmp_path / "nginx.log"
    assert left_of(server.__name__, "NginxProcess", log, without_its_own=without_its_own) == []


@needs_nginx
def test_a_port_that_is_taken_is_not_insisted_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def live() -> None:
        first, second = NginxProcess(tmp_path / "1.log"), NginxProcess(tmp_path / "2.log")
        taken = await first.start()
        free = server._free_port()
        ports = iter([taken, free])
        monkeypatch.setattr(server, "_free_port", lambda: next(ports))
        try:
            assert await second.start() == free
        finally:
            await second.stop()
            await first.stop()

    asyncio.run(live())


@pytest.mark.parametrize(("found", "lacking"), [(None, "nginx is missing"), ("nginx", "its nchan module is missing")])
def test_what_is_missing_is_told_with_its_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str | None, lacking: str
) -> None:
    monkeypatch.setattr(server, "_nginx", lambda: found and str(tmp_path / found))
    monkeypatch.setattr(server, "_module", lambda _: None)
    with pytest.raises(TargetFaultError, match=f"{lacking}.*apt-get install nginx libnginx-mod-nchan"):
        asyncio.run(NginxProcess(tmp_path / "nginx.log").start())


def test_the_module_is_looked_for_beside_nginx_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_MODULE", "ngx_nobody_has_this.so")
    nginx = tmp_path / "sbin" / "nginx"
    assert server._module(str(nginx)) is None
    (tmp_path / "modules").mkdir()
    module = tmp_path / "modules" / "ngx_nobody_has_this.so"
    module.touch()
    assert server._module(str(nginx)) == module.resolve()


@needs_nginx
@pytest.mark.process
def test_a_position_in_several_channels_counts_for_their_order_in_the_address(tmp_path: Path) -> None:
    async def live() -> None:
        process = NginxProcess(tmp_path / "nginx.log")
        port = await process.start()
        try:
            async with listening(port, "one,two") as socket:
                async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                    for n in range(2):
                        for channel in ("one", "two"):
                            await client.post(f"/pub/{channel}", content=f"{channel} {n}")
                everything = [str(await socket.recv()) for _ in range(4)]
            after = everything[2].partition("\n")[0].removeprefix("id: ")
            assert [text(one) for one in everything] == ["one 0", "two 0", "one 1", "two 1"]
            assert await following(port, "one,two", after) == "two 1"
            assert await following(port, "two,one", after) == "one 1"  # again, and "two 1" is skipped
        finally:
            await process.stop()

    asyncio.run(live())


@needs_nginx
@pytest.mark.process
def test_a_deleted_channel_closes_with_a_code_for_going_away(tmp_path: Path) -> None:
    async def live() -> None:
        process = NginxProcess(tmp_path / "nginx.log")
        port = await process.start()
        try:
            async with (
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
                connect(f"ws://127.0.0.1:{port}/sub/gone") as socket,
            ):
                await client.post("/pub/gone", content="here")
                assert await socket.recv() == "here"
                await client.delete("/pub/gone")
                await socket.wait_closed()
                assert (socket.close_code, socket.close_reason) == (1001, "410 Gone")
        finally:
            await process.stop()

    asyncio.run(live())


def listening(port: int, channels: str, after: str = "") -> connect:
    """A subscriber of these channels, from a position on where one is given."""
    position = f"?last_event_id={after}" if after else ""
    return connect(f"ws://127.0.0.1:{port}/sub/{channels}{position}", subprotocols=[Subprotocol(SUBPROTOCOL)])


async def following(port: int, channels: str, after: str) -> str:
    """The first message of these channels after a position."""
    async with asyncio.timeout(60), listening(port, channels, after) as socket:
        return text(str(await socket.recv()))


def text(message: str) -> str:
    """A message without its header."""
    return message.partition("\n\n")[2]
