// A Socket.IO server with connection state recovery on a free port of this machine, for as long as it is not told to
// end (SIGTERM) and its standard input lasts.
// Called with the folder in which socket.io is installed; says `ready {"port": N}` once it listens.
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";

const { Server } = createRequire(path.join(process.argv[2], "package.json"))("socket.io");
const server = http.createServer((request, response) => response.writeHead(404).end());
const io = new Server(server, {
  pingInterval: 200,
  connectionStateRecovery: { maxDisconnectionDuration: 60_000, skipMiddlewares: true },
});
io.on("connection", (socket) => {
  socket.on("join", (room, done) => done({ joined: (socket.join(room), room) }));
  socket.on("say", (room, message, done) => done({ told: io.to(room).emit("said", { room, ...message }) }));
  socket.on("whisper", (text) => socket.volatile.emit("whispered", text, "words"));
  socket.on("spread", (...all) => socket.emit("spread", ...all));
  socket.on("pack", (...all) => socket.emit("packed", ...all));
  socket.on("ask", (question) =>
    socket.emit("asked", question, (answer, ...more) => socket.emit("answered", { answer, more: more.length })),
  );
  socket.on("leave", () => socket.disconnect(false));
});
io.of("/admin").use((socket, next) => next(socket.handshake.auth.token === "right" ? undefined : new Error("no")));
io.of("/admin").on("connection", (socket) => socket.on("ping me", (done) => done(socket.emit("pinged", 1))));
server.listen(0, "127.0.0.1", () => console.log(`ready ${JSON.stringify({ port: server.address().port })}`));
process.on("SIGTERM", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).resume();
