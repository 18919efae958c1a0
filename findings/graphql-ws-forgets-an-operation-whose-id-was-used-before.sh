#!/usr/bin/env bash
# graphql-ws 6.4.2: a subscription under an id that was used before is said to be complete, goes on, and cannot be stopped.
#
# The protocol (GraphQL over WebSocket) lets a client use an id again once it has sent `complete` for it. A client that
# completes a subscription and at once subscribes to something else under the same id is sent the `complete` of the old one
# under the id of the new one. The new one's results arrive all the same; and since the server has forgotten it with the
# old one, a `complete` for it stops nothing. With a fresh id for each operation there is none of this.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error graphql-ws@6.4.2 graphql@16.15.0 \
    ws@8.23.0 >&2 || exit 2
cat >reused.cjs <<'SCRIPT'
const { EventEmitter, once } = require("node:events");
const { buildSchema } = require("graphql");
const { useServer } = require("graphql-ws/use/ws");
const { WebSocketServer, WebSocket } = require("ws");

const rooms = new EventEmitter();
const schema = buildSchema("type Query { x: Int } type Subscription { said(room: String!): String! }");
// What is said in a room from now on: an iterator that ends as soon as it is told to.
const said = ({ room }) => {
  const waiting = [];
  let wake = () => {};
  let over = false;
  const hear = (text) => waiting.push({ said: text }) && wake();
  rooms.on(room, hear);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (!waiting.length && !over) await new Promise((resolve) => (wake = resolve));
      return over ? { done: true, value: undefined } : { done: false, value: waiting.shift() };
    },
    async return() {
      over = true;
      rooms.off(room, hear);
      wake();
      return { done: true, value: undefined };
    },
    async throw(error) {
      throw error;
    },
  };
};

(async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  useServer({ schema, roots: { subscription: { said } } }, server);
  await once(server, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`, "graphql-transport-ws");
  const results = [];
  client.on("message", (text) => {
    const { id, type, payload } = JSON.parse(text);
    if (type === "complete") results.push(`${id} complete`);
    if (type === "next") results.push(`${id} ${payload.data.said}`);
    if (type === "pong") rooms.emit("pong");
  });
  const send = (message) => client.send(JSON.stringify(message));
  const settled = () => {
    send({ type: "ping" });
    return once(rooms, "pong");
  };
  const subscribe = (id, room) =>
    send({ id, type: "subscribe", payload: { query: `subscription { said(room: "${room}") }` } });
  const say = async (room) => {
    rooms.emit(room, room);
    await settled();
  };
  await once(client, "open");
  send({ type: "connection_init" });
  await settled();
  for (const [name, second] of [["used again", "1"], ["fresh", "2"]]) {
    results.length = 0;
    subscribe("1", `old ${name}`);
    await settled();
    send({ id: "1", type: "complete" });
    subscribe(second, `new ${name}`);
    await settled();
    await say(`old ${name}`);
    await say(`new ${name}`);
    send({ id: second, type: "complete" });
    await settled();
    for (let n = 0; n < 3; n++) await say(`new ${name}`);
    console.log(`${name}: ${results.join(", ")}`);
  }
  process.exit(0);
})();
SCRIPT
timeout 60 node reused.cjs >told.txt || exit 1
echo "graphql-ws 6.4.2; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = "used again: 1 complete, 1 new used again, 1 new used again, 1 new used again, 1 new used again
fresh: 2 new fresh" ]
