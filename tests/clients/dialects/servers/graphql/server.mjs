// A GraphQL server with subscriptions on a free port of this machine, for as long as it is not told to end (SIGTERM)
// and its standard input lasts.
// Called with the folder in which graphql-ws is installed; says `ready {"port": N}` once it listens.
import http from "node:http";
import path from "node:path";
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";

const packages = createRequire(path.join(process.argv[2], "package.json"));
const { buildSchema } = packages("graphql");
const { useServer } = packages("graphql-ws/use/ws");
const { WebSocketServer } = packages("ws");

const schema = buildSchema(`
  type Message { id: ID!, room: String!, text: String! }
  type Query { rooms: [String!]! }
  type Mutation { say(room: String!, text: String!): Message! }
  type Subscription { messageAdded(room: String!): Message! }
`);
const rooms = new EventEmitter();
let last = 0;
const roots = {
  query: { rooms: () => rooms.eventNames() },
  mutation: {
    say: ({ room, text }) => {
      const message = { id: `m${++last}`, room, text };
      rooms.emit(room, message);
      return message;
    },
  },
  subscription: { messageAdded: ({ room }) => listen(room) },
};

// What is said in a room from now on: an iterator whose end is the listener's.
function listen(room) {
  const waiting = [];
  let wake = () => {};
  const hear = (message) => waiting.push({ messageAdded: message }) && wake();
  rooms.on(room, hear);
  return (async function* () {
    try {
      while (true) {
        while (waiting.length) yield waiting.shift();
        await new Promise((resolve) => (wake = resolve));
      }
    } finally {
      rooms.off(room, hear);
    }
  })();
}

const server = http.createServer((request, response) => response.writeHead(404).end());
const onConnect = ({ connectionParams }) => connectionParams?.token !== "wrong";
useServer({ schema, roots, onConnect }, new WebSocketServer({ server, path: "/graphql" }));
server.listen(0, "127.0.0.1", () => console.log(`ready ${JSON.stringify({ port: server.address().port })}`));
process.on("SIGTERM", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).resume();
