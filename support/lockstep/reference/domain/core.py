"""The parts that every service of the backend uses."""

from dataclasses import dataclass

from lockstep.reference.clock import Clock
from lockstep.reference.domain.passwords import Passwords
from lockstep.reference.domain.permissions import Permissions
from lockstep.reference.domain.tokens import Tokens
from lockstep.reference.settings import Settings
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Outbox
from lockstep.reference.storage.transactions import Writes


@dataclass(frozen=True, slots=True)
class Core:
    """The parts under the services, created once per process."""

    settings: Settings
    clock: Clock
    database: Database
    outbox: Outbox
    hub: Hub
    writes: Writes
    permissions: Permissions
    tokens: Tokens
    passwords: Passwords
