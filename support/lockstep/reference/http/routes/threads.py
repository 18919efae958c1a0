"""threads/*."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from lockstep.reference.domain.requests import CreateThread, UpdateThread
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, IdInPath, Served
from lockstep.reference.http.envelopes import PlacedThreadAnswer, Success, ThreadAnswer, ThreadsAnswer
from lockstep.reference.representations import Membership, Tombstone

router = APIRouter(prefix="/threads", tags=["threads"])


@router.post("", status_code=201, response_model=ThreadAnswer)
async def create(body: CreateThread, backend: Served, call: Asked) -> Response:
    """Create a thread."""
    thread, participants = backend.threads.create(call, body)
    return answer(thread, 201, participants=participants)


@router.get("", response_model=ThreadsAnswer)
async def all_(
    backend: Served, call: Asked, chatroom_id: Annotated[int, Query(alias="chatroomId", ge=1, lt=2**63)]
) -> Response:
    """The threads of a chatroom."""
    threads, position = backend.threads.all(call, chatroom_id)
    return answer(threads, position=position)


@router.get("/{thread_id}", response_model=PlacedThreadAnswer)
async def get(thread_id: IdInPath, backend: Served, call: Asked) -> Response:
    """One thread."""
    thread, participants, position = backend.threads.get(call, thread_id)
    return answer(thread, participants=participants, position=position)


@router.put("/{thread_id}", response_model=ThreadAnswer)
async def update(thread_id: IdInPath, body: UpdateThread, backend: Served, call: Asked) -> Response:
    """Change the title."""
    thread, participants = backend.threads.update(call, thread_id, body)
    return answer(thread, participants=participants)


@router.put("/{thread_id}/archive", response_model=ThreadAnswer)
async def archive(thread_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Make a thread read-only."""
    thread, participants = backend.threads.archive(call, thread_id)
    return answer(thread, participants=participants)


@router.delete("/{thread_id}", response_model=Success[Tombstone])
async def delete(thread_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Delete a thread with its messages."""
    return answer(backend.threads.delete(call, thread_id))


@router.post("/{thread_id}/participants/{user_id}", status_code=201, response_model=Success[Membership])
async def add_participant(thread_id: IdInPath, user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Add a participant."""
    return answer(backend.threads.add_participant(call, thread_id, user_id), 201)


@router.delete("/{thread_id}/participants/{user_id}", response_model=Success[Membership])
async def remove_participant(thread_id: IdInPath, user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Remove a participant."""
    return answer(backend.threads.remove_participant(call, thread_id, user_id))
