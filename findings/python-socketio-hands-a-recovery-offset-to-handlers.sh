#!/usr/bin/env bash
# python-socketio 5.18.1 as a client of Socket.IO 4.8.4 with connection state recovery: handlers are given one argument
# more than the server's application sent.
#
# A server with `connectionStateRecovery` adds an offset as last argument to each event that asks for no acknowledgement.
# JavaScript's handlers ignore an argument they do not name. python-socketio passes it on, so that a handler of one
# argument fails with a TypeError, in a task whose exception nobody sees: the event is lost to the application. Without
# that option of the server, the same handler is called as it should be.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
"$work/venv/bin/pip" install --quiet --disable-pip-version-check python-socketio==5.18.1 aiohttp >&2 || exit 2
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error socket.io@4.8.4 >&2 || exit 2
cat >server.cjs <<'SCRIPT'
const { Server } = require("socket.io");
const server = require("node:http").createServer();
const io = new Server(server, process.argv[2] === "recovering" ? { connectionStateRecovery: {} } : {});
io.on("connection", (socket) => socket.on("say", (text) => socket.emit("said", text) && socket.emit("end")));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
SCRIPT
cat >client.py <<'SCRIPT'
import asyncio
import subprocess
import sys

import socketio


async def told(how: str) -> str:
    server = subprocess.Popen(["node", "server.cjs", how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    client, seen, ended = socketio.AsyncClient(), [], asyncio.Event()
    asyncio.get_running_loop().set_exception_handler(lambda _, found: seen.append(str(found.get("exception"))))

    @client.on("said")
    async def said(text):
        seen.append(f"said {text}")

    @client.on("end")
    async def end(*offset):
        ended.set()

    await client.connect(f"http://127.0.0.1:{server.stdout.readline().strip()}", transports=["websocket"])
    await client.emit("say", "hello")
    await asyncio.wait_for(ended.wait(), 20)
    await client.disconnect()
    server.communicate("")
    await asyncio.sleep(0)
    return ", ".join(one.rpartition(".")[2] for one in seen)


async def main() -> None:
    for how in ("plain", "recovering"):
        print(f"{how}: {await told(how)}")


asyncio.run(main())
SCRIPT
timeout 60 venv/bin/python client.py >told.txt || exit 1
echo "python-socketio 5.18.1, Socket.IO 4.8.4; $(paste -sd';' told.txt)"
grep -q '^plain: said hello$' told.txt && grep -q '^recovering: .*takes 1 positional argument but 2 were given' told.txt
