"""Serving: one process, one listening socket on 127.0.0.1.

`ready {"api", "live", "monitor"}` is printed once the service has answered a request of its own. SIGTERM and SIGINT
end it with exit code 0: it accepts no new request, requests in progress have 1 s to finish, WebSocket connections are
closed with 1012, and its parts are stopped.
"""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI

from lockstep.management.app import PREFIX
from lockstep.serving.server import LoopbackServer, ServingError, status_line

_ANSWER_S = 30
_GRACE_S = 1
_LARGEST_FRAME = 64 * 1024
_PONG_S = 100  # off, so that a client that answers no ping, such as curl, can follow a run to its end


async def serve(app: FastAPI, listener: socket.socket, *, supervised: bool = False) -> None:
    """Serve until a signal or, if `supervised`, the end of standard input. Raises ServingError."""
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=_LARGEST_FRAME,
        ws_ping_timeout=_PONG_S,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    await _Server(config, supervised=supervised).serve([listener])


class _Server(LoopbackServer):
    """The service; it is ready once it answers with its OpenAPI document."""

    async def addresses(self, port: int) -> dict[str, str]:
        try:
            async with asyncio.timeout(_ANSWER_S):
                status = await status_line(port, f"{PREFIX}/openapi.json")
        except (OSError, TimeoutError) as error:
            raise ServingError(f"The service listens on port {port} but does not answer: {error!r}.") from error
        if " 200 " not in status:
            raise ServingError(f"The service on port {port} did not answer with 200: {status}.")
        host = f"127.0.0.1:{port}"
        api = f"http://{host}{PREFIX}"
        return {"api": api, "live": f"ws://{host}{PREFIX}/test/live", "monitor": f"{api}/monitor"}
