"""TestUser: an account of the test management.

A new password has at least 8 characters, at least one of which is neither a letter, a digit nor a space
(`acceptable_password`). It is stored as an Argon2 hash only; tokens are JWTs. Neither password nor tokens appear in
any text or JSON.
"""

import re
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
    """The password, if it is acceptable. Raises EntityError, without displaying it."""
    if len(password) < SHORTEST or not re.search(r"[^\w\s]|_", password):
        allowed = f"at least {SHORTEST} characters, one of them special"
        raise EntityError([f"TestUser.password = [redacted] is refused: allowed are {allowed}"])
    return password
