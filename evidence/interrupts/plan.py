"""Which runs are interrupted, how, and when: drawn from a seed, every way with every place in turn.

    ways     SIGINT, SIGTERM or SIGHUP to the whole process group, as a terminal, `timeout` and a closed terminal send
             them; SIGINT a second time while the run ends; SIGTERM twice at once; SIGKILL of the main process alone,
             also with its backend standing still (SIGSTOP)
    places   the start of the run, a scenario, a load, the clean-up of a scenario, the end of the run

A moment is a random time after the place is reached.
"""

import random
import signal
from typing import NamedTuple


class Way(NamedTuple):
    """How a run is interrupted: a signal, to the group or to the main process alone, again after `again_s`."""

    name: str
    number: signal.Signals
    to_group: bool = True
    again_s: float | None = None
    frozen: bool = False


class Place(NamedTuple):
    """Where: how long after which event of the run (`lockstep.reporting.stream`) at most, in which features. Of
    events that come several times, one of the first `times` is drawn."""

    name: str
    event: str
    step: str
    longest_s: float
    features: tuple[str, ...]
    times: int


class Case(NamedTuple):
    """One run."""

    number: int
    way: Way
    place: Place
    jobs: int
    nth: int
    wait_s: float
    again_s: float | None


MESSAGES = ("features/messages.feature",)
LOAD = ("features/load.feature",)
WAYS = (
    Way("SIGINT", signal.SIGINT),
    Way("SIGINT, and again", signal.SIGINT, again_s=2.0),
    Way("SIGTERM", signal.SIGTERM),
    Way("SIGTERM twice at once", signal.SIGTERM, again_s=0.0),
    Way("SIGHUP", signal.SIGHUP),
    Way("SIGKILL of the main process", signal.SIGKILL, to_group=False),
    Way("SIGKILL, its children frozen", signal.SIGKILL, to_group=False, frozen=True),
)
PLACES = (
    Place("the start", "", "", 2.5, MESSAGES, 1),
    Place("a scenario", "scenario_started", "", 0.8, MESSAGES, 3),
    Place("a load", "step_started", "they post 20 messages a second", 5.0, (*LOAD, *MESSAGES), 1),
    Place("the clean-up of a scenario", "step_finished", "every promise held", 0.1, MESSAGES, 3),
    Place("the end", "scenario_finished", "", 0.4, MESSAGES, 3),
)
_LEAST_AGAIN_S = 1.05  # a second one within a second is the same one


def cases(count: int, seed: int) -> list[Case]:
    """So many runs."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        way, place = WAYS[number % len(WAYS)], PLACES[number % len(PLACES)]
        again_s = way.again_s and chance.uniform(_LEAST_AGAIN_S, way.again_s)
        nth = place.times if place.name == "the end" else chance.randint(1, place.times)
        jobs = 1 + number // len(WAYS) % 2
        made.append(Case(number + 1, way, place, jobs, nth, chance.uniform(0, place.longest_s), again_s))
    return made
