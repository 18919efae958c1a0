"""Trying a socket from outside."""

from lockstep.targets.base import ConnectArgs
from lockstep.targets.probe import socket_health
from websockets.asyncio.server import ServerConnection

from tests.targets.plain import run, served


def test_a_socket_that_answers_is_healthy() -> None:
    async def act() -> None:
        async with served() as target:
            health = await socket_health(target, ConnectArgs(target.websocket_url))
            assert (health.part, health.healthy) == ("socket", True)
            assert "answered a ping" in health.detail

    run(act)


def test_nobody_there_is_ill_with_the_reason() -> None:
    async def act() -> None:
        async with served() as target:
            health = await socket_health(target, ConnectArgs("ws://127.0.0.1:1/"))
            assert not health.healthy
            assert "could not be opened" in health.detail

    run(act)


def test_one_that_closes_at_once_is_ill() -> None:
    async def server(socket: ServerConnection) -> None:
        socket.transport.abort()

    async def act() -> None:
        async with served(server) as target:
            health = await socket_health(target, ConnectArgs(target.websocket_url))
            assert not health.healthy
            assert "did not answer a ping" in health.detail

    run(act)
