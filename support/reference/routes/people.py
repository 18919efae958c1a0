"""users/{id}*."""

from fastapi import APIRouter
from starlette.responses import Response

from support.reference.answers import answer
from support.reference.asking import Asked, IdInPath, Served
from support.reference.envelopes import DeactivationAnswer, RoleAnswer
from support.reference.requests import ChangeRole

router = APIRouter(prefix="/users", tags=["users"])


@router.put("/{user_id}/role", response_model=RoleAnswer)
async def change_role(user_id: IdInPath, body: ChangeRole, backend: Served, call: Asked) -> Response:
    """Give a person a role."""
    user, gained, lost = backend.people.change_role(call, user_id, body)
    return answer(user, gained=gained, lost=lost)


@router.delete("/{user_id}", response_model=DeactivationAnswer)
async def deactivate(user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Deactivate an account for good; its sockets close, 4403."""
    user, membership, left = backend.companies.deactivate(call, user_id)
    return answer(user, membership=membership, left=left)
