"""The dependencies of the routes: the backend, and the caller."""

from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from lockstep.reference.backend import Backend
from lockstep.reference.domain.permissions import Call
from lockstep.reference.errors import unauthenticated

_bearer = HTTPBearer(auto_error=False, description="The access token of register, login or refresh.")


async def _backend(request: Request) -> Backend:
    backend: Backend = request.app.state.backend
    return backend


async def _call(request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Call:
    backend: Backend = request.app.state.backend
    if shown is None:
        raise unauthenticated("missing", "An access token is needed: Authorization: Bearer TOKEN.")
    caller = backend.core.tokens.caller(shown.credentials)
    request.state.user_id = caller.user_id
    backend.limit.take(f"user {caller.user_id}")
    return Call(caller, request.state.request_id, "api")


async def _anybody(request: Request) -> str:
    backend: Backend = request.app.state.backend
    backend.limit.take(f"address {request.client.host if request.client else ''}")
    cause: str = request.state.request_id
    return cause


Served = Annotated[Backend, Depends(_backend)]
Asked = Annotated[Call, Depends(_call)]  # by a person with a valid access token; counted for the rate limit
Cause = Annotated[str, Depends(_anybody)]  # the request id of an unknown caller; counted for the rate limit
IdInPath = Annotated[int, Path(ge=1, lt=2**63)]
