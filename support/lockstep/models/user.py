"""TestUser: an account of the test management.

The e-mail address is unique (`unique_email`); a new password has at least 8 characters, one of them neither letter
nor digit nor space (`acceptable_password`), and is kept as an Argon2 hash only; tokens are JWTs. Password and tokens
are in no text and no JSON.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Literal

import jwt
from pydantic import AfterValidator, Field

from lockstep.models.base import Entity, EntityError, Moment

SHORTEST = 8


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*", text):
        raise ValueError("allowed is an address such as ana@example.com")
    return text


def _hashed(text: str) -> str:
    if not text.startswith("$argon2"):
        raise ValueError("allowed is an Argon2 hash, never the password itself")
    return text


def _token(text: str) -> str:
    try:
        jwt.get_unverified_header(text)
    except jwt.InvalidTokenError as error:
        raise ValueError("allowed is a JWT of three parts") from error
    return text


Token = Annotated[str, AfterValidator(_token)]


class TestUser(Entity):
    """An account."""

    id: Annotated[str, Field(min_length=1)]
    email: Annotated[str, AfterValidator(_email)]
    password: Annotated[str, AfterValidator(_hashed), Field(repr=False, exclude=True)]
    full_name: Annotated[str, Field(min_length=1)]
    company_id: Annotated[str, Field(min_length=1)]
    role: Literal["OWNER", "ADMIN", "MEMBER", "GUEST"]
    access_token: Annotated[Token | None, Field(repr=False, exclude=True)] = None
    refresh_token: Annotated[Token | None, Field(repr=False, exclude=True)] = None
    is_active: bool = True
    created_at: Moment
    last_login_at: Moment | None = None


def acceptable_password(password: str) -> str:
    """The password, if it is one that a user may choose. Raises EntityError, without telling it."""
    if len(password) < SHORTEST or not re.search(r"[^\w\s]|_", password):
        allowed = f"at least {SHORTEST} characters, one of them special"
        raise EntityError([f"TestUser.password = [redacted] is refused: allowed are {allowed}"])
    return password


def unique_email(user: TestUser, others: Iterable[TestUser]) -> None:
    """Refuse an address that somebody else has, in whatever case. Raises EntityError."""
    if any(one.email.casefold() == user.email.casefold() for one in others if one.id != user.id):
        raise EntityError([f"TestUser.email = {user.email!r} is refused: somebody has it, allowed is a unique one"])
