#!/usr/bin/env bash
# stomp-broker-js 1.3.0: a message of the content type application/json reaches its subscribers with other numbers.
#
# To STOMP 1.1 a body is bytes, which a broker hands on as they are. This broker parses a body that is declared as exactly
# application/json and writes it anew: 9007199254740993 arrives as 9007199254740992, and 12.50 as 12.5. The same body
# declared as application/json;charset=utf-8 arrives untouched.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error stomp-broker-js@1.3.0 \
    @stomp/stompjs@7.5.0 ws@8.23.0 >&2 || exit 2
cat >relay.cjs <<'SCRIPT'
const http = require("node:http");
const { once } = require("node:events");
const { Client } = require("@stomp/stompjs");
const Broker = require("stomp-broker-js");
const { WebSocket } = require("ws");
Object.assign(globalThis, { WebSocket });

const connected = (brokerURL) =>
  new Promise((resolve) => {
    const client = new Client({ brokerURL, reconnectDelay: 0, heartbeatIncoming: 0, heartbeatOutgoing: 0 });
    client.onConnect = () => resolve(client);
    client.activate();
  });

(async () => {
  const server = http.createServer();
  const broker = new Broker({ server, path: "/ws" });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `ws://127.0.0.1:${server.address().port}/ws`;
  const [subscriber, sender] = [await connected(address), await connected(address)];
  const body = '{"id": 9007199254740993, "price": 12.50}';
  for (const type of ["application/json", "application/json;charset=utf-8"]) {
    const subscribed = once(broker, "subscribe");
    const message = new Promise((resolve) => subscriber.subscribe(`/topic/${type.length}`, resolve));
    await subscribed;
    sender.publish({ destination: `/topic/${type.length}`, body, headers: { "content-type": type } });
    console.log(`${type}: ${(await message).body}`);
  }
  process.exit(0);
})();
SCRIPT
timeout 60 node relay.cjs >told.txt || exit 1
echo "stomp-broker-js 1.3.0, sent {\"id\": 9007199254740993, \"price\": 12.50}; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = 'application/json: {"id":9007199254740992,"price":12.5}
application/json;charset=utf-8: {"id": 9007199254740993, "price": 12.50}' ]
