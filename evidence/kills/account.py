"""The results of kills, counted from the history alone, in addition to the verdicts of the properties.

Counted are messages: acknowledged ones; those of unknown outcome, which were written (they stand in what was read at
the end) or were not; how many deliveries that makes for all listeners, how many of them never came (lost), came twice
(doubled), or tell of a message that is not there (phantom). Times to connect count from when a client lost its
connection, so they hold the backend's way back too; times to catch up count from the connection.
"""

import statistics
from collections import Counter
from dataclasses import dataclass, field

from lockstep.checks.verdicts import Verdict
from lockstep.history.history import History
from lockstep.history.rows import Fault, Info, Invoke, Ok, Recovery, Recv, Snapshot

from evidence.kills.killing import PEOPLE

NAMED = ("P1", "P2", "P8", "P16")


@dataclass
class Account:
    """The results of one history, or of several."""

    kills: int = 0
    acknowledged: int = 0
    unknown_written: int = 0
    unknown_not: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    phantom: int = 0
    missing: int = 0
    resumed: int = 0
    down_ms: list[float] = field(default_factory=list)
    reconnect_ms: list[float] = field(default_factory=list)
    resume_ms: list[float] = field(default_factory=list)
    amiss: list[str] = field(default_factory=list)

    def add(self, other: "Account") -> None:
        """Count another history with this one."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong, and something was tried."""
        wrong = self.lost + self.doubled + self.phantom + self.missing
        return self.kills > 0 and self.acknowledged > 0 and not wrong and not self.amiss


def account(history: History, verdicts: list[Verdict]) -> Account:
    """Count one history and take in its verdicts: each of the named properties must hold, and none be violated or
    unknown."""
    made = Account(kills=sum(1 for row in history.of(Fault, phase="end") if "SIGKILL" in row.evidence))
    ends = [row.t for row in history.of(Fault, phase="end")]
    begins = [row.t for row in history.of(Fault, phase="start")]
    made.down_ms = [(end - begin) / 1e6 for begin, end in zip(begins, ends, strict=True)]
    asked = {row.w for row in history.of(Invoke) if row.operation == "post_message"}
    answered = {row.w: str(row.entity) for row in history.of(Ok) if row.w in asked}
    open_ = {row.w for row in history.of(Info) if row.w in asked} - answered.keys()
    there = {one.entity for look in history.of(Snapshot, operation="page") for one in look.shows}
    written = there - set(answered.values())
    made.acknowledged, made.unknown_written = len(answered), len(written)
    made.unknown_not = len(open_) - len(written)
    made.missing = len(set(answered.values()) - there)
    for person in PEOPLE:
        told = history.of(Recv, person=person, event=True, kind="chatroom_message_received")
        heard = Counter(str(row.entity) for row in told)
        made.delivered += len(heard)
        made.lost += len(there - heard.keys())
        made.phantom += len(heard.keys() - there)
        made.doubled += sum(count - 1 for count in heard.values())
        _returns(history, person, made)
    found = {verdict.property: verdict for verdict in verdicts}
    made.amiss += [f"{name} is {found[name].outcome}" for name in NAMED if found[name].outcome != "holds"]
    made.amiss += [
        f"{one.property} is {one.outcome}: {one.witnesses[0].text if one.witnesses else one.reason}"
        for one in verdicts
        if one.property not in NAMED and one.outcome in {"violated", "unknown"}
    ]
    return made


def table(made: Account) -> str:
    """The account as a table of two columns."""
    rows = [
        ("kills", made.kills),
        ("writes acknowledged", made.acknowledged),
        ("unknown outcome, written", made.unknown_written),
        ("unknown outcome, not written", made.unknown_not),
        ("acknowledged, not there at the end", made.missing),
        ("deliveries, to 3 listeners", made.delivered),
        ("lost", made.lost),
        ("doubled", made.doubled),
        ("phantom", made.phantom),
        ("returns", made.resumed),
        ("from kill to a backend that answers, p50 / max", _spread(made.down_ms)),
        ("from loss to connected, p50 / max", _spread(made.reconnect_ms)),
        ("from connected to caught up, p50 / max", _spread(made.resume_ms)),
        ("properties amiss", "; ".join(made.amiss) or "none"),
    ]
    return "\n".join(["| what | count |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _returns(history: History, person: str, made: Account) -> None:
    """Count a client's returns, and how long each took."""
    lost = connected = 0
    for row in history.of(Recovery, person=person):
        match row.stage:
            case "lost":
                lost = row.t
            case "connected":
                connected = row.t
            case "recovered":
                made.resumed += 1
                made.reconnect_ms.append((connected - lost) / 1e6)
                made.resume_ms.append((row.t - connected) / 1e6)
            case _:
                pass


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} / {max(values):.0f} ms" if values else "none"
