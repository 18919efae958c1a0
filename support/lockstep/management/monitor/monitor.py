"""The monitor's pages, as a router that the service includes.

    /monitor                     running and past runs, unstable scenarios
    /monitor/runs/ID             one run: live while it is in progress, its timeline when it is over
    /monitor/scenarios/ID        one scenario over its runs
    /monitor/login, /logout      sets and clears a cookie that no script can read and no other site can use

Everything is rendered on the server, with every text escaped. The script only listens: when the stream of a run's
events (a WebSocket of the service, which replays from a number) announces news, it fetches the page again and
replaces the changed parts; after a reload or a lost connection it continues where the page ended. Without scripts the
page reloads itself. Pages load nothing from other sites, which their security policy enforces.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import parse_qs

from fastapi import APIRouter, Cookie, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lockstep.management.monitor.board import Board, state_of
from lockstep.management.monitor.charts import ago, clock, drawn, drawn_again, long, trend_bars
from lockstep.reporting.runs.run_history import flaky, listed, trend
from lockstep.store import Store, StoreError

COOKIE = "lockstep_monitor"
RUNS = 30
BOARDS = 50
FORM_BYTES = 4_096
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_HERE = Path(__file__).parent
_STATIC = {"monitor.css": "text/css", "monitor.js": "text/javascript"}


class Source(Protocol):
    """The source of the pages' data: the service."""

    def log_in(self, email: str, password: str) -> str | None:
        """A token for a person who may read; None for others."""

    def may_read(self, token: str) -> bool:
        """Whether the token is valid."""

    def watched(self) -> Sequence[str]:
        """The ids of the runs with a stream, the newest first."""

    def past(self, run: str, start: int) -> Iterable[Mapping[str, Any]] | None:
        """A run's events so far, from that number on; None for a run without a stream."""

    def live(self, run: str) -> str:
        """The path of the WebSocket with a run's events; the page appends the number `from`."""

    def store(self) -> Store:
        """The store of past runs. Raises StoreError."""


def monitor_router(source: Source, now: Callable[[], float] = time.time) -> APIRouter:
    """The routes, to be included under the service's prefix."""
    return _Pages(source, now).router


class _Pages:
    def __init__(self, source: Source, now: Callable[[], float]) -> None:
        self._source, self._now = source, now
        self._boards: OrderedDict[str, Board] = OrderedDict()
        self._lock = threading.Lock()  # pages are rendered in several threads, and a board must not change meanwhile
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"long": long, "clock": clock, "ago": ago, "state": state_of}
        self.router = APIRouter(prefix="/monitor", include_in_schema=False)
        for path, page in (("", self.index), ("/runs/{run}", self.run), ("/scenarios/{scenario}", self.scenario)):
            self.router.add_api_route(path, page, response_class=HTMLResponse, response_model=None)
        self.router.add_api_route("/login", self.log_in, methods=["POST"], response_model=None)
        self.router.add_api_route("/logout", self.log_out, methods=["POST"], response_model=None)
        self.router.add_api_route("/static/{name}", self.static, response_model=None)

    def index(self, request: Request, lockstep_monitor: Annotated[str, Cookie()] = "") -> Response:
        """Running and past runs, and unstable scenarios."""
        if not self._source.may_read(lockstep_monitor):
            return self._login(request)
        runs, unsteady, trouble = [], [], ""
        try:
            with self._source.store() as store:
                runs, unsteady = listed(store, RUNS), flaky(store)
        except StoreError as error:
            trouble = str(error)
        with self._lock:
            boards = [(one, self._board(one)) for one in self._source.watched()[:BOARDS]]
            going = [(one, board) for one, board in boards if board.ended is None]
            return self._page(request, "index.html", going=going, runs=runs, flaky=unsteady, trouble=trouble)

    def run(self, request: Request, run: str, lockstep_monitor: Annotated[str, Cookie()] = "") -> Response:
        """One run: its board, or its record in the store. Raises HTTPException 404."""
        if not self._source.may_read(lockstep_monitor):
            return self._login(request)
        if run in self._source.watched():
            with self._lock:
                board = self._board(run)
                live = self._source.live(run) if board.ended is None else ""
                return self._page(request, "run.html", run=run, board=board, timeline=drawn(board), live=live)
        try:
            with self._source.store() as store:
                found = store.run(run)
                attempts = store.attempts(run_id=found.id)
        except StoreError:
            raise HTTPException(404, f"no run {run!r} is known") from None
        return self._page(request, "stored.html", run=found, timeline=drawn_again(found, attempts))

    def scenario(self, request: Request, scenario: str, lockstep_monitor: Annotated[str, Cookie()] = "") -> Response:
        """One scenario over its runs. Raises HTTPException 404."""
        if not self._source.may_read(lockstep_monitor):
            return self._login(request)
        try:
            with self._source.store() as store:
                found = trend(store, scenario)
        except StoreError:
            raise HTTPException(404, f"no run executed a scenario {scenario!r}") from None
        return self._page(request, "scenario.html", trend=found, bars=trend_bars(found))

    async def log_in(self, request: Request) -> Response:
        """Check the form's address and password, and set the cookie."""
        size = request.headers.get("content-length", "")
        if not size.isdigit() or int(size) > FORM_BYTES:
            raise HTTPException(413, f"the form may have {FORM_BYTES} bytes at most")
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        given = (form.get(name, [""])[0] for name in ("email", "password"))
        token = await run_in_threadpool(self._source.log_in, *given)  # deliberately slow, against guessing
        if token is None:
            return self._login(request, "This address and password are not known.")
        back = RedirectResponse(request.url_for("index"), 303, HEADERS)
        back.set_cookie(
            COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
        )
        return back

    def log_out(self, request: Request) -> Response:
        """Clear the cookie."""
        back = RedirectResponse(request.url_for("index"), 303, HEADERS)
        back.delete_cookie(COOKIE, path="/")
        return back

    def static(self, name: str) -> Response:
        """Style and script. Raises HTTPException 404."""
        if name not in _STATIC:
            raise HTTPException(404, "there is no such file")
        headers = HEADERS | {"Cache-Control": "no-cache"}
        return FileResponse(_HERE / "static" / name, media_type=_STATIC[name], headers=headers)

    def _login(self, request: Request, trouble: str = "") -> Response:
        return self._page(request, "login.html", 401, trouble=trouble)

    def _page(self, request: Request, name: str, status: int = 200, **facts: Any) -> Response:
        root = request.url_for("index").path
        text = self._templates.get_template(name).render(root=root, now=self._now(), **{"live": ""} | facts)
        return HTMLResponse(text, status, HEADERS)

    def _board(self, run: str) -> Board:
        """A run's board with all its events so far; the least recently requested boards are discarded."""
        board = self._boards.setdefault(run, Board())
        self._boards.move_to_end(run)
        while len(self._boards) > BOARDS:
            self._boards.popitem(last=False)
        for event in self._source.past(run, board.next) or ():
            board.take(event)
        return board
