"""invitations/*."""

from fastapi import APIRouter
from starlette.responses import Response

from lockstep.reference.domain.requests import Accept, Invite
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, Cause, IdInPath, Served
from lockstep.reference.http.envelopes import InvitationAnswer, Success
from lockstep.reference.representations import Invitation, Session, Tombstone

router = APIRouter(prefix="/invitations", tags=["invitations"])


@router.post("", status_code=201, response_model=InvitationAnswer)
async def create(body: Invite, backend: Served, call: Asked) -> Response:
    """Invite a person into the company."""
    invitation, token = backend.invitations.create(call, body)
    return answer(invitation, 201, token=token)


@router.get("", response_model=Success[list[Invitation]])
async def all_(backend: Served, call: Asked) -> Response:
    """The company's invitations."""
    return answer(backend.invitations.all(call))


@router.get("/validate/{token}", response_model=Success[Invitation])
async def validate(token: str, backend: Served, cause: Cause) -> Response:
    """The invitation of a token."""
    del cause
    return answer(backend.invitations.validate(token))


@router.post("/accept", status_code=201, response_model=Success[Session])
async def accept(body: Accept, backend: Served, cause: Cause) -> Response:
    """Create the account of an invited person."""
    return answer(await backend.invitations.accept(body, cause), 201)


@router.delete("/{invitation_id}", response_model=Success[Tombstone])
async def delete(invitation_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Withdraw an invitation."""
    return answer(backend.invitations.delete(call, invitation_id))
