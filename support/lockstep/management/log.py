"""The service's log of requests: id, method, route pattern, status and duration in ms of each.

Neither body, query nor header is logged, so no password, token or Gherkin appears in it.
"""

import logging
import secrets

from starlette.types import ASGIApp, Scope

from lockstep.management.answers import broken
from lockstep.serving.request_log import RequestLog


class ServiceRequestLog(RequestLog):
    """Gives every request a random id and answers 500 if its handler raises."""

    logger = logging.getLogger(__name__)

    def request_id(self, scope: Scope) -> str:
        """Return a random id."""
        del scope
        return secrets.token_hex(8)

    def failure(self, request_id: str) -> ASGIApp:
        """Return the answer that names the id."""
        return broken(request_id)
