"""A service as the monitor's pages need one: events in memory, a stream that replays, a store, one account."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from lockstep.management.monitor.monitor import COOKIE, monitor_router
from lockstep.store import Store

TOKEN = "a-token-that-is-good"
EMAIL, PASSWORD = "olga@example.com", "correct horse!"
RUN = "20261123T010000Z-abc123"
BEGAN = 1_795_400_000.0


class Service:
    """Serves the pages and the stream. `tell` adds an event to the run's."""

    def __init__(self, folder: Path) -> None:
        self.database = f"sqlite:///{folder}/lockstep.db"
        self.events: list[dict[str, Any]] = []
        self.asked_from: list[int] = []
        self._sockets: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self.app = FastAPI()
        self.app.include_router(monitor_router(self, self.now), prefix="/api/v1")
        self.app.add_api_websocket_route("/api/v1/test/live", self.stream)

    def now(self) -> float:
        return float(self.events[-1]["at"]) + 1.0 if self.events else BEGAN

    def tell(self, type: str, after: float, **facts: Any) -> None:  # noqa: A002 - as it stands in an event
        self.events.append({"seq": len(self.events), "type": type, "at": BEGAN + after, **facts})
        for loop, news in self._sockets:
            loop.call_soon_threadsafe(news.set)

    # what pages ask for

    def log_in(self, email: str, password: str) -> str | None:
        return TOKEN if (email, password) == (EMAIL, PASSWORD) else None

    def may_read(self, token: str) -> bool:
        return token == TOKEN

    def watched(self) -> Sequence[str]:
        return [RUN] if self.events else []

    def past(self, run: str, start: int) -> Sequence[Mapping[str, Any]] | None:
        return self.events[start:] if run == RUN else None

    def live(self, run: str) -> str:
        return f"/api/v1/test/live?testId={run}"

    def store(self) -> Store:
        return Store(self.database)

    async def stream(self, websocket: WebSocket) -> None:
        if websocket.cookies.get(COOKIE) != TOKEN:
            await websocket.close(4401)
            return
        await websocket.accept()
        place = int(websocket.query_params["from"])
        self.asked_from.append(place)
        mine = (asyncio.get_running_loop(), asyncio.Event())
        self._sockets.append(mine)
        try:
            while True:
                mine[1].clear()
                for event in self.events[place:]:
                    await websocket.send_json(event)
                    place += 1
                if self.events[-1]["type"] in {"integration_test_complete", "integration_test_error"}:
                    await websocket.close()
                    return
                await mine[1].wait()
        except (WebSocketDisconnect, RuntimeError):  # the browser has gone
            return
        finally:
            self._sockets.remove(mine)


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """Serve it on a free port of this machine; gives the address of the monitor."""
    server = uvicorn.Server(uvicorn.Config(service.app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/api/v1/monitor"
    finally:
        server.should_exit = True
        thread.join()


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; the test's own time limit ends it."""
    waiting = threading.Event()
    while not holds():
        waiting.wait(0.01)


WITNESS = 'Ana posted "<b>hello</b>" in "design" at 12.004 s; Ben/laptop, subscribed since 11.870 s, never heard it'


def begin(service: Service) -> None:
    """A run of three scenarios: one has passed, one is at its second step."""
    service.tell("integration_test_start", 0, target="reference", seed=7, scenarios=3)
    service.tell(
        "scenario_started",
        0.1,
        scenario="a1",
        title="one message arrives",
        feature="Messages",
        place="features/sync/messages.feature:12",
    )
    service.tell("step_started", 0.2, scenario="a1", step='Given Ana and Ben are in the chatroom "design"')
    service.tell(
        "step_finished",
        0.5,
        scenario="a1",
        step='Given Ana and Ben are in the chatroom "design"',
        status="passed",
        duration=0.3,
    )
    service.tell(
        "pulse", 0.6, scenario="a1", people=2, sockets=2, events=4, median=3.2, slowest=7.9, measured=4, budget=100
    )
    service.tell("scenario_finished", 1.4, scenario="a1", status="passed")
    service.tell(
        "scenario_started",
        1.5,
        scenario="b2",
        title="three messages reach a listener once each <script>alert(1)</script>",
        feature="Messages",
        place="features/sync/messages.feature:20",
    )
    service.tell("step_started", 1.6, scenario="b2", step='Given Ana and Ben are in the chatroom "design"')
    service.tell(
        "step_finished",
        2.1,
        scenario="b2",
        step='Given Ana and Ben are in the chatroom "design"',
        status="passed",
        duration=0.5,
    )
    service.tell("step_started", 2.2, scenario="b2", step="When Ana posts 3 messages over the API")
    service.tell(
        "pulse", 2.4, scenario="b2", people=3, sockets=4, events=12, median=3.4, slowest=12.5, measured=8, budget=100
    )


def fail(service: Service) -> None:
    """The second scenario loses a message."""
    service.tell(
        "step_finished",
        3.0,
        scenario="b2",
        step="When Ana posts 3 messages over the API",
        status="passed",
        duration=0.8,
    )
    service.tell("step_started", 3.0, scenario="b2", step="Then every promise held")
    service.tell("violation_found", 3.5, scenario="b2", property="P1", name="no loss", witness=WITNESS)


def finish(service: Service) -> None:
    """The run is over, with code 1."""
    service.tell(
        "step_finished",
        3.6,
        scenario="b2",
        step="Then every promise held",
        status="failed",
        duration=0.6,
        message="P1 no loss is violated",
    )
    service.tell("scenario_finished", 3.8, scenario="b2", status="failed", message="P1 no loss is violated")
    service.tell(
        "scenario_started", 3.9, scenario="c3", title="uploads resume", place="features/sync/files.feature:3"
    )
    service.tell("scenario_finished", 3.9, scenario="c3", status="skipped", message="target reference has no files")
    service.tell("integration_test_complete", 4.2, exitCode=1)
