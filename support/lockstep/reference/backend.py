"""The backend in one process: combines its parts."""

import time
from pathlib import Path

from lockstep.reference.clock import Clock, LeapingClock
from lockstep.reference.domain.accounts import Accounts
from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.companies import Companies
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.invitations import Invitations
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.passwords import Passwords
from lockstep.reference.domain.people import People
from lockstep.reference.domain.permissions import Permissions
from lockstep.reference.domain.presence import Presences
from lockstep.reference.domain.threads import Threads
from lockstep.reference.domain.tokens import Tokens
from lockstep.reference.health import Health
from lockstep.reference.limits import RateLimit
from lockstep.reference.settings import FailpointSetting, Settings
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Outbox
from lockstep.reference.storage.transactions import Writes


class Backend:
    """Everything that answers a request or a command, without HTTP and without sockets."""

    def __init__(
        self,
        settings: Settings,
        database: Path,
        *,
        failpoint: FailpointSetting | None = None,
        clock: Clock = time.time,
    ) -> None:
        """Open the database. Raises DatabaseError."""
        opened, hub = Database(database), Hub()
        self._clock = clock = LeapingClock(clock)
        outbox = Outbox(opened, settings, clock)
        self.core = core = Core(
            settings=settings,
            clock=clock,
            database=opened,
            outbox=outbox,
            hub=hub,
            writes=Writes(opened, outbox, hub, clock, failpoint),
            permissions=Permissions(opened),
            tokens=Tokens(opened, clock, settings.access_token_s),
            passwords=Passwords(settings.password_cost),
        )
        self.limit = RateLimit(settings.rate_per_s)
        self.accounts = Accounts(core)
        self.companies = Companies(core, self.accounts)
        self.people = People(core)
        self.presences = Presences(core)
        self.invitations = Invitations(core, self.accounts)
        self.chatrooms = Chatrooms(core)
        self.threads = Threads(core)
        self.messages = Messages(core)
        self.health = Health(core, database)

    def sweep(self) -> None:
        """Remove expired data; to be called regularly."""
        self.core.database.sweep(self.core.clock(), self.core.settings.retain_s)

    def leap(self) -> None:
        """Put the clock forward by `leap_s`: connections whose token has then expired end."""
        self._clock.leap(self.core.settings.leap_s)
        self.core.hub.time_leapt()

    def close(self) -> None:
        """Close the database."""
        self.core.database.close()
