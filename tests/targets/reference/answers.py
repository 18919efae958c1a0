"""Answers and frames as the reference backend gives them, for the adapter's tests."""

from typing import Any

AT = "2026-11-22T17:58:01.123Z"
USER = {"id": 3, "version": 1, "companyId": 1, "email": "ana@example.com", "fullName": "Ana Lis", "role": "OWNER",
        "isActive": True, "createdAt": AT}  # fmt: skip
MEMBERSHIP = {"roomId": "chatroom:7", "userId": 4, "version": 1}
MESSAGE = {"id": 19, "version": 1, "chatroomId": 7, "authorId": 3, "content": "hello", "replyToId": None,
           "createdAt": AT, "editedAt": None}  # fmt: skip
CHATROOM = {"id": 7, "version": 1, "companyId": 1, "name": "design", "description": "", "isPrivate": True,
            "createdBy": 3, "createdAt": AT}  # fmt: skip
THREAD = {"id": 5, "version": 1, "chatroomId": 7, "title": "colours", "isArchived": False, "createdBy": 3,
          "createdAt": AT}  # fmt: skip
THREAD_MESSAGE = {"id": 2, "version": 1, "threadId": 5, "authorId": 3, "content": "blue", "replyToId": None,
                  "createdAt": AT, "editedAt": None}  # fmt: skip
STATUS = {"userId": 3, "version": 2, "status": "away"}
TOMBSTONE = {"id": 19, "version": 2, "deletedAt": AT}
SESSION = {
    "user": USER,
    "company": {"id": 1, "version": 1, "name": "Lis", "createdAt": AT},
    "membership": {"roomId": "company:1", "userId": 3, "version": 1},
    "accessToken": "a.b.c",
    "refreshToken": "r",
    "expiresAt": AT,
}


def success(data: Any, **beside: Any) -> dict[str, Any]:
    return {"status": "success", "data": data, **beside}


def event(kind: str, data: Any, room: str = "chatroom:7") -> dict[str, Any]:
    return {"event": kind, "room": room, "epoch": "e1", "seq": 5, "at": AT, "cause": "w1", "data": data}
