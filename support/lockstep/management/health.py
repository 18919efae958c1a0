"""GET health: the health of the service, part by part; 200 if all parts are up, 503 otherwise.

    database   it answers
    reports    the folder of reports can be written
    and what every other part reports (features, queue)

No login is needed, so the answer states only what is wrong, without any address or path.
"""

import logging
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from lockstep.management.access import address_of
from lockstep.management.answers import fails
from lockstep.management.database import Database
from lockstep.store import StoreError

logger = logging.getLogger(__name__)

Word = Literal["up", "down"]


class PartHealth(BaseModel):
    """The health of one part."""

    status: Word
    reason: str = ""


class Health(BaseModel):
    """The health of the service: up if all of its parts are."""

    status: Word
    parts: dict[str, PartHealth]


def health_router(
    database: Database,
    reports: Path,
    count: Callable[[str], None],
    others: Iterable[Callable[[], Mapping[str, str]]],
) -> APIRouter:
    """The route. `count` counts the request of an address; `others` report parts, each with what is wrong or ""."""

    def health(request: Request, response: Response) -> Health:
        """The health of the service, part by part."""
        count(address_of(request))
        wrong = {"database": _database(database), "reports": _reports(reports)}
        for other in others:
            wrong |= _told(other)
        parts = {name: PartHealth(status="down" if why else "up", reason=why) for name, why in wrong.items()}
        told = Health(status="down" if any(wrong.values()) else "up", parts=parts)
        response.status_code = 200 if told.status == "up" else 503
        return told

    router = APIRouter()
    down = {"model": Health, "description": "A part of the service is down."}
    router.add_api_route("/health", health, tags=["health"], responses=fails() | {503: down})
    return router


def _database(database: Database) -> str:
    try:
        database.check()
    except StoreError as error:
        logger.error("the database failed", extra={"error": str(error)})  # noqa: TRY400 - one sentence suffices
        return "the database does not answer"
    return ""


def _reports(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"a try")
    except OSError as error:
        return f"the folder of reports cannot be written: {error.strerror}"
    return ""


def _told(other: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    try:
        return other()
    except StoreError:
        return {}  # the database is checked separately
