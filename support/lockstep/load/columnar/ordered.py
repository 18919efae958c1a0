"""Order, on a columnar history: P7 channel order, P8 contiguity, P10 agreement, with the rules of `lockstep.checks`.

Array operations find the tracks that are certainly in order; only the others are examined event by event.
"""

from collections import defaultdict

import numpy as np

from lockstep.checks.properties import p07_channel_order, p08_contiguity, p10_agreement
from lockstep.checks.properties.common_order import contradictions
from lockstep.checks.verdicts import Verdict
from lockstep.load.columnar.columns import Ints
from lockstep.load.columnar.findings import verdict
from lockstep.load.columnar.joined import Joined, Track
from lockstep.load.columnar.positions import Positions
from lockstep.load.columnar.received import who


class Ordered:
    """The durable events of every track, without those received again."""

    def __init__(self, joined: Joined) -> None:
        """Drop, in each track, events received before under the same number."""
        c = self.columns = joined.columns
        self.joined = joined
        fields = np.stack((c.f_kind, c.f_entity, c.f_version, c.f_cause)) if len(c.f_kind) else np.empty((4, 0))
        self._event = np.unique(fields, axis=1, return_inverse=True)[1].reshape(-1) if len(c.f_kind) else c.f_kind
        self.positions = Positions(joined)
        self.kept: list[Ints] = []
        self.unnumbered = 0
        self._unnumbered_of: list[Ints] = []
        self._first = joined.a_first & ~joined.a_repeat
        in_order = joined.a_counts & ~joined.a_repeat
        for track in joined.tracks:
            frames = c.a_frame[track.places]
            durable = track.places[(c.f_durable[frames] > 0) & in_order[track.places]]
            dumb = c.f_seq[c.a_frame[durable]] < 0
            self._unnumbered_of.append(durable[dumb])
            self.unnumbered += int(np.count_nonzero(dumb))
            self.kept.append(self._without_twins(durable[~dumb]))

    def _without_twins(self, places: Ints) -> Ints:
        c = self.columns
        frames = c.a_frame[places]
        seqs, epochs, events = c.f_seq[frames], c.f_epoch[frames], self._event[frames]
        if len(places) < 2 or (np.all(epochs == epochs[0]) and np.all(np.diff(seqs) > 0)):
            return places
        key = epochs * (int(seqs.max()) + 1) + seqs
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        twin = (first[inverse] != np.arange(len(places))) & (events[first[inverse]] == events)
        kept: Ints = places[~twin]
        return kept

    # P7

    def channel_order(self) -> Verdict:
        """Numbers rise, per session, channel and epoch."""
        rule = p07_channel_order.RULE
        if not self.joined.promises.numbers:
            if self.joined.promises.order == "channel":
                return self._by_acceptance()
            return rule.not_applicable("the target promises neither numbers nor an order")
        c = self.columns
        instances, wrong = self.unnumbered, []
        came_back: set[tuple[str, int]] = set()
        for track, places in zip(self.joined.tracks, self.kept, strict=True):
            frames = c.a_frame[places]
            epochs = np.unique(c.f_epoch[frames])
            if len(epochs) > 1:
                back = _returned(c.f_epoch[frames])
                wrong += places[back].tolist()
                came_back.update((track.channel, epoch) for epoch in c.f_epoch[frames[back]].tolist())
            for epoch in epochs:
                mine = places[c.f_epoch[frames] == epoch]
                instances += max(0, len(mine) - 1)
                wrong += mine[1:][np.diff(c.f_seq[c.a_frame[mine]]) <= 0].tolist()
        wrong += self.positions.returns(came_back)
        wrong.sort()

        def tell(place: int) -> str:
            if place < 0:
                return "An answer named an epoch that another had replaced: an epoch does not return."
            at = self.joined.at(c.a_t[place])
            return f"{who(self.joined, place)} at {at}, after a higher number or another epoch."

        return verdict(
            rule,
            instances,
            wrong,
            tell,
            none="no session received two durable events of one channel",
            unknown=p07_channel_order.unnumbered(self.unnumbered),
        )

    def _by_acceptance(self) -> Verdict:
        """Without numbers, a write acknowledged before another was sent arrives before it."""
        c, joined = self.columns, self.joined
        instances, wrong = 0, []
        for track in joined.tracks:
            first = track.places[self._first[track.places]]
            written = joined.a_write[first]
            good = c.w_state[written] == 1
            first, written = first[good], written[good]
            if joined.promises.across_kinds:
                kinds = np.zeros(len(first), dtype=np.int64)
            else:
                kinds = c.f_kind[c.a_frame[first]]
            for kind in np.unique(kinds):
                mine, its = first[kinds == kind], written[kinds == kind]
                newest = np.maximum.accumulate(c.w_sent[its]) if len(its) else its
                instances += max(0, len(mine) - 1)
                wrong += mine[1:][c.w_answered[its[1:]] < newest[:-1]].tolist()
        wrong.sort()
        return verdict(
            p07_channel_order.RULE,
            instances,
            wrong,
            lambda place: f"{who(joined, place)} at {joined.at(c.a_t[place])}, after what was written later.",
            none="no session received two durable events of one channel",
        )

    # P8

    def contiguity(self) -> Verdict:
        """No gaps inside a period of certain subscription."""
        rule = p08_contiguity.RULE
        if not self.joined.promises.numbers:
            return rule.not_applicable("the target promises no numbers")
        instances, wrong, missing = 0, [], 0
        for track, places, dumb in zip(self.joined.tracks, self.kept, self._unnumbered_of, strict=True):
            if track.window is None or not track.window.stretches:
                continue
            missing += int(np.count_nonzero(self._stretch(track, dumb) >= 0))
            if not len(places):
                continue
            count, found = self._contiguous(track, places)
            instances += count
            wrong += found
        wrong.sort()
        c = self.columns
        return verdict(
            rule,
            instances + missing,
            wrong,
            lambda place: f"{who(self.joined, place)} at {self.joined.at(c.a_t[place])}, which was not the next.",
            none="no numbered event was received in a certain subscription",
            unknown=p07_channel_order.unnumbered(missing),
        )

    def _stretch(self, track: Track, places: Ints) -> Ints:
        """The period of subscription of each arrival; -1: none."""
        stretches = track.window.stretches if track.window is not None else []
        starts = np.array([stretch.start for stretch in stretches], dtype=np.int64)
        ends = np.array([stretch.end for stretch in stretches], dtype=np.int64)
        t = self.columns.a_t[places]
        found = np.searchsorted(starts, t, side="right") - 1
        held: Ints = np.where((found >= 0) & (t <= ends[np.maximum(found, 0)]), found, -1)
        return held

    def _contiguous(self, track: Track, places: Ints) -> tuple[int, list[int]]:
        c = self.columns
        frames = c.a_frame[places]
        seqs, at = c.f_seq[frames], self._stretch(track, places)
        if track.window is not None and len(track.window.stretches) == 1 and np.all(at == 0):
            position = track.window.stretches[0].position
            start = None if position is None else position.seq
            steady = np.all(np.diff(seqs) == 1) and np.all(c.f_epoch[frames] == c.f_epoch[frames[0]])
            epoch = c.text(c.f_epoch[frames[0]])
            known = position is None or position.epoch is None or str(position.epoch) == epoch
            if steady and known and (start is None or seqs[0] == start + 1):
                return len(seqs) - (start is None), []
        return self._walk(track, places, at.tolist())

    def _walk(self, track: Track, places: Ints, at: list[int]) -> tuple[int, list[int]]:
        """Event by event, like `lockstep.checks.properties.p08_contiguity`."""
        c, stretches = self.columns, track.window.stretches if track.window is not None else []
        seen: dict[str | None, set[int]] = defaultdict(set)
        late = track.places[~self.joined.a_counts[track.places]]
        elsewhere = {(c.text(c.f_epoch[f]), int(c.f_seq[f])) for f in c.a_frame[late]}
        instances, wrong = 0, []
        current, next_ones, came = -1, dict[str | None, int](), False
        begins = self.joined.promises.first_number
        for place, stretch in zip(places.tolist(), at, strict=True):
            frame = c.a_frame[place]
            seq, its = int(c.f_seq[frame]), c.text(c.f_epoch[frame])
            if stretch >= 0 and stretch != current:
                current, next_ones, came = stretch, {}, False
                position = stretches[stretch].position
                if position is not None and position.seq is not None:
                    epoch, wanted = its if position.epoch is None else str(position.epoch), position.seq + 1
                    while wanted in seen[epoch]:
                        wanted += 1
                    next_ones[epoch] = wanted
            is_new = its not in seen
            before = seen[its]
            if stretch >= 0:
                expected = next_ones.get(its, begins if is_new and came else None)
                if expected is not None:
                    instances += 1
                    while expected < seq and (expected in before or (its, expected) in elsewhere):
                        expected += 1
                    if seq != expected:
                        wrong.append(place)
                next_ones[its], came = seq + 1, True
            before.add(seq)
        return instances, wrong

    # P10

    def agreement(self) -> Verdict:
        """All sessions receive their common events in one order and with one position."""
        rule, promises = p10_agreement.RULE, self.joined.promises
        if not promises.agreement and not promises.numbers:
            return rule.not_applicable(
                "the target promises no order that all sessions have in common, and no numbers"
            )
        channels: dict[int, list[Ints]] = defaultdict(list)
        for track in self.joined.tracks:
            first = track.places[self._first[track.places]]
            channels[track.index].append(first[self.columns.f_durable[self.columns.a_frame[first]] > 0])
        instances, wrong = 0, []
        for orders in channels.values() if promises.agreement else ():
            count, found = self._agree(orders)
            instances += count
            wrong += found
        if promises.numbers:
            count, found = self.positions.disagreements()
            instances += count
            wrong += found
        wrong.sort()
        c = self.columns
        return verdict(
            rule,
            instances,
            wrong,
            lambda place: (
                f"{who(self.joined, place)} in {c.text(self.joined.a_channel[place])} at "
                f"{self.joined.at(c.a_t[place])}, in another order or at another position than others did."
            ),
            none="no two sessions have two durable events of a channel in common",
        )

    def _agree(self, orders: list[Ints]) -> tuple[int, list[int]]:
        """The number of pairs that two sessions have in common, and the places of pairs in opposite order."""
        events, inverse = np.unique(np.concatenate([self.joined.a_write[one] for one in orders]), return_inverse=True)
        parts = np.split(inverse, np.cumsum([len(one) for one in orders])[:-1])
        there = np.zeros((len(orders), len(events)), dtype=np.float32)
        for row, part in zip(there, parts, strict=True):
            row[part] = 1
        common = np.rint(there @ there.T).astype(np.int64)
        instances = int(np.maximum(0, common[np.triu_indices(len(orders), 1)] - 1).sum())
        rank = np.full(len(events), np.iinfo(np.int64).max, dtype=np.int64)
        for part, order in zip(parts, orders, strict=True):
            seqs = self.columns.f_seq[self.columns.a_frame[order]]
            np.minimum.at(rank, part, np.where(seqs >= 0, seqs, self.columns.a_t[order]))
        if all(np.all(np.diff(rank[part]) > 0) for part in parts):
            return instances, []
        return instances, self._inverted(orders, parts)

    def _inverted(self, orders: list[Ints], parts: list[Ints]) -> list[int]:
        alike = {part.tobytes(): (part.tolist(), order) for part, order in zip(parts, orders, strict=True)}
        distinct = list(alike.values())
        found = []
        for steps in contradictions([part for part, _ in distinct]):
            part, order = distinct[steps[-1].order]
            found.append(int(order[part.index(steps[-1].after)]))
        return found


def _returned(epochs: Ints) -> Ints:
    """The places at which an epoch comes back after another."""
    turns = np.flatnonzero(np.diff(epochs) != 0) + 1
    seen: set[int] = set(epochs[:1].tolist())
    back = []
    for place, epoch in zip(turns.tolist(), epochs[turns].tolist(), strict=True):
        if epoch in seen:
            back.append(place)
        seen.add(epoch)
    return np.array(back, dtype=np.int64)
