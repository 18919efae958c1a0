// A Feathers application on a free port of this machine, for as long as it is not told to end (SIGTERM) and its
// standard input lasts: messages in memory, announced in the channel of their room, and seats, by which a socket joins
// and leaves a room.
// Called with the folder in which Feathers is installed; says `ready {"port": N}` once it listens.
import path from "node:path";
import { createRequire } from "node:module";

const packages = createRequire(path.join(process.argv[2], "package.json"));
const { feathers } = packages("@feathersjs/feathers");
const express = packages("@feathersjs/express");
const socketio = packages("@feathersjs/socketio");
const { MemoryService } = packages("@feathersjs/memory");
const { BadRequest } = packages("@feathersjs/errors");

const app = express(feathers());
app.use(express.json());
app.configure(express.rest());
app.configure(socketio());

class Seats {
  async create({ room }, { connection }) {
    return this.seat(room, connection, true);
  }

  async remove(room, { connection }) {
    return this.seat(room, connection, false);
  }

  seat(room, connection, seated) {
    if (typeof room !== "string" || room === "") throw new BadRequest("a seat names its room");
    if (connection === undefined) throw new BadRequest("only a socket takes a seat");
    const channel = app.channel(room);
    if (seated) channel.join(connection);
    else channel.leave(connection);
    return { room, seated };
  }
}

app.use("messages", new MemoryService({ paginate: false }), { methods: ["find", "get", "create"] });
app.use("seats", new Seats(), { methods: ["create", "remove"] });
app.service("messages").publish((message) => app.channel(message.room));
app.service("messages").hooks({
  before: {
    create: [
      async ({ data }) => {
        for (const field of ["room", "author", "content"])
          if (typeof data?.[field] !== "string") throw new BadRequest(`a message has a text in ${field}`);
      },
    ],
  },
});
app.use(express.notFound());
app.use(express.errorHandler({ logger: false }));

const server = await app.listen(0, "127.0.0.1");
const ready = () => console.log(`ready ${JSON.stringify({ port: server.address().port })}`);
if (server.listening) ready();
else server.once("listening", ready);
process.on("SIGTERM", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).resume();
