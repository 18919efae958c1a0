"""Positions on a columnar history: the rules of `lockstep.checks.facts.positions`, over arrays.

Found are places among the arrivals; below zero, -1 - i stands for the row `i` of the rare rows.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from lockstep.checks.facts.positions import Epoch, Stated, of_answers, returns
from lockstep.load.columnar.columns import Ints
from lockstep.load.columnar.joined import Joined


class Positions:
    """What events and answers say about epochs and numbers."""

    def __init__(self, joined: Joined) -> None:
        """Find the numbered events of known writes."""
        c = self._columns = joined.columns
        told = (joined.a_write >= 0) & joined.a_counts
        if len(c.f_seq):
            told &= (c.f_seq[c.a_frame] >= 0) & (c.f_durable[c.a_frame] > 0)
        self._places: Ints = np.flatnonzero(told)
        frames = c.a_frame[self._places]
        self._write = joined.a_write[self._places]
        self._epoch, self._seq, self._channel = c.f_epoch[frames], c.f_seq[frames], c.f_channel[frames]
        self._until = c.a_t[self._places]
        self._since = np.minimum(c.w_sent[self._write], self._until)
        self._indices = {c.text(epoch): epoch for epoch in np.unique(self._epoch).tolist()}
        self._answers: dict[str, list[Stated]] = defaultdict(list)
        for answer in of_answers(joined.facts):
            self._answers[answer.channel].append(answer._replace(epoch=_text(answer.epoch), row=-1 - answer.row))

    def disagreements(self) -> tuple[int, list[int]]:
        """How often a position could differ, and where an event has another than before, or one that is another
        event's, or one that an earlier answer had passed; each event once."""
        if not len(self._places):
            return 0, []
        _, first, inverse = np.unique(self._write, return_index=True, return_inverse=True)
        before = first[inverse.reshape(-1)]
        differs = (self._epoch != self._epoch[before]) | (self._seq != self._seq[before])
        keys = np.stack((self._channel, self._epoch, self._seq))
        _, holder, held = np.unique(keys, axis=1, return_index=True, return_inverse=True)
        is_first = before == np.arange(len(before))
        shares = is_first & (self._write[holder[held.reshape(-1)]] != self._write)
        found = self._once(np.flatnonzero(differs | shares))
        return len(before) - len(first), found + self._once(self._passed())

    def returns(self, known: set[tuple[str, int]]) -> list[int]:
        """Where an epoch came back that is not `known` (channel and index of the epoch) to have come back already."""
        names = {(channel, self._columns.text(epoch)) for channel, epoch in known}
        statements: list[Stated] = []
        for channel, places in self._by_channel():
            answers = self._answers.get(channel, [])
            epochs = {self._columns.text(epoch) for epoch in np.unique(self._epoch[places]).tolist()}
            if len(epochs | {answer.epoch for answer in answers}) > 1:
                statements += [*answers, *self._stated(channel, places)]
        return [back.again.row for back in returns(statements) if (back.first.channel, back.first.epoch) not in names]

    def _stated(self, channel: str, places: Ints) -> Iterator[Stated]:
        for place in places.tolist():
            since, until = int(self._since[place]), int(self._until[place])
            epoch = self._columns.text(self._epoch[place])
            yield Stated(channel, epoch, int(self._seq[place]), since, until, int(self._places[place]))

    def _by_channel(self) -> Iterator[tuple[str, Ints]]:
        order = np.argsort(self._channel, kind="stable")
        edges = np.flatnonzero(np.diff(self._channel[order])) + 1
        seen = set()
        for part in np.split(order, edges):
            if len(part):
                channel = self._columns.texts[int(self._channel[part[0]])]
                seen.add(channel)
                yield channel, part
        for channel in self._answers.keys() - seen:
            yield channel, np.empty(0, dtype=np.int64)

    def _passed(self) -> Ints:
        found = [np.empty(0, dtype=np.int64)]
        for channel, places in self._by_channel():
            answers = sorted(self._answers.get(channel, []), key=lambda answer: answer.until)
            for epoch in {answer.epoch for answer in answers}:
                told = [answer for answer in answers if answer.epoch == epoch and answer.seq is not None]
                mine = places[self._epoch[places] == self._indices.get(_text(epoch), -2)]
                if len(mine) and told:
                    highest = np.maximum.accumulate(np.array([answer.seq for answer in told], dtype=np.int64))
                    times = np.array([answer.until for answer in told], dtype=np.int64)
                    before = np.searchsorted(times, self._since[mine], side="left")
                    found.append(mine[(before > 0) & (self._seq[mine] <= highest[np.maximum(before - 1, 0)])])
        return np.sort(np.concatenate(found))

    def _once(self, wrong: Ints) -> list[int]:
        """One arrival for each event, the first."""
        _, first = np.unique(self._write[wrong], return_index=True)
        places: list[int] = self._places[wrong[np.sort(first)]].tolist()
        return places


def _text(epoch: Epoch) -> str | None:
    return None if epoch is None else str(epoch)
