"""P10, agreement: all sessions receive the events of a channel that they have in common in one order.

Applies when: the target promises `agreement` and two sessions received the same two durable events of a channel.

Must: nothing has to arrive here; a loss is P1's.

May: a session that joined late or was away agrees as well, since only received events are compared. Repeats that a
resume asked for, marked redeliveries and events that only their count tells from others are left out.

Violated by: two events that one session received in one order and another session in the other.

Unknown when: never: only received events are compared.

Witness: the four arrivals.

Catches in practice: a broadcast from several servers without a common sequence; the author's own screen filled from
the answer while everybody else waits for the event; a fan-out per connection in which one connection overtakes
another.

Source: FR-004; *total order* in Hadzilacos and Toueg's specifications of broadcast, per channel.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, pairwise

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.p07_channel_order import in_order
from lockstep.checks.verdicts import Verdict

RULE = Rule("P10", "agreement")

Order = dict[Expected, Arrival]


def check(pairing: Pairing) -> Verdict:
    """Judge every channel for every two sessions. Sessions that received the very same are compared as one."""
    if not pairing.facts.promises.agreement:
        return RULE.not_applicable("the target promises no common order")
    channels: dict[str, dict[tuple[Expected, ...], list[Order]]] = defaultdict(lambda: defaultdict(list))
    for (_, channel), track in pairing.tracks.items():
        order = _order(pairing, track)
        channels[channel][tuple(order)].append(order)
    telling = Telling(pairing.facts)
    instances = 0
    found: dict[frozenset[Expected], Finding] = {}
    for orders in channels.values():
        for alike in orders.values():
            instances += len(alike) * (len(alike) - 1) // 2 * max(0, len(alike[0]) - 1)
        for left, right in combinations(orders.values(), 2):
            common = [event for event in left[0] if event in right[0]]
            places = {event: place for place, event in enumerate(right[0])}
            for one, other in pairwise(common):
                instances += len(left) * len(right)
                if places[one] > places[other]:
                    found.setdefault(frozenset({one, other}), _finding(telling, left[0], right[0], one, other))
    return RULE.verdict(
        instances, list(found.values()), none="no two sessions have two durable events of a channel in common"
    )


def _order(pairing: Pairing, track: Iterable[Arrival]) -> Order:
    """The events one session received of a channel, each once, in order of arrival."""
    return {
        arrival.expected: arrival
        for arrival in in_order(pairing, track)
        if arrival.expected is not None and arrival.role == "first" and arrival.expected not in pairing.ambiguous
    }


def _finding(telling: Telling, left: Order, right: Order, one: Expected, other: Expected) -> Finding:
    here, there = (left[one], left[other]), (right[other], right[one])

    def tell() -> str:
        first, second = (
            f"{telling.who(before.session)} received {telling.event(before.recv)} at {telling.at(before.recv.t)} and "
            f"then {telling.event(after.recv)} at {telling.at(after.recv.t)}"
            for before, after in (here, there)
        )
        return f"In {telling.thing(one.effect.channel)} {first}, but {second}."

    rows = tuple(arrival.recv.i for arrival in (*here, *there))
    return Finding(rows, max(arrival.recv.t for arrival in (*here, *there)), tell)
