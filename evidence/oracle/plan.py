"""A plan: what people, network and suite do in one history, and when. The same plan gives the same history.

Each act has a number of its own, from which all chance of the simulation is drawn, so that a plan from which acts
were taken away is played as before for the rest.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Any

from evidence.oracle.setting import COMPANY, PEOPLE, PUBLIC, ROOMS, ROOT, Setting, drawn

_WEIGHTS = {
    "post": 30, "edit": 8, "delete": 4, "whisper": 3, "status": 5, "typing": 4, "read": 8, "snapshot": 7,
    "cut": 8, "leave": 2, "return": 16, "replace": 1, "unsubscribe": 1, "subscribe": 3, "revoke": 2, "grant": 3,
    "pause": 2, "fault": 2, "restart": 0.5, "stranger": 1, "timer": 1,
}  # fmt: skip
_POOL = ("yes", "no", "good morning")


@dataclass(frozen=True)
class Act:
    """One thing that is done at `at` (ms)."""

    number: int
    at: float
    does: str
    who: str
    channel: str = ROOMS[0]
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """All acts of a history, under a setting."""

    seed: int
    setting: Setting
    acts: tuple[Act, ...]

    def with_acts(self, acts: tuple[Act, ...]) -> "Plan":
        """The same with other acts."""
        return replace(self, acts=acts)


def planned(seed: int) -> Plan:
    """A plan at random."""
    chance = random.Random(seed)
    setting = replace(drawn(chance), closing=random.Random(f"{seed} closing").random() < 0.4)
    sessions = [f"{person}/laptop" for person in PEOPLE[: chance.randint(2, 4)]]
    sessions += [f"{person}/phone" for person in PEOPLE[: len(sessions)] if chance.random() < 0.25]
    acts = _beginnings(chance, setting, sessions)
    at = acts[-1].at + 500
    long = 150 if chance.random() < 0.02 else 25
    for _ in range(chance.randint(3, long)):
        at += chance.choice((1, 20, 60, 300, 2000)) * chance.random()
        acts.append(_act(chance, setting, sessions, len(acts), at))
    return Plan(seed, setting, tuple(acts))


def _beginnings(chance: random.Random, setting: Setting, sessions: list[str]) -> list[Act]:
    """Everybody is allowed some channels, connects and subscribes."""
    acts: list[Act] = []

    def add(does: str, who: str, channel: str) -> None:
        acts.append(Act(len(acts), len(acts) * 70.0, does, who, channel, {"outcome": "ok"}))

    allowed: dict[str, list[str]] = {}
    for person in dict.fromkeys(session.partition("/")[0] for session in sessions):
        rooms = [room for room in ROOMS if chance.random() < (0.9 if room == ROOMS[0] else 0.4)]
        allowed[person] = [COMPANY, *rooms, *([PUBLIC] if setting.promises.shared else [])]
        if setting.rights:
            for channel in allowed[person]:
                add("grant", person, channel)
    for session in sessions:
        add("connect", session, "")
        for channel in allowed[session.partition("/")[0]]:
            if not (setting.joins and channel == COMPANY) and chance.random() < 0.9:
                add("subscribe", session, channel)
    return acts


def _act(chance: random.Random, setting: Setting, sessions: list[str], number: int, at: float) -> Act:
    does = chance.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))[0]
    session = chance.choice(sessions)
    person = session.partition("/")[0]
    channel = ROOMS[0] if chance.random() < 0.75 else ROOMS[1]
    options: dict[str, Any] = {}
    who = person
    match does:
        case "post" | "edit" | "delete" | "whisper" | "status" | "typing":
            options = _write(chance, does, number)
            options["to"] = chance.choice(sessions).partition("/")[0]
        case "grant" | "revoke":
            options["outcome"] = chance.choices(("ok", "refused", "taken", "untaken"), (10, 1, 1, 1))[0]
        case "read":
            options["page"] = chance.choice((0, 0, 2))
        case "snapshot":
            options["page"] = 0
        case "fault":
            options = {
                "what": chance.choice(("delays", "holds", "loses", "doubles")),
                "for": chance.choice((50, 500, 3000)) * chance.uniform(0.5, 1),
                "delay": chance.choice((50, 800, 9000)),
                "all": chance.random() < 0.2,
            }
            who = session
        case "restart" | "stranger" | "timer":
            who = ROOT if does != "timer" else person
        case _:
            who = session
            options = {
                "for": chance.choice((20, 300, 3000)) * chance.uniform(0.5, 1),
                "how": chance.choices(("resume", "subscribe", "nothing"), (6, 3, 1))[0],
                "unnoticed": chance.choice((0, 0, 30, 400)),
                "slow": chance.random() < 0.2,
            }
    if does == "stranger":
        channel = PUBLIC
    return Act(number, at, does, who, COMPANY if does == "status" else channel, options)


def _write(chance: random.Random, does: str, number: int) -> dict[str, Any]:
    outcomes = ("ok", "refused", "taken", "untaken")
    often = (16, 1, 1.5, 1) if does != "typing" else (1, 0, 0, 0)
    return {
        "text": chance.choice(_POOL) if chance.random() < 0.2 else f"text {number}",
        "outcome": chance.choices(outcomes, often)[0],
        "again": [chance.choices(outcomes, (8, 1, 1, 1))[0] for _ in range(2)][: chance.choice((0, 0, 1, 2))],
        "key": chance.random() < 0.6,
        "pick": chance.randrange(1000),
    }
