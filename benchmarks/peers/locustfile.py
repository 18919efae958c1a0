"""Locust at the works: its fast HTTP client, and websocket-client for the sockets, for it has no own.

WORK, PORT, USERS, COUNT (posts of each user), ROOMS, RATE and SECONDS come from the environment. The last line is
FIGURES and JSON. Correlation is written by hand: a stamp travels in the message. A user waits for his answer.
"""

import json
import os
import time

import gevent
import websocket
from locust import FastHttpUser, User, constant_throughput, events, task
from locust.exception import StopUser

WORK, PORT, ROOMS = os.environ["WORK"], os.environ["PORT"], int(os.environ["ROOMS"])
USERS, COUNT, SECONDS = int(os.environ["USERS"]), int(os.environ["COUNT"]), float(os.environ["SECONDS"])
RATE, WRITERS = float(os.environ["RATE"]), 50
HEADERS = {"Content-Type": "application/json"}
PAD = "x" * 130
took = []
done = []
seats = iter(range(1_000_000))


def finished(count):
    if count == USERS:
        gevent.spawn_later(0.1, runner["environment"].runner.quit)


runner = {}


@events.init.add_listener
def remember(environment, **_):
    runner["environment"] = environment


@events.quitting.add_listener
def tell(**_):
    times = sorted(took) or [0.0]
    figures = {
        "n": len(took),
        "p50_ms": times[int((len(times) - 1) * 0.5)],
        "p99_ms": times[int((len(times) - 1) * 0.99)],
    }
    print("\nFIGURES", json.dumps(figures), flush=True)


if WORK == "W1":

    class Poster(FastHttpUser):
        host = f"http://127.0.0.1:{PORT}"

        @task
        def post(self):
            for number in range(COUNT):
                begun = time.perf_counter()
                body = json.dumps({"id": number, "room": "room0", "text": PAD})
                answer = self.client.post("/echo", data=body, headers=HEADERS)
                if answer.status_code != 200:
                    raise StopUser
                took.append((time.perf_counter() - begun) * 1000)
            done.append(1)
            finished(len(done))
            raise StopUser

else:

    class Listener(User):
        fixed_count = USERS

        @task
        def listen(self):
            socket = websocket.create_connection(f"ws://127.0.0.1:{PORT}/sub?id=room{next(seats) % ROOMS}")
            print("READY", flush=True)
            while True:
                raw = socket.recv()
                took.append(time.time() * 1000 - json.loads(raw)["ms"])


if WORK == "W3":

    class Writer(FastHttpUser):
        host = f"http://127.0.0.1:{PORT}"
        fixed_count = WRITERS
        wait_time = constant_throughput(RATE / WRITERS)

        def on_start(self):
            self.until = time.monotonic() + 3 + SECONDS
            gevent.sleep(3)

        @task
        def post(self):
            if time.monotonic() > self.until:
                raise StopUser
            room = f"room{next(seats) % ROOMS}"
            body = json.dumps({"id": 0, "room": room, "ms": time.time() * 1000, "text": PAD})
            self.client.post(f"/pub?id={room}", data=body, headers=HEADERS, name="/pub")
