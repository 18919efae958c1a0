"""Positions: the highest number per connection and channel, whenever it is asked for."""

from array import array

from lockstep.load.engine.last_seen import Positions


class Received:
    """Columns as a tape has them, and what was received in order."""

    def __init__(self) -> None:
        self.conns, self.frames = array("i"), array("i")
        self.told = {name: array("q") for name in ("f_channel", "f_seq", "f_epoch")}
        self.positions = Positions(self.conns, self.frames, self.told)

    def hear(self, conn: int, channel: int, seq: int, epoch: int = 5) -> None:
        for name, value in (("f_channel", channel), ("f_seq", seq), ("f_epoch", epoch)):
            self.told[name].append(value)
        self.conns.append(conn)
        self.frames.append(len(self.told["f_seq"]) - 1)


def test_nothing_heard_is_no_position() -> None:
    assert Received().positions.of({1, 2}) == {}


def test_it_is_the_highest_number_of_each_channel_on_ones_own_connections() -> None:
    received = Received()
    for conn, channel, seq in ((1, 7, 1), (1, 7, 3), (1, 7, 2), (1, 8, 9), (2, 7, 40), (1, 7, -1)):
        received.hear(conn, channel, seq)
    assert received.positions.of({1}) == {7: (5, 3), 8: (5, 9)}
    assert received.positions.of({2}) == {7: (5, 40)}


def test_what_comes_later_is_taken_in() -> None:
    received = Received()
    received.hear(1, 7, 3)
    assert received.positions.of({1, 2}) == {7: (5, 3)}
    received.hear(2, 7, 2)
    received.hear(2, 8, 1)
    assert received.positions.of({1, 2}) == {7: (5, 3), 8: (5, 1)}
    received.hear(2, 7, 4)
    assert received.positions.of({1, 2}) == {7: (5, 4), 8: (5, 1)}


def test_a_new_epoch_begins_anew() -> None:
    received = Received()
    received.hear(1, 7, 30)
    received.hear(1, 7, 1, epoch=6)
    received.hear(1, 7, 2, epoch=6)
    assert received.positions.of({1}) == {7: (6, 2)}
    received.hear(2, 7, 1, epoch=9)
    assert received.positions.of({1, 2}) == {7: (9, 1)}
