"""The service as an application: the routes of its parts under `/api/v1`, one envelope for failures, limits, its log.

A part contributes a router and reports its health; parts start in order before the first request and stop in reverse
after the last. The application's documentation (OpenAPI) is at `/api/v1/openapi.json`, with pages for browsers at
`/api/v1/docs`, which include all their scripts and styles: nothing is loaded from the internet.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from lockstep.management.access import Doorkeeper
from lockstep.management.answers import answer_failures
from lockstep.management.limits import LimitedBody
from lockstep.management.log import ServiceRequestLog

PREFIX = "/api/v1"


class Part(Protocol):
    """A part of the service."""

    @property
    def router(self) -> APIRouter:
        """Its routes, without the service's prefix."""

    async def start(self) -> None:
        """Start, before the first request."""

    async def stop(self) -> None:
        """Stop, after the last request, and leave nothing running."""

    def health(self) -> Mapping[str, str]:
        """The health of what it depends on, by name: a sentence on what is wrong; empty: nothing."""


@dataclass(frozen=True, kw_only=True)
class State:
    """The constituents of the application. `doorkeeper` knows accounts and counts requests."""

    doorkeeper: Doorkeeper
    parts: tuple[Part, ...]
    routers: tuple[APIRouter, ...] = field(default=())
    largest_body: int = 262_144


def make_app(state: State) -> FastAPI:
    """Build the application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for part in state.parts:
                stack.push_async_callback(part.stop)
                await part.start()
            yield

    app = FastAPIOffline(
        title="Lockstep",
        description="Acceptance tests as a service: scenarios, executions, results, and received events.",
        version="1",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
        static_url=f"{PREFIX}/docs-parts",
        swagger_ui_oauth2_redirect_url=f"{PREFIX}/docs/oauth2-redirect",
        generate_unique_id_function=_operation,
        lifespan=lifespan,
    )
    app.state.doorkeeper = state.doorkeeper
    answer_failures(app)
    app.add_middleware(LimitedBody, largest=state.largest_body)
    app.add_middleware(ServiceRequestLog)
    for router in (*(part.router for part in state.parts), *state.routers):
        app.include_router(router, prefix=PREFIX)
    vars(app)["openapi"] = lambda: _documented(app)
    return app


def _operation(route: APIRoute) -> str:
    return route.name


def _documented(app: FastAPI) -> dict[str, Any]:
    """The documentation, without the answer 422, which is never sent: an invalid request is answered with 400."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            document.get("components", {}).get("schemas", {}).pop(name, None)
        app.openapi_schema = document
    return app.openapi_schema
