#!/usr/bin/env bash
# httpx-ws 0.9.0: an application that rejects a handshake raises another error under its ASGI transport than over a network.
#
# By ASGI, `websocket.close` before `websocket.accept` makes the server answer the handshake with HTTP 403; the code
# of the event is never sent. Against Uvicorn httpx-ws raises WebSocketUpgradeError with that answer. Its
# ASGIWebSocketTransport, made for tests of the same application, raises WebSocketDisconnect with the code and reason
# that no client ever sees, as though the socket had been open. A test written with it proves a code that real clients
# do not receive. Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
python3 -m venv venv || exit 2
venv/bin/pip install --quiet --disable-pip-version-check httpx-ws==0.9.0 httpx==0.28.1 uvicorn==0.54.0 wsproto==1.3.2 \
    >&2 || exit 2
cat >rejecting.py <<'PYTHON'
async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4003, "reason": "not for you"})
PYTHON
cat >client.py <<'PYTHON'
import asyncio
import socket

import httpx
import uvicorn
from httpx_ws import HTTPXWSException, WebSocketUpgradeError, aconnect_ws
from httpx_ws.transport import ASGIWebSocketTransport
from rejecting import application


async def told(client: httpx.AsyncClient, address: str) -> str:
    try:
        async with aconnect_ws(address, client):
            return "connected"
    except WebSocketUpgradeError as error:
        return f"WebSocketUpgradeError {error.response.status_code}"
    except HTTPXWSException as error:
        return f"{type(error).__name__} {error.code} {error.reason}"


async def main() -> None:
    async with httpx.AsyncClient(transport=ASGIWebSocketTransport(application)) as client:
        print("ASGI transport:", await told(client, "ws://app.test/"))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, ws="wsproto", lifespan="off", log_level="critical"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    async with httpx.AsyncClient(trust_env=False) as client:
        print("Uvicorn:", await told(client, f"ws://127.0.0.1:{listening.getsockname()[1]}/"))
    server.should_exit = True
    await serving


asyncio.run(main())
PYTHON
timeout 60 venv/bin/python client.py >told.txt || exit 1
echo "httpx-ws 0.9.0, Uvicorn 0.54.0; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = "ASGI transport: WebSocketDisconnect 4003 not for you
Uvicorn: WebSocketUpgradeError 403" ]
