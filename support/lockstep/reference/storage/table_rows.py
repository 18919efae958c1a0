"""Converts rows of the database to representations."""

import sqlite3

from lockstep.reference.clock import timestamp
from lockstep.reference.representations import (
    Chatroom,
    Company,
    Invitation,
    Membership,
    Message,
    Status,
    Thread,
    ThreadMessage,
    Tombstone,
    User,
)


def user(row: sqlite3.Row) -> User:
    """A row of users."""
    return {
        "id": row["id"],
        "version": row["version"],
        "companyId": row["company_id"],
        "email": row["email"],
        "fullName": row["full_name"],
        "role": row["role"],
        "isActive": bool(row["is_active"]),
        "createdAt": row["created_at"],
    }


def status(row: sqlite3.Row) -> Status:
    """The status in a row of users."""
    return {"userId": row["id"], "version": row["status_version"], "status": row["status"]}


def company(row: sqlite3.Row) -> Company:
    """A row of companies."""
    return {"id": row["id"], "version": row["version"], "name": row["name"], "createdAt": row["created_at"]}


def membership(row: sqlite3.Row) -> Membership:
    """A row of memberships."""
    return {"roomId": row["room"], "userId": row["user_id"], "version": row["version"]}


def invitation(row: sqlite3.Row) -> Invitation:
    """A row of invitations."""
    return {
        "id": row["id"],
        "version": row["version"],
        "companyId": row["company_id"],
        "email": row["email"],
        "role": row["role"],
        "status": row["status"],
        "invitedBy": row["invited_by"],
        "createdAt": row["created_at"],
        "expiresAt": timestamp(row["expires_at"]),
    }


def chatroom(row: sqlite3.Row) -> Chatroom:
    """A row of chatrooms."""
    return {
        "id": row["id"],
        "version": row["version"],
        "companyId": row["company_id"],
        "name": row["name"],
        "description": row["description"],
        "isPrivate": bool(row["is_private"]),
        "createdBy": row["created_by"],
        "createdAt": row["created_at"],
    }


def thread(row: sqlite3.Row) -> Thread:
    """A row of threads."""
    return {
        "id": row["id"],
        "version": row["version"],
        "chatroomId": row["chatroom_id"],
        "title": row["title"],
        "isArchived": bool(row["is_archived"]),
        "createdBy": row["created_by"],
        "createdAt": row["created_at"],
    }


def message(row: sqlite3.Row) -> Message | ThreadMessage:
    """A row of messages, in a thread or not."""
    if row["thread_id"] is None:
        return _message(row)
    return {
        "id": row["id"],
        "version": row["version"],
        "threadId": row["thread_id"],
        "authorId": row["author_id"],
        "content": row["content"],
        "replyToId": row["reply_to_id"],
        "createdAt": row["created_at"],
        "editedAt": row["edited_at"],
    }


def _message(row: sqlite3.Row) -> Message:
    return {
        "id": row["id"],
        "version": row["version"],
        "chatroomId": row["chatroom_id"],
        "authorId": row["author_id"],
        "content": row["content"],
        "replyToId": row["reply_to_id"],
        "createdAt": row["created_at"],
        "editedAt": row["edited_at"],
    }


def tombstone(row: sqlite3.Row, now: float) -> Tombstone:
    """The tombstone of an object deleted `now`."""
    return {"id": row["id"], "version": row["version"] + 1, "deletedAt": timestamp(now)}
