"""Who may do what: the caller of a request, and the role that a route needs.

A route says `caller: Annotated[Caller, needs("MEMBER")]`. The caller comes from `Authorization: Bearer TOKEN`; a
higher role may do all that a lower one may. 401: no token, or none that is good any more; 403: the role does not
suffice; 429 beyond the rate of one account, or, with bad tokens, of one address. The role is looked up anew with each
request.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol, get_args

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from lockstep.management.answers import RefusedError

Role = Literal["GUEST", "MEMBER", "ADMIN", "OWNER"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the one who may least to the one who may most."""

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", scheme_name="account")


@dataclass(frozen=True)
class Caller:
    """Who asks: an active account."""

    id: str
    email: str
    role: Role
    company_id: str

    def may(self, role: Role) -> bool:
        """Whether the caller may do what this role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Doorkeeper(Protocol):
    """What knows the accounts; it stands at `app.state.doorkeeper`."""

    def caller(self, token: str) -> Caller:
        """Who shows this access token. Raises RefusedError (401)."""

    def count(self, who: str) -> None:
        """Count a request. Raises RefusedError (429)."""


def needs(role: Role) -> Any:
    """A dependency that gives the Caller, who has this role or a higher one."""

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
    """Whom to count a request for where nobody is known."""
    return f"address {request.client.host if request.client else 'unknown'}"
