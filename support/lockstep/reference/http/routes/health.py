"""health/*: without token and rate limit."""

from fastapi import APIRouter
from starlette.responses import Response

from lockstep.reference.errors import RefusedError
from lockstep.reference.health import Part
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Served
from lockstep.reference.http.envelopes import DatabasePart, Health, Success

router = APIRouter(prefix="/health", tags=["health"])


@router.get("", response_model=Success[Health])
async def health(backend: Served) -> Response:
    """Every part."""
    parts = backend.health.parts()
    ill = [name for name, part in parts.items() if not part["healthy"]]
    if ill:
        raise RefusedError(503, "unavailable", f"Not healthy: {', '.join(ill)}.", healthy=False, parts=parts)
    return answer({"healthy": True, "parts": parts})


@router.get("/database", response_model=Success[DatabasePart])
async def database(backend: Served) -> Response:
    """The database; with its counts if the settings expose them."""
    counts = backend.health.counts()
    return _part("database", backend.health.database(), {} if counts is None else {"tables": counts})


@router.get("/ready", response_model=Success[Part])
async def ready(backend: Served) -> Response:
    """Whether requests are accepted and written."""
    for name, part in (("api", backend.health.api()), ("database", backend.health.database())):
        if not part["healthy"]:
            return _part(name, part, {})
    return answer({"healthy": True, "detail": "ready"})


@router.get("/live", response_model=Success[Part])
async def live() -> Response:
    """The process answers."""
    return answer({"healthy": True, "detail": "alive"})


def _part(name: str, part: Part, more: dict[str, dict[str, int]]) -> Response:
    if not part["healthy"]:
        raise RefusedError(503, "unavailable", f"The {name} is not healthy: {part['detail']}.", **part)
    return answer({**part, **more})
