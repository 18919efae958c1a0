"""Access control: the caller of a request, and the role that a route needs.

A route declares `caller: Annotated[Caller, needs("MEMBER")]`. The caller comes from `Authorization: Bearer TOKEN`; a
higher role may do everything that a lower one may. 401: no token, or an invalid one; 403: the role does not suffice;
429: beyond the rate of one account or, with invalid tokens, of one address. The role is looked up for each request.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol, get_args

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from lockstep.management.answers import RefusedError

Role = Literal["GUEST", "MEMBER", "ADMIN", "OWNER"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the lowest role to the highest."""

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", scheme_name="account")


@dataclass(frozen=True)
class Caller:
    """The caller of a request: an active account."""

    id: str
    email: str
    role: Role
    company_id: str

    def may(self, role: Role) -> bool:
        """Whether the caller has this role or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Doorkeeper(Protocol):
    """The interface to the accounts; the application holds it in `app.state.doorkeeper`."""

    def caller(self, token: str) -> Caller:
        """The caller with this access token. Raises RefusedError (401)."""

    def count(self, who: str) -> None:
        """Count a request. Raises RefusedError (429)."""


def needs(role: Role) -> Any:
    """A dependency that provides the Caller, who has this role or a higher one."""

    def caller(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> Caller:
        doorkeeper: Doorkeeper = request.app.state.doorkeeper
        try:
            found = doorkeeper.caller("" if given is None else given.credentials)
        except RefusedError:
            doorkeeper.count(address_of(request))
            raise
        doorkeeper.count(f"account {found.id}")
        if not found.may(role):
            raise RefusedError(
                403, "forbidden", f"This needs the role {role} or a higher one; yours is {found.role}."
            )
        return found

    return Depends(caller)


def address_of(request: Request) -> str:
    """The address to count a request for if the caller is unknown."""
    return f"address {request.client.host if request.client else 'unknown'}"
