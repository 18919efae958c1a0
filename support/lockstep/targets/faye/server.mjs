// A Faye server on a free port of this machine, for as long as it is not told to end (SIGTERM)
// and its standard input lasts.
// Called with the folder in which Faye is installed; says `ready {"port": N}` once it listens.
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";

const faye = createRequire(path.join(process.argv[2], "package.json"))("faye");
const server = http.createServer((request, response) => response.writeHead(404).end());
new faye.NodeAdapter({ mount: "/faye", timeout: 45 }).attach(server);
server.listen(0, "127.0.0.1", () => console.log(`ready ${JSON.stringify({ port: server.address().port })}`));
process.on("SIGTERM", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).resume();
