#!/usr/bin/env bash
# websocket 1.0.35 (npm), class w3cwebsocket: close() without a code sends code 1000 and a reason nobody gave.
#
# By the standard of the browsers' WebSocket, close() without arguments sends a close frame with an empty body, and both
# sides then see 1005 and an empty reason. ws does so. w3cwebsocket, offered as the browser's class for Node.js, sends 1000
# with the reason "Normal connection closure", and its own close event has them too. A server that logs codes and reasons,
# or acts on them, therefore sees other ones than it does with browsers.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error websocket@1.0.35 ws@8.23.0 >&2 || exit 2
cat >close.cjs <<'SCRIPT'
const { once } = require("node:events");
const { w3cwebsocket } = require("websocket");
const { WebSocketServer, WebSocket } = require("ws");

(async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  for (const [name, Socket] of [["ws", WebSocket], ["w3cwebsocket", w3cwebsocket]]) {
    const connected = once(server, "connection");
    const client = new Socket(`ws://127.0.0.1:${server.address().port}`);
    const opened = new Promise((resolve) => (client.onopen = resolve));
    const closed = new Promise((resolve) => (client.onclose = resolve));
    const [peer] = await connected;
    const seen = once(peer, "close");
    await opened;
    client.close();
    const [code, reason] = await seen;
    const event = await closed;
    console.log(`${name}: server sees ${code} "${reason}", client sees ${event.code} "${event.reason}"`);
  }
  process.exit(0);
})();
SCRIPT
timeout 30 node close.cjs >told.txt || exit 1
echo "websocket 1.0.35, ws 8.23.0; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = 'ws: server sees 1005 "", client sees 1005 ""
w3cwebsocket: server sees 1000 "Normal connection closure", client sees 1000 "Normal connection closure"' ]
