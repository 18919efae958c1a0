#!/usr/bin/env bash
# stomp-broker-js 1.3.0: a client that subscribes to a destination never receives what it sends there itself.
#
# A STOMP 1.1 server delivers a message to all subscribers of its destination; nothing in the specification exempts the
# sender. This broker passes over every subscription of the connection that sent, and says so neither to it nor in its
# README. A test that subscribes and sends over one connection waits for ever.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error stomp-broker-js@1.3.0 \
    @stomp/stompjs@7.5.0 ws@8.23.0 >&2 || exit 2
cat >sender.cjs <<'SCRIPT'
const http = require("node:http");
const { once } = require("node:events");
const { Client } = require("@stomp/stompjs");
const Broker = require("stomp-broker-js");
const { WebSocket } = require("ws");
Object.assign(globalThis, { WebSocket });

const received = { a: [], b: [] };
const connected = (brokerURL, name) =>
  new Promise((resolve) => {
    const client = new Client({ brokerURL, reconnectDelay: 0, heartbeatIncoming: 0, heartbeatOutgoing: 0 });
    client.onConnect = () => {
      client.subscribe("/topic/chat", (message) => received[name].push(message.body) && client.onReceived?.());
      resolve(client);
    };
    client.activate();
  });

(async () => {
  const server = http.createServer();
  const broker = new Broker({ server, path: "/ws" });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `ws://127.0.0.1:${server.address().port}/ws`;
  const clients = {};
  for (const name of ["a", "b"]) {
    const subscribed = once(broker, "subscribe");
    clients[name] = await connected(address, name);
    await subscribed;
  }
  // Each answers the other's message, so that whatever the broker owed the sender came before the last one.
  const next = (name) => new Promise((resolve) => (clients[name].onReceived = resolve));
  for (const [from, to] of [["a", "b"], ["b", "a"], ["a", "b"], ["b", "a"]]) {
    const seen = next(to);
    clients[from].publish({ destination: "/topic/chat", body: `by ${from}` });
    await seen;
  }
  for (const name of ["a", "b"]) console.log(`${name} received ${received[name].join(", ")}`);
  process.exit(0);
})();
SCRIPT
timeout 60 node sender.cjs >told.txt || exit 1
echo "stomp-broker-js 1.3.0; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = "a received by b, by b
b received by a, by a" ]
