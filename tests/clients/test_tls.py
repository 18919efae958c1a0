"""Against servers with a certificate that only the tests' own authority vouches for."""

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from lockstep.clients.api import ApiClient, Exchange
from lockstep.clients.realtime import RealtimeClient, RefusedError
from lockstep.clients.tls import present, reason, tls_context, tls_for, trust
from lockstep.load.engine.http import Pool
from lockstep.settings import SettingsError
from websockets.asyncio.server import ServerConnection, serve

from tests.clients.test_realtime import Ear, Letters
from tests.running.project import WHOLE, Project

FILES = Path(__file__).parent / "certificates"
CA = str(FILES / "ca.pem")
WAY_OUT = "name the file with its CA's certificate with -D ca_file=FILE or LOCKSTEP_CA_FILE"


@pytest.fixture(autouse=True)
def nobody_is_trusted_afterwards() -> Iterator[None]:
    yield
    trust("")


def of_server() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(FILES / "server.pem")
    return context


async def echo(socket: ServerConnection) -> None:
    async for frame in socket:
        await socket.send(frame)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    await writer.drain()
    writer.close()


@asynccontextmanager
async def api() -> AsyncIterator[int]:
    """The port of an API behind TLS."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=of_server())
    async with server:
        yield server.sockets[0].getsockname()[1]


async def asked(host: str = "127.0.0.1") -> Exchange:
    async with api() as port:
        client = ApiClient(f"https://{host}:{port}", tls_context(), person="Ana", timeout_s=60)
        try:
            return await client.request("GET", "/health")
        finally:
            await client.close()


async def connected() -> bool:
    async with serve(echo, "127.0.0.1", 0, ssl=of_server()) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        client = RealtimeClient(Letters(), Ear())
        await client.open(f"wss://127.0.0.1:{port}/", headers={}, subprotocols=(), agent="a", timeout_s=60)
        answered = await client.ping(5)
        await client.close()
        return answered


def test_a_certificate_that_nobody_trusts_is_told_with_the_way_out() -> None:
    found = asyncio.run(asked())
    assert found.word == "refused"
    assert found.silence.startswith("shows a certificate that nobody here trusts (")
    assert found.silence.endswith(WAY_OUT)
    with pytest.raises(RefusedError, match=WAY_OUT):
        asyncio.run(connected())


def test_the_named_authority_is_trusted_by_every_client() -> None:
    trust(CA)
    assert asyncio.run(asked()).status == 200
    assert asyncio.run(connected())


def test_a_certificate_of_another_host_is_told_as_such() -> None:
    trust(CA)
    found = asyncio.run(asked("localhost"))
    assert found.silence.startswith("shows a certificate that is refused: ")
    assert "localhost" in found.silence
    assert "ca_file" not in found.silence


def test_a_backend_that_asks_for_a_certificate_is_shown_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def asking() -> ssl.SSLContext:
        context = of_server_alone()
        context.load_verify_locations(FILES / "client.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        return context

    of_server_alone = of_server
    monkeypatch.setitem(globals(), "of_server", asking)
    trust(CA)
    assert asyncio.run(asked()).status is None
    present(str(FILES / "client.pem"))
    assert asyncio.run(asked()).status == 200
    assert asyncio.run(connected())
    with pytest.raises(OSError, match="No such file"):
        present("nothing.pem")


def test_load_trusts_it_too() -> None:
    async def warmed() -> int:
        async with api() as port:
            pool = Pool(f"https://127.0.0.1:{port}", None, 60.0)  # type: ignore[arg-type] # nothing is asked
            try:
                await pool.warm(1)
            finally:
                await pool.close()
            return pool.opened

    with pytest.raises(ssl.SSLCertVerificationError):
        asyncio.run(warmed())
    trust(CA)
    assert asyncio.run(warmed()) == 1


def test_one_context_is_shared_and_plain_addresses_have_none() -> None:
    assert tls_context() is tls_context() is tls_for("wss://host/") is tls_for("https://host/")
    assert tls_for("ws://host/") is tls_for("http://host/") is None
    assert trust(CA) is tls_context()


@pytest.mark.parametrize("content", [None, "", "no certificate", "-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_file_without_certificates_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=r"ca_file = .*ca\.pem' cannot be used \(.*\): name a file with the CA's"):
        trust(str(file))


def test_every_other_error_says_what_it_said() -> None:
    assert reason(ConnectionRefusedError(111, "refused")) == "[Errno 111] refused"
    assert reason(TimeoutError()) == "TimeoutError"


def test_a_whole_run_says_so(tmp_path: Path) -> None:
    project = Project(tmp_path, WHOLE)
    project.feature("Feature: A\n  Scenario: b\n    Given Ana and Ben are in the chatroom\n")
    (tmp_path / "features" / "steps" / "steps.py").write_text("from lockstep.steps import chat\n", "utf-8")
    loop, ready, port = asyncio.new_event_loop(), threading.Event(), list[int]()

    async def stand(over: asyncio.Event) -> None:
        async with api() as number:
            port.append(number)
            ready.set()
            await over.wait()

    over = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(stand(over),))
    thread.start()
    ready.wait()
    try:
        place = f"127.0.0.1:{port[0]}"
        ran = project.run("-D", f"api_base_url=https://{place}", "-D", f"websocket_url=wss://{place}")
        missing = project.run("-D", "ca_file=nowhere.pem")
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
    assert ran.code == missing.code == 2
    [error] = [line for line in ran.lines if line.startswith("error: ")]
    assert f"https://{place} shows a certificate that nobody here trusts" in error
    assert WAY_OUT in error
    assert "by cause: 1 environment" in "\n".join(ran.lines)
    assert "error: ca_file = 'nowhere.pem' cannot be used (No such file or directory)" in missing.out
