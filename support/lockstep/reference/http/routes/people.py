"""users/{id}*, and the caller's status."""

from fastapi import APIRouter
from starlette.responses import Response

from lockstep.reference.domain.requests import ChangeRole, SetStatus
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, IdInPath, Served
from lockstep.reference.http.envelopes import DeactivationAnswer, RoleAnswer, Success
from lockstep.reference.representations import Presence, Status

router = APIRouter(prefix="/users", tags=["users"])


@router.put("/me/status", response_model=Success[Status])
async def set_status(body: SetStatus, backend: Served, call: Asked) -> Response:
    """Set the caller's status."""
    return answer(backend.people.set_status(call, body))


@router.get("/{user_id}/status", response_model=Success[Status])
async def status(user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """A colleague's status, as last set."""
    return answer(backend.people.status(call, user_id))


@router.get("/{user_id}/presence", response_model=Success[Presence])
async def presence(user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Whether a colleague has an open connection."""
    return answer(backend.presences.of(call, user_id))


@router.put("/{user_id}/role", response_model=RoleAnswer)
async def change_role(user_id: IdInPath, body: ChangeRole, backend: Served, call: Asked) -> Response:
    """Change a person's role."""
    user, gained, lost = backend.people.change_role(call, user_id, body)
    return answer(user, gained=gained, lost=lost)


@router.delete("/{user_id}", response_model=DeactivationAnswer)
async def deactivate(user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Deactivate an account permanently; its sockets close, 4403."""
    user, membership, left = backend.companies.deactivate(call, user_id)
    return answer(user, membership=membership, left=left)
