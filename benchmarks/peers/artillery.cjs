// Artillery's sockets drop what is pushed outside a waiting step, so the messages are heard by a handler of our own.
// Its writers, in a process of their own, need some time to start.
const fs = require("node:fs");

module.exports.listen = (context, events, done) => {
  const took = [];
  context.ws.on("message", (raw) => took.push(performance.timeOrigin + performance.now() - JSON.parse(raw).ms));
  fs.writeSync(1, "READY\n"); // its own console comes late
  setTimeout(() => {
    fs.appendFileSync(process.env.TIMES, took.map((ms) => `${ms}\n`).join(""));
    done();
  }, (Number(process.env.SECONDS) + (process.env.WORK === "W3" ? 25 : 6)) * 1000);
};

let seat = 0;

module.exports.seat = (params, context, done) => {
  params.target = `ws://127.0.0.1:${process.env.PORT}/sub?id=room${seat++ % Number(process.env.ROOMS)}`;
  done();
};

module.exports.stamp = (context, events, done) => {
  context.vars.room = `room${Math.floor(Math.random() * Number(process.env.ROOMS))}`;
  context.vars.ms = performance.timeOrigin + performance.now();
  done();
};
