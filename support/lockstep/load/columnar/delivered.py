"""P1 no loss and P24 timeliness on a columnar history: the rules of `lockstep.checks`, over arrays.

`expected_deliveries.py` determines the expected deliveries and their deadlines. Where a session's right ended before
the deadline, or absence has no evidence, later events that should have arrived after the missing one decide, as in
`lockstep.checks.facts.barriers`; leaks prove nothing.
"""

from collections import Counter

import numpy as np

from lockstep.checks.facts.sessions import INF, MS
from lockstep.checks.properties import p01_no_loss, p24_timeliness
from lockstep.checks.verdicts import Verdict
from lockstep.load.columnar.columns import Ints
from lockstep.load.columnar.expected_deliveries import Owed, owed
from lockstep.load.columnar.findings import verdict
from lockstep.load.columnar.joined import Joined

_INVALID = 100 * MS


def check(joined: Joined) -> tuple[Verdict, Verdict]:
    """The verdicts of P1 and P24."""
    found = owed(joined)
    return _loss(joined, found), _timeliness(joined, found)


def _loss(joined: Joined, one: Owed) -> Verdict:
    covered, came = one.covered, one.received < INF
    good = one.received <= np.minimum(one.end, np.minimum(one.counted + one.length, INF))
    in_time = ~good & (one.received <= one.deadline + joined.tolerance)
    late = came & ~good & ~in_time & covered
    lost, unknown, fenced = _absent(joined, one, np.flatnonzero(~came))
    instances = int(np.count_nonzero(good) + np.count_nonzero(in_time & ((one.end >= one.received) | covered)))
    instances += int(np.count_nonzero(late)) + len(lost) + sum(unknown.values())
    places = [*np.flatnonzero(late).tolist(), *lost]
    places.sort(key=lambda place: int(one.counted[place]))

    def tell(place: int) -> str:
        c, track = joined.columns, joined.tracks[int(one.track[place])]
        what = f"{track.session.person} {{}} the event {joined.write(one.write[place])}"
        if one.received[place] < INF:
            return (
                what.format("received")
                + f", late: at {joined.at(one.received[place])}, the deadline was {joined.at(one.deadline[place])}."
            )
        answered = f", answered {joined.at(c.w_answered[one.write[place]])}"
        since = f" A later event of that channel came at {joined.at(fenced[place])}." if place in fenced else ""
        settled = joined.facts.settled
        looked = "" if settled is None else f"; looked until {joined.at(settled.t)}"
        return what.format("never received") + f"{answered}{looked}.{since}"

    return verdict(
        p01_no_loss.RULE,
        instances,
        places,
        tell,
        none="no write had an effect that a session had to hear",
        unknown="; ".join(f"{count} not received: {reason}" for reason, count in unknown.items()),
        looked_ms=joined.looked_ms,
    )


def _absent(joined: Joined, one: Owed, missing: Ints) -> tuple[list[int], Counter[str], dict[int, int]]:
    """Of the missing deliveries: which are lost, which are unknown and why, and the later events that prove some."""
    lost: list[int] = []
    unknown: Counter[str] = Counter()
    fenced: dict[int, int] = {}
    covered, unfenced, silent = one.covered, joined.unfenced, joined.silent
    for place in missing.tolist():
        session = joined.tracks[int(one.track[place])].session
        reason = unfenced
        if not reason and session in silent:
            reason = "the session made no round trip at the end"
        elif not reason and one.deadline[place] >= INF:
            reason = "the session never went on reading"
        later = INF if covered[place] and not reason else _fence(joined, one, place)
        if later < INF:
            fenced[place] = later
            reason = unfenced if one.end[place] >= INF else ""
        elif not covered[place]:
            continue
        if reason:
            unknown[reason] += 1
        else:
            lost.append(place)
    return lost, unknown, fenced


def _fence(joined: Joined, one: Owed, place: int) -> int:
    """When the first later event of the channel arrived by the same subscription; INF if none proves anything."""
    c, promises, w = joined.columns, joined.promises, int(one.write[place])
    if not (promises.numbers or promises.order == "channel"):
        return INF
    track = joined.tracks[int(one.track[place])]
    mine = track.places[joined.a_counts[track.places] & ~joined.a_leak[track.places]]
    written = joined.a_write[mine]
    after = (written >= 0) & (c.w_sent[written] > one.counted[place])
    if not (promises.numbers or promises.across_kinds):
        after &= joined.kind[written] == joined.kind[w]
    if promises.numbers:
        told = np.flatnonzero((joined.f_write == w) & (c.f_seq >= 0))
        if len(told):
            frames = c.a_frame[mine]
            after |= (c.f_epoch[frames] == c.f_epoch[told[0]]) & (c.f_seq[frames] > c.f_seq[told[0]])
    until = max(one.end[place], one.same[place])
    times = c.a_t[mine[after]]
    times = times[times <= until]
    return int(times.min(initial=INF))


def _timeliness(joined: Joined, one: Owed) -> Verdict:
    came, covered = one.received < INF, one.covered
    fine = came & (
        (one.received <= np.minimum(one.counted + one.length, INF))
        | (one.received <= one.deadline + joined.tolerance)
    )
    late = came & ~fine & covered
    instances = int(np.count_nonzero(fine & ((one.end >= one.received) | covered)) + np.count_nonzero(late))
    end = joined.facts.end
    reason = ""
    if end is None or end.tolerance_ms is None:
        reason = "this machine's own delay was not measured"
    elif joined.tolerance > _INVALID:
        reason = f"this machine's own delay was {joined.tolerance / MS:.1f} ms: the timing is invalid"
    count = int(np.count_nonzero(late))
    if count and reason:
        return p24_timeliness.RULE.verdict(
            instances, (), none="", unknown=f"{count} came after the loss deadline, but {reason}"
        )

    def tell(place: int) -> str:
        person = joined.tracks[int(one.track[place])].session.person
        return (
            f"{person} received the event {joined.write(one.write[place])} at {joined.at(one.received[place])}, "
            f"{(one.received[place] - one.deadline[place]) / MS:.1f} ms after the deadline."
        )

    places = np.flatnonzero(late)
    return verdict(
        p24_timeliness.RULE,
        instances,
        places[np.argsort(one.received[places], kind="stable")].tolist(),
        tell,
        none="nothing was received that was owed",
    )
