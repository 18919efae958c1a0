"""Serving: a port that cannot be had and a service that cannot begin are told in a sentence."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from lockstep.management.server import serve
from lockstep.serving.server import ServingError, listen


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_there_is_not_is_told(port: int) -> None:
    with pytest.raises(ServingError, match=f"Port {port} on 127.0.0.1 cannot be used"):
        listen(port)


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServingError, match="cannot be used"):
        listen(taken.getsockname()[1])


def test_a_service_that_cannot_begin_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    @asynccontextmanager
    async def breaks(_: FastAPI) -> AsyncIterator[None]:
        raise LookupError("the queue is gone")
        yield

    with listen(0) as listener, pytest.raises(ServingError, match="could not start"):
        asyncio.run(serve(FastAPI(lifespan=breaks), listener))
    assert "ready" not in capsys.readouterr().out


def test_a_service_without_its_documentation_is_not_ready(capsys: pytest.CaptureFixture[str]) -> None:
    with listen(0) as listener, pytest.raises(ServingError, match="did not answer with 200"):
        asyncio.run(serve(FastAPI(), listener))
    assert "ready" not in capsys.readouterr().out
