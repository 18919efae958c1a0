#!/usr/bin/env bash
# mercurius 16.10.1: it agrees on graphql-transport-ws, but never closes a socket with that protocol's codes.
#
# GraphQL over WebSocket says which mistakes of a client end the socket: a subscribe before connection_init (4401), an id
# that is in use (4409), a second connection_init (4429), a message of an unknown type (4400). mercurius, with
# `fullWsTransport`, keeps three of the sockets open: an id in use is subscribed a second time, and each event then arrives
# twice under it; a second init is acknowledged again. The first is answered with `connection_error`, a message of the older
# protocol, and a close without a code, which a client takes for a normal end and not for 4401.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error mercurius@16.10.1 fastify@5.12.8 \
    graphql@16.15.0 ws@8.23.0 >&2 || exit 2
cat >sockets.cjs <<'SCRIPT'
const { once } = require("node:events");
const Fastify = require("fastify");
const mercurius = require("mercurius");
const { WebSocket } = require("ws");

const app = Fastify();
app.register(mercurius, {
  schema: "type Query { x: Int } type Mutation { say(n: Int!): Int } type Subscription { said: Int! }",
  resolvers: {
    Query: { x: () => 1 },
    Mutation: {
      async say(_, { n }, { pubsub }) {
        await pubsub.publish({ topic: "said", payload: { said: n } });
        return n;
      },
    },
    Subscription: { said: { subscribe: (_, __, { pubsub }) => pubsub.subscribe("said") } },
  },
  subscription: { fullWsTransport: true },
});

const subscribe = (id, query) => ({ id, type: "subscribe", payload: { query } });
const init = { type: "connection_init" };
const cases = {
  "no init": [subscribe("1", "{ x }")],
  "id in use": [init, subscribe("1", "subscription { said }"), subscribe("1", "subscription { said }"),
    subscribe("2", "mutation { say(n: 5) }")],
  "second init": [init, init],
  "unknown type": [init, { type: "wave" }],
};

(async () => {
  await app.listen({ port: 0, host: "127.0.0.1" });
  for (const [name, messages] of Object.entries(cases)) {
    const socket = new WebSocket(`ws://127.0.0.1:${app.server.address().port}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    const seen = [];
    // A ping after each message: its pong, or a close, shows that the server is done with the message.
    let settled = () => {};
    socket.on("message", (text) => {
      const { id, type, payload } = JSON.parse(text);
      if (type === "pong") return settled();
      if (id !== "2") seen.push(payload?.data ? `${id} ${JSON.stringify(payload.data)}` : type);
    });
    socket.on("close", (code) => seen.push(`closed ${code}`) && settled());
    for (const message of [...messages, ...Array(5).fill({ type: "ping" })]) {
      const done = new Promise((resolve) => (settled = resolve));
      if (socket.readyState !== WebSocket.OPEN) break;
      socket.send(JSON.stringify(message));
      if (message.type !== "ping") socket.send('{"type":"ping"}');
      await done;
    }
    console.log(`${name}: ${seen.join(", ")}${socket.readyState === WebSocket.OPEN ? ", still open" : ""}`);
    socket.terminate();
  }
  process.exit(0);
})();
SCRIPT
timeout 60 node sockets.cjs >told.txt || exit 1
echo "mercurius 16.10.1, agreed on graphql-transport-ws; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = 'no init: connection_error, closed 1005
id in use: connection_ack, 1 {"said":5}, 1 {"said":5}, still open
second init: connection_ack, connection_ack, still open
unknown type: connection_ack, error, still open' ]
