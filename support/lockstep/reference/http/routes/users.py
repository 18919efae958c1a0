"""users/me."""

from fastapi import APIRouter
from starlette.responses import Response

from lockstep.reference.domain.requests import ChangePassword, UpdateMe
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, Served
from lockstep.reference.http.envelopes import Success
from lockstep.reference.representations import User

router = APIRouter(prefix="/users/me", tags=["users"])


@router.get("", response_model=Success[User])
async def get(backend: Served, call: Asked) -> Response:
    """The caller."""
    return answer(backend.accounts.user(call))


@router.put("", response_model=Success[User])
async def update(body: UpdateMe, backend: Served, call: Asked) -> Response:
    """Change the caller's name."""
    return answer(backend.accounts.update(call, body))


@router.put("/password", response_model=Success[User])
async def change_password(body: ChangePassword, backend: Served, call: Asked) -> Response:
    """Change the caller's password; the other families end."""
    return answer(await backend.accounts.change_password(call, body))
