"""auth/*."""

from fastapi import APIRouter
from starlette.responses import Response

from lockstep.reference.domain.requests import Login, Refresh, Register
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, Cause, Served
from lockstep.reference.http.envelopes import Success
from lockstep.reference.representations import Me, Session

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/register", status_code=201, response_model=Success[Session])
async def register(body: Register, backend: Served, cause: Cause) -> Response:
    """Create a company and its OWNER."""
    return answer(await backend.accounts.register(body, cause), 201)


@router.post("/login", response_model=Success[Session])
async def login(body: Login, backend: Served, cause: Cause) -> Response:
    """Log in: start a family of tokens."""
    return answer(await backend.accounts.login(body, cause))


@router.post("/refresh", response_model=Success[Session])
async def refresh(body: Refresh, backend: Served, cause: Cause) -> Response:
    """Exchange a refresh token for the next pair."""
    return answer(backend.accounts.refresh(body, cause))


@router.post("/logout", response_model=Success[None])
async def logout(backend: Served, call: Asked) -> Response:
    """Log out: end the family of the token; its sockets close, 4401."""
    backend.accounts.logout(call)
    return answer(None)


@router.get("/me", response_model=Success[Me])
async def me(backend: Served, call: Asked) -> Response:
    """The caller and their company."""
    return answer(backend.accounts.me(call))
