#!/usr/bin/env bash
# Daphne 4.2.3: an empty WebSocket message that the application sends never goes out, and nobody is told.
#
# RFC 6455 allows messages of no bytes, and ASGI an event `websocket.send` whose text or bytes is empty. Daphne passes an
# empty message of a client on to the application, so that an application that echoes receives it, but drops the answer
# without an error: of "a", "", "b" the client receives "a" and "b". Uvicorn 0.54.0 sends all three. A protocol that counts
# messages, or marks an end with an empty one, waits for ever. Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
python3 -m venv venv || exit 2
venv/bin/pip install --quiet --disable-pip-version-check daphne==4.2.3 uvicorn==0.54.0 websockets==17.4 >&2 || exit 2
cat >echo.py <<'PYTHON'
async def application(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        if message.get("bytes") is not None:
            await send({"type": "websocket.send", "bytes": message["bytes"]})
        else:
            await send({"type": "websocket.send", "text": message["text"]})
PYTHON
cat >client.py <<'PYTHON'
import socket
import subprocess
import sys
import time

from websockets.sync.client import connect


def received(name: str, *command: str) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [one.format(port=port) for one in command]
    server = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for attempt in range(200):
            try:
                client = connect(f"ws://127.0.0.1:{port}", proxy=None, legacy=True)
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        for message in ("a", "", b"", "b"):
            client.send(message)
        messages = []
        while "b" not in messages:
            messages.append(client.recv(timeout=10))
        client.close()
    finally:
        server.terminate()
        server.wait()
    return f"{name}: " + " ".join(map(repr, messages))


print(received("daphne", "daphne", "--port", "{port}", "echo:application"))
uvicorn = ("uvicorn", "--ws", "websockets-sansio", "--lifespan", "off", "--port", "{port}", "echo:application")
print(received("uvicorn", *uvicorn))
PYTHON
timeout 90 venv/bin/python client.py >told.txt || exit 1
echo "Daphne 4.2.3, Uvicorn 0.54.0; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = "daphne: 'a' 'b'
uvicorn: 'a' '' b'' 'b'" ]
