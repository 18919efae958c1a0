"""The backend in one process: its parts put together."""

import time
from pathlib import Path

from support.reference.accounts import Accounts
from support.reference.chatrooms import Chatrooms
from support.reference.clock import Clock, LeapingClock
from support.reference.commands import Commands
from support.reference.companies import Companies
from support.reference.core import Core
from support.reference.database import Database
from support.reference.health import Health
from support.reference.hub import Hub
from support.reference.invitations import Invitations
from support.reference.limits import RateLimit
from support.reference.messages import Messages
from support.reference.outbox import Outbox
from support.reference.passwords import Passwords
from support.reference.people import People
from support.reference.presence import Presences
from support.reference.rights import Rights
from support.reference.settings import FailpointSetting, Settings
from support.reference.threads import Threads
from support.reference.tokens import Tokens
from support.reference.work import Writes


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
            rights=Rights(opened),
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
        self.commands = Commands(core, self.limit, self.messages, self.people)
        self.health = Health(core, database)

    def sweep(self) -> None:
        """Remove what is out of date; to be called now and then."""
        self.core.database.sweep(self.core.clock(), self.core.settings.retain_s)

    def leap(self) -> None:
        """Put the clock forward by `leap_s`: connections whose token is over by then end."""
        self._clock.leap(self.core.settings.leap_s)
        self.core.hub.time_leapt()

    def close(self) -> None:
        """Close the database."""
        self.core.database.close()
