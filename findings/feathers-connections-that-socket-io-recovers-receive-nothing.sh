#!/usr/bin/env bash
# Feathers 5.0.50 on Socket.IO 4.8.4: a client whose connection state was recovered receives no more events.
#
# Socket.IO's option `connectionStateRecovery` skips the server's middlewares for a recovered connection by default
# (`skipMiddlewares: true`). @feathersjs/socketio sets up a connection in such a middleware. So after a short
# interruption the client is told `recovered: true`, is connected, and stays connected, but it is in no channel any more:
# whatever the services announce from then on never arrives, and nothing says so. With `skipMiddlewares: false` it does.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error @feathersjs/feathers@5.0.50 \
    @feathersjs/socketio@5.0.50 @feathersjs/memory@5.0.50 socket.io@4.8.4 socket.io-client@4.8.4 >&2 || exit 2
cat >recovered.cjs <<'SCRIPT'
const { once } = require("node:events");
const { feathers } = require("@feathersjs/feathers");
const socketio = require("@feathersjs/socketio");
const { MemoryService } = require("@feathersjs/memory");
const { io } = require("socket.io-client");

const happened = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

async function received(connectionStateRecovery) {
  const app = feathers();
  app.configure(socketio({ connectionStateRecovery }));
  app.use("messages", new MemoryService());
  app.on("connection", (connection) => app.channel("everybody").join(connection));
  app.service("messages").publish(() => app.channel("everybody"));
  const server = await app.listen(0, "127.0.0.1");
  if (!server.listening) await once(server, "listening");
  const address = `http://127.0.0.1:${server.address().port}`;
  const client = io(address, { transports: ["websocket"], reconnectionDelay: 200 });
  const heard = [];
  client.on("messages created", (message) => heard.push(message.text));
  await happened(client, "connect");
  const first = happened(client, "messages created");
  await app.service("messages").create({ text: "before" });
  await first;
  const back = happened(client, "connect");
  client.io.engine.close();
  await back;
  await app.service("messages").create({ text: "after" });
  await new Promise((resolve) => client.emit("find", "messages", {}, resolve)).catch(() => {});
  const told = `recovered ${client.recovered}, connected ${client.connected}, received ${heard.join(" and ")}`;
  client.close();
  app.io.close();
  return told;
}

(async () => {
  console.log(`as it is: ${await received({})}`);
  console.log(`skipMiddlewares false: ${await received({ skipMiddlewares: false })}`);
  process.exit(0);
})();
SCRIPT
timeout 60 node recovered.cjs >told.txt || exit 1
echo "Feathers 5.0.50, Socket.IO 4.8.4; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = "as it is: recovered true, connected true, received before
skipMiddlewares false: recovered true, connected true, received before and after" ]
