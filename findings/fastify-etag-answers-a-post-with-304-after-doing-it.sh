#!/usr/bin/env bash
# @fastify/etag 6.2.0: a POST whose answer has the ETag named in If-None-Match is carried out, and then answered with 304.
#
# By RFC 9110, If-None-Match is judged before a request is carried out, and 304 exists for GET and HEAD only; with any other
# method the answer is 412 and nothing is done. @fastify/etag compares after the handler has run, whatever the method: the
# thing is done, and the client is told "not modified", without the body. Express leaves a POST alone. Of two ETags in one
# If-None-Match, which the RFC allows, the plugin finds neither. Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error @fastify/etag@6.2.0 fastify@5.12.8 \
    express@5.3.0 >&2 || exit 2
cat >post.mjs <<'SCRIPT'
import { once } from "node:events";
import etag from "@fastify/etag";
import express from "express";
import Fastify from "fastify";

const done = { "@fastify/etag": 0, express: 0 };
const fastify = Fastify();
await fastify.register(etag);
fastify.route({
  method: ["GET", "POST"],
  url: "/lamp",
  handler: async (request) => (request.method === "POST" && done["@fastify/etag"]++, { on: true }),
});
await fastify.listen({ port: 0, host: "127.0.0.1" });
const application = express();
application.all("/lamp", (request, response) => {
  if (request.method === "POST") done.express++;
  response.json({ on: true });
});
const server = application.listen(0, "127.0.0.1");
await once(server, "listening");

for (const [name, { port }] of [["@fastify/etag", fastify.server.address()], ["express", server.address()]]) {
  const address = `http://127.0.0.1:${port}/lamp`;
  const tag = (await fetch(address)).headers.get("etag");
  const status = async (method, value) =>
    (await fetch(address, { method, headers: { "if-none-match": value, "cache-control": "max-age=0" } })).status;
  const post = await status("POST", tag);
  console.log(`${name}: POST ${post}, done ${done[name]} time, GET ${await status("GET", tag)}, ` +
    `GET with two tags ${await status("GET", `"other", ${tag}`)}`);
}
process.exit(0);
SCRIPT
timeout 60 node post.mjs >told.txt || exit 1
echo "@fastify/etag 6.2.0, Express 5.3.0; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = "@fastify/etag: POST 304, done 1 time, GET 304, GET with two tags 200
express: POST 200, done 1 time, GET 304, GET with two tags 304" ]
