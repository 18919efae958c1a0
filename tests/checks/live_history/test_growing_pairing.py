"""A growing pairing: what was added is as if everything had been paired anew, and what cannot be added says so."""

import random
from collections.abc import Sequence

import msgspec
import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.live_history.growing_pairing import GrowingPairing
from lockstep.checks.live_history.pending_deliveries import PendingDeliveries, outstanding
from lockstep.history.rows import AnyRow, Exchange, Promises

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.mutations import MUTATIONS, mutated
from evidence.oracle.plan import planned
from tests.checks.builder import BARE, NUMBERED, Story

LOOKS = 12


class Growing:
    """A history of which only the first rows are there yet."""

    def __init__(self, rows: list[AnyRow], count: int) -> None:
        self.all, self.count = rows, count

    def rows(self, since: int) -> Sequence[AnyRow]:
        return self.all[since : self.count]


def looked_at(rows: list[AnyRow], dice: random.Random) -> PendingDeliveries:
    """Look while the history grows, at random moments; every look is as if it were the first."""
    growing = Growing(rows, 1)
    pending = PendingDeliveries(growing.rows)
    for count in sorted(dice.sample(range(1, len(rows)), min(LOOKS, len(rows) - 1))):
        growing.count = count
        assert pending.look(3) == outstanding(rows[:count], 3), count
    return pending


@pytest.mark.parametrize("seed", range(40))
def test_each_look_at_a_growing_history_is_as_if_it_were_the_first(seed: int) -> None:
    dice = random.Random(seed)
    rows = simulate(planned(seed))
    looked_at(rows, dice)
    changed = mutated(dice.choice(sorted(MUTATIONS)), rows, seed)
    if changed is not None:
        looked_at(changed, dice)


@pytest.mark.parametrize("promises", [NUMBERED, BARE, Promises(cause=True), Promises(versions=True)])
@pytest.mark.parametrize("seed", range(10))
def test_writes_and_events_in_any_order_are_added(promises: Promises, seed: int) -> None:
    dice = random.Random(seed)
    story = Story(promises)
    story.members("Ana", "Ben", "Cleo")
    begun = len(story.rows)
    entity = None if promises is BARE else "message:1"
    waiting = []
    for _ in range(25):
        if waiting and dice.random() < 0.7:
            story.hear(*waiting.pop(dice.randrange(len(waiting))))
        else:
            post = story.post(dice.choice(("Ana", "Ben")), dice.choice(("yes", "no", "well")), entity=entity)
            waiting += [(person, post) for person in ("Ana", "Ben", "Cleo")]
        if dice.random() < 0.2:
            story.hear(*dice.choice(waiting)) if waiting else None
    growing = Growing(story.rows, begun)
    pending = PendingDeliveries(growing.rows)
    for count in range(begun, len(story.rows) + 1, dice.choice((1, 2, 3))):
        growing.count = count
        assert pending.look(3) == outstanding(story.rows[:count], 3), count


def test_the_ordinary_rows_of_a_scenario_are_never_read_again() -> None:
    story = Story()
    story.members("Ana", "Ben")
    read: list[int] = []

    def rows(since: int) -> Sequence[AnyRow]:
        found = story.rows[since:]
        read.append(len(found))
        return found

    story.hear("Ben", story.post("Ana", "the first event of a kind tells whether events name their authors"))
    pending = PendingDeliveries(rows)
    pending.look(0)
    begun = len(story.rows)
    for number in range(1, 30):
        post = story.post("Ana", f"text {number}")
        story.add(Exchange(since=1, method="GET", path="/"))
        pending.look(0)
        story.hear("Ben", post)
        assert pending.look(0).missing == number + 1
    assert pending.pairings == 1
    assert sum(read) == begun + len(story.rows)


def test_a_row_that_may_change_what_was_decided_is_not_added() -> None:
    def grown(story: Story, begun: int) -> object:
        return GrowingPairing(Facts(story.rows[:begun])).grow(story.rows[begun:])

    for act in (
        lambda story: story.close("Ben"),
        lambda story: story.pause("Ben"),
        lambda story: story.revoke("Ben"),
        lambda story: story.unsubscribe("Ben"),
        lambda story: story.ask("Ana", "on its way"),
        lambda story: story.refuse(story.ask("Ana", "no")),
    ):
        story = Story()
        story.members("Ana", "Ben")
        begun = len(story.rows)
        act(story)
        assert grown(story, begun) is None


def test_an_event_before_its_write_is_paired_anew() -> None:
    story = Story(msgspec.structs.replace(NUMBERED, numbers=False))
    story.members("Ana", "Ben")
    other = Story()
    other.members("Ana", "Ben")
    post = other.post("Ana", "early")
    story.hear("Ben", post)
    begun = len(story.rows)
    story.post("Ana", "early")
    assert GrowingPairing(Facts(story.rows[:begun])).grow(story.rows[begun:]) is None
    assert outstanding(story.rows, 0).missing == 1
