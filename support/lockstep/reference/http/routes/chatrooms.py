"""chatrooms/*."""

from fastapi import APIRouter
from starlette.responses import Response

from lockstep.reference.domain.requests import CreateChatroom, UpdateChatroom
from lockstep.reference.http.answers import answer
from lockstep.reference.http.dependencies import Asked, IdInPath, Served
from lockstep.reference.http.envelopes import (
    ChatroomAnswer,
    ChatroomsAnswer,
    DeletedChatroomAnswer,
    PlacedChatroomAnswer,
    Success,
)
from lockstep.reference.representations import Membership

router = APIRouter(prefix="/chatrooms", tags=["chatrooms"])


@router.post("", status_code=201, response_model=ChatroomAnswer)
async def create(body: CreateChatroom, backend: Served, call: Asked) -> Response:
    """Create a chatroom."""
    chatroom, members = backend.chatrooms.create(call, body)
    return answer(chatroom, 201, members=members)


@router.get("", response_model=ChatroomsAnswer)
async def all_(backend: Served, call: Asked) -> Response:
    """The chatrooms the caller sees."""
    chatrooms, position, own = backend.chatrooms.all(call)
    return answer(chatrooms, position=position, ownPosition=own)


@router.get("/{chatroom_id}", response_model=PlacedChatroomAnswer)
async def get(chatroom_id: IdInPath, backend: Served, call: Asked) -> Response:
    """One chatroom."""
    chatroom, members, position = backend.chatrooms.get(call, chatroom_id)
    return answer(chatroom, members=members, position=position)


@router.put("/{chatroom_id}", response_model=ChatroomAnswer)
async def update(chatroom_id: IdInPath, body: UpdateChatroom, backend: Served, call: Asked) -> Response:
    """Change name or description."""
    chatroom, members = backend.chatrooms.update(call, chatroom_id, body)
    return answer(chatroom, members=members)


@router.delete("/{chatroom_id}", response_model=DeletedChatroomAnswer)
async def delete(chatroom_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Delete a chatroom with its messages."""
    gone, members, is_private = backend.chatrooms.delete(call, chatroom_id)
    return answer(gone, members=members, isPrivate=is_private)


@router.post("/{chatroom_id}/members/{user_id}", status_code=201, response_model=Success[Membership])
async def add_member(chatroom_id: IdInPath, user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Add a person."""
    return answer(backend.chatrooms.add_member(call, chatroom_id, user_id), 201)


@router.delete("/{chatroom_id}/members/{user_id}", response_model=Success[Membership])
async def remove_member(chatroom_id: IdInPath, user_id: IdInPath, backend: Served, call: Asked) -> Response:
    """Remove a person."""
    return answer(backend.chatrooms.remove_member(call, chatroom_id, user_id))
