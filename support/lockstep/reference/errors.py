"""The rejection of a request or command, for API and socket.

Codes and statuses are those of `representations.py`; the message is one sentence for people.
"""

from collections.abc import Sequence
from typing import Any


class RefusedError(Exception):
    """A request or command is rejected; nothing was changed."""

    def __init__(self, status: int, code: str, message: str, **details: Any) -> None:
        """`details` are passed to the caller unchanged."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def told(self) -> dict[str, Any]:
        """The rejection as both channels send it."""
        return {"code": self.code, "message": self.message, "details": self.details}


def unauthenticated(reason: str, message: str) -> RefusedError:
    """401; `reason` is one of missing, malformed, expired, revoked, credentials."""
    return RefusedError(401, "unauthenticated", message, reason=reason)


def forbidden(message: str) -> RefusedError:
    """403: the caller sees the object, but has no right to the operation."""
    return RefusedError(403, "forbidden", message)


def wrong_password() -> RefusedError:
    """403: the caller is known, but the confirming password is wrong."""
    return RefusedError(403, "wrong_password", "The password is wrong; nothing was changed.")


def not_found(what: str) -> RefusedError:
    """404: unknown, deleted, or not visible to the caller; the answer does not reveal which."""
    return RefusedError(404, "not_found", f"There is no {what} here that you can see.")


def conflict(message: str) -> RefusedError:
    """409: the state of the object does not allow the operation."""
    return RefusedError(409, "conflict", message)


def invalid(**fields: str) -> RefusedError:
    """422: fields of the body, each with what is wrong with it."""
    told = "; ".join(f"{name}: {reason}" for name, reason in fields.items())
    return RefusedError(422, "invalid", f"Not valid: {told}.", fields=fields)


def not_valid(errors: Sequence[Any]) -> RefusedError:
    """422, from what pydantic found."""
    return invalid(**{_name(error["loc"]): error["msg"].removeprefix("Value error, ") for error in errors})


def database_failed() -> RefusedError:
    """503: the database did not accept the write, or did not answer the read."""
    return RefusedError(503, "unavailable", "The database does not answer; nothing was changed.")


def _name(loc: tuple[str | int, ...]) -> str:
    """The field, without its location (body, query, header)."""
    inner = loc[1:] if loc and loc[0] in {"body", "query", "header"} else loc
    return ".".join(str(part) for part in inner) or "body"
