"""The loopback server: unusable ports are rejected; the ready line follows an answered request."""

import asyncio
import json
import signal
import socket

import pytest
import uvicorn
from lockstep.serving.server import LoopbackServer, ServingError, listen, status_line
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


class Server(LoopbackServer):
    """Stops as soon as it has announced that it is ready."""

    async def addresses(self, port: int) -> dict[str, str]:
        status = await status_line(port, "/")
        self.stop()
        return {"status": status}


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_out_of_range_is_rejected(port: int) -> None:
    with pytest.raises(ServingError, match=f"Port {port} on 127.0.0.1 cannot be used"):
        listen(port)


def test_a_port_in_use_is_rejected() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServingError, match="use another --port"):
        listen(taken.getsockname()[1])


def test_the_ready_line_is_printed_once_a_request_was_answered(capsys: pytest.CaptureFixture[str]) -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    with listen(0) as listener:
        asyncio.run(Server(config, supervised=False).serve([listener]))
    name, _, addresses = capsys.readouterr().out.partition(" ")
    assert name == "ready"
    assert json.loads(addresses) == {"status": "HTTP/1.1 200 OK"}


class Signalled(LoopbackServer):
    """Sends itself a signal as soon as it is ready."""

    number = signal.SIGTERM

    async def addresses(self, port: int) -> dict[str, str]:
        asyncio.get_running_loop().call_soon(signal.raise_signal, self.number)
        return {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it(number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Signalled, "number", number)
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
        config = uvicorn.Config(app, log_config=None, lifespan="off")
        with listen(0) as listener:
            asyncio.run(Signalled(config, supervised=False).serve([listener]))
    finally:
        signal.signal(signal.SIGHUP, before)
