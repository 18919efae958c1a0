"""What a simulated target promises, and which circumstances a history has: drawn at random, or given."""

import random
from dataclasses import dataclass, field
from typing import Any

from lockstep.history.rows import Budgets, Promises

ROOMS = ("chatroom:7", "chatroom:8")
COMPANY = "company:1"
PUBLIC = "public:1"
PEOPLE = ("Ana", "Ben", "Cleo", "Zoe")
ROOT = "Root"


@dataclass(frozen=True)
class Setting:
    """The circumstances of one history."""

    promises: Promises
    budgets: Budgets = field(default_factory=Budgets)
    ids: bool = True
    """Events and answers name their entity."""
    rights: bool = True
    """Channels are granted and revoked; otherwise everybody is allowed everything."""
    joins: bool = False
    """The server joins the company's channel by itself when a connection opens."""
    claims_first: bool = True
    """A resume is answered before the replay; otherwise after it."""
    generous: bool = False
    """The server also replays what lies beyond the promised retention, as long as it has it."""
    personal: bool = False
    """A grant is announced to the granted person alone, by an event with a number of the room."""
    watched: bool = False
    """Clients come back by themselves, and the stages of their recovery are recorded."""
    closing: bool = False
    """Somebody reads every list before the first act, and everybody what they may see at the end."""
    evidence: str = "whole"
    """What is missing of the evidence: "whole", "unsettled", "endless" or "silent"."""
    tolerance_ms: float | None = 5

    @property
    def fifo(self) -> bool:
        """Whether the events of a channel arrive in the order of their publication."""
        promised = self.promises
        ordered = promised.order == "channel" and promised.across_kinds
        return promised.numbers or promised.agreement or promised.causal != "none" or ordered


def drawn(chance: random.Random) -> Setting:
    """A setting at random, with promises that can be kept together."""
    numbers = chance.random() < 0.6
    ids = numbers or chance.random() < 0.7
    versions = ids and chance.random() < 0.7
    presence = chance.random() < 0.3
    retention = chance.random() < 0.7
    values: dict[str, Any] = {
        "numbers": numbers,
        "versions": versions,
        "cause": chance.random() < 0.6,
        "order": chance.choice(("none", "author", "channel", "channel")),
        "across_kinds": chance.random() < 0.5,
        "agreement": chance.random() < 0.4,
        "causal": chance.choice(("none", "none", "channel", "across")),
        "idempotency": chance.random() < 0.6,
        "tombstone": "deletedAt" if chance.random() < 0.7 else None,
        "delivery": chance.choice(("once", "once", "at-least-once")),
        "markers": chance.random() < 0.7,
        "drain_ms": 500,
        "grace_ms": chance.choice((0, 0, 200, 1000)),
        "presence": "company:" if presence else None,
        "presence_ms": 1000 if presence else 0,
        "retention_events": chance.choice((2, 4, 100)) if retention else 0,
        "retention_s": chance.choice((1, 600)) if retention else 0,
        "shared": ("public:",) if chance.random() < 0.3 else (),
        "timers": ("presence_changed", "typing_stopped"),
        "slow_codes": (4408,) if chance.random() < 0.6 else (),
    }
    return Setting(
        promises=Promises(**values),
        budgets=Budgets(loss_ms=chance.choice((1000, 5000)), recovery_ms=chance.choice((60_000, 300_000))),
        ids=ids,
        rights=chance.random() < 0.85,
        joins=chance.random() < 0.3,
        claims_first=chance.random() < 0.5,
        generous=chance.random() < 0.5,
        personal=numbers and chance.random() < 0.3,
        watched=chance.random() < 0.3,
        evidence="whole" if chance.random() < 0.9 else chance.choice(("unsettled", "endless", "silent")),
    )
