#!/usr/bin/env bash
# Hypercorn 0.18.0: whatever code a client closes a WebSocket with, the application is told 1006.
#
# ASGI's `websocket.disconnect` carries the code that the client sent, and 1006 stands for a connection that went
# without a close frame. Under Hypercorn, 1000 and 4002 reach the application as 1006 like a cut connection, so that
# it cannot tell a client that left from one that was lost. Uvicorn 0.54.0 hands over the code. The client notices
# nothing: its close is answered. Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
python3 -m venv venv || exit 2
venv/bin/pip install --quiet --disable-pip-version-check hypercorn==0.18.0 uvicorn==0.54.0 websockets==17.4 >&2 || exit 2
cat >application.py <<'PYTHON'
async def application(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    message = await receive()
    while message["type"] != "websocket.disconnect":
        message = await receive()
    with open("codes.txt", "a") as out:
        out.write(f"{message['code']}\n")
PYTHON
cat >clients.py <<'PYTHON'
import pathlib
import socket
import subprocess
import sys
import time

from websockets.sync.client import connect


def told(name: str, *command: str) -> str:
    codes = pathlib.Path("codes.txt")
    codes.write_text("")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [one.format(port=port) for one in command]
    server = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for code in (1000, 4002, None):
            count = len(codes.read_text().split())
            for attempt in range(200):
                try:
                    client = connect(f"ws://127.0.0.1:{port}", proxy=None, legacy=True)
                    break
                except ConnectionRefusedError:
                    time.sleep(0.1)
            if code:
                client.close(code)
                assert client.close_code == code
            else:
                client.socket.shutdown(socket.SHUT_RDWR)
            for attempt in range(200):
                if len(codes.read_text().split()) > count:
                    break
                time.sleep(0.05)
    finally:
        server.terminate()
        server.wait()
    return f"{name}: 1000, 4002 and a cut are told as " + ", ".join(codes.read_text().split())


print(told("hypercorn", "hypercorn", "--bind", "127.0.0.1:{port}", "application:application"))
uvicorn = ("uvicorn", "--ws", "websockets-sansio", "--lifespan", "off", "--port", "{port}", "application:application")
print(told("uvicorn", *uvicorn))
PYTHON
timeout 90 venv/bin/python clients.py >told.txt || exit 1
echo "Hypercorn 0.18.0, Uvicorn 0.54.0; $(paste -sd';' told.txt)"
[ "$(head -n 1 told.txt)" = "hypercorn: 1000, 4002 and a cut are told as 1006, 1006, 1006" ] &&
    grep -q '^uvicorn: 1000, 4002 and a cut are told as 1000, 4002, ' told.txt
