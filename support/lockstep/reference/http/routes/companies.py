"""companies/*."""

from fastapi import APIRouter
from starlette.responses import Response

from lockstep.reference.domain.requests import DeleteCompany, UpdateCompany
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, IdInPath, Served
from lockstep.reference.http.envelopes import PeopleAnswer, RemovalAnswer, Success
from lockstep.reference.representations import Company, Tombstone

router = APIRouter(prefix="/companies", tags=["companies"])


@router.get("/me", response_model=Success[Company])
async def get(backend: Served, call: Asked) -> Response:
    """The caller's company."""
    return answer(backend.companies.get(call))


@router.put("/me", response_model=Success[Company])
async def update(body: UpdateCompany, backend: Served, call: Asked) -> Response:
    """Rename the company."""
    return answer(backend.companies.update(call, body))


@router.delete("/me", response_model=Success[Tombstone])
async def delete(body: DeleteCompany, backend: Served, call: Asked) -> Response:
    """Erase the company with everything in it; sockets close, 4403."""
    return answer(await backend.companies.delete(call, body))


@router.get("/me/members", response_model=PeopleAnswer)
async def members(backend: Served, call: Asked) -> Response:
    """The company's active people."""
    people, memberships, position = backend.companies.members(call)
    return answer(people, members=memberships, position=position)


@router.delete("/members/{user_id}", response_model=RemovalAnswer)
async def remove_member(user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Remove a person from the company permanently; their sockets close, 4403."""
    membership, left = backend.companies.remove_member(call, user_id)
    return answer(membership, left=left)
