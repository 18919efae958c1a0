// k6 at the works. WORK, PORT, USERS, COUNT (posts of each user), ROOMS, RATE and SECONDS come from the environment.
// Its users share nothing, so a stamp travels in the message; its clock knows whole milliseconds.
import http from "k6/http";
import ws from "k6/ws";
import { Counter, Trend } from "k6/metrics";

const number = (name) => Number(__ENV[name]);
const base = `127.0.0.1:${__ENV.PORT}`;
const headers = { headers: { "Content-Type": "application/json" } };
const pad = "x".repeat(130);
const heard = new Counter("heard");
const took = new Trend("took", true);
const lasting = `${number("SECONDS") + 20}s`;
const listeners = { executor: "per-vu-iterations", exec: "listen", vus: number("USERS"), iterations: 1,
                    maxDuration: lasting, gracefulStop: "1s" };
const scenarios = {
  W1: { posts: { executor: "per-vu-iterations", exec: "echo", vus: number("USERS"), iterations: number("COUNT") } },
  W2: { listeners },
  W3: { listeners, posts: { executor: "constant-arrival-rate", exec: "publish", rate: number("RATE"), timeUnit: "1s",
                            duration: `${number("SECONDS")}s`, startTime: "3s", preAllocatedVUs: 50 } },
};

export const options = { scenarios: scenarios[__ENV.WORK], summaryTrendStats: ["med", "p(99)"] };

export function echo() {
  const answer = http.post(`http://${base}/echo`, `{"id":${__ITER},"room":"room0","text":"${pad}"}`, headers);
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
}

export function publish() {
  const room = `room${Math.floor(Math.random() * number("ROOMS"))}`;
  http.post(`http://${base}/pub?id=${room}`, `{"id":0,"room":"${room}","ms":${Date.now()},"text":"${pad}"}`, headers);
}

export function listen() {
  ws.connect(`ws://${base}/sub?id=room${(__VU - 1) % number("ROOMS")}`, {}, (socket) => {
    socket.on("open", () => console.log("READY"));
    socket.on("message", (raw) => {
      took.add(Date.now() - JSON.parse(raw).ms);
      heard.add(1);
    });
    socket.setTimeout(() => socket.close(), (number("SECONDS") + 6) * 1000);
  });
}

export function handleSummary(data) {
  const trend = (data.metrics[__ENV.WORK === "W1" ? "http_req_duration" : "took"] || { values: {} }).values;
  const count = (data.metrics[__ENV.WORK === "W1" ? "http_reqs" : "heard"] || { values: { count: 0 } }).values.count;
  return { stdout: `\nFIGURES ${JSON.stringify({ n: count, p50_ms: trend.med, p99_ms: trend["p(99)"] })}\n` };
}
