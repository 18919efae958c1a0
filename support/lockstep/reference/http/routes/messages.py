"""messages/*."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from lockstep.reference.domain.requests import EditMessage, Key, PostMessage
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, IdInPath, Served
from lockstep.reference.http.envelopes import PageAnswer, Success, ThreadPageAnswer
from lockstep.reference.representations import Message, ThreadMessage, Tombstone

router = APIRouter(prefix="/messages", tags=["messages"])


@router.post("", status_code=201, response_model=Success[Message | ThreadMessage])
async def post(
    body: PostMessage, backend: Served, call: Asked, idempotency_key: Annotated[Key | None, Header()] = None
) -> Response:
    """Write a message."""
    return answer(backend.messages.post(call, body, idempotency_key), 201)


@router.get("/chatroom/{chatroom_id}", response_model=PageAnswer)
async def page(
    chatroom_id: IdInPath,
    backend: Served,
    call: Asked,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=512)] = None,
) -> Response:
    """A page of messages, newest first."""
    messages, position, following = backend.messages.page(call, chatroom_id, limit, cursor)
    return answer(messages, position=position, nextCursor=following)


@router.get("/thread/{thread_id}", response_model=ThreadPageAnswer)
async def thread_page(
    thread_id: IdInPath,
    backend: Served,
    call: Asked,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=512)] = None,
) -> Response:
    """A page of a thread's messages, newest first."""
    messages, position, following = backend.messages.thread_page(call, thread_id, limit, cursor)
    return answer(messages, position=position, nextCursor=following)


@router.get("/{message_id}", response_model=Success[Message | ThreadMessage])
async def get(message_id: IdInPath, backend: Served, call: Asked) -> Response:
    """One message."""
    return answer(backend.messages.get(call, message_id))


@router.put("/{message_id}", response_model=Success[Message | ThreadMessage])
async def edit(message_id: IdInPath, body: EditMessage, backend: Served, call: Asked) -> Response:
    """Change the text."""
    return answer(backend.messages.edit(call, message_id, body))


@router.delete("/{message_id}", response_model=Success[Tombstone])
async def delete(message_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Delete a message."""
    return answer(backend.messages.delete(call, message_id))
