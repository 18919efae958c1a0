"""What every service of the backend works with."""

from dataclasses import dataclass

from support.reference.clock import Clock
from support.reference.database import Database
from support.reference.hub import Hub
from support.reference.outbox import Outbox
from support.reference.passwords import Passwords
from support.reference.rights import Rights
from support.reference.settings import Settings
from support.reference.tokens import Tokens
from support.reference.work import Writes


@dataclass(frozen=True, slots=True)
class Core:
    """The parts below the services, made once per process."""

    settings: Settings
    clock: Clock
    database: Database
    outbox: Outbox
    hub: Hub
    writes: Writes
    rights: Rights
    tokens: Tokens
    passwords: Passwords
