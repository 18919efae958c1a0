"""Settings are drawn so that their promises can be kept together."""

import random

from lockstep.history.rows import Promises

from evidence.oracle.setting import Setting, drawn


def test_numbers_and_versions_go_with_ids() -> None:
    settings = [drawn(random.Random(seed)) for seed in range(300)]
    assert all(one.ids for one in settings if one.promises.numbers or one.promises.versions)
    assert {one.promises.delivery for one in settings} == {"once", "at-least-once"}
    assert {one.evidence for one in settings} == {"whole", "unsettled", "endless", "silent"}


def test_what_makes_a_channel_first_in_first_out() -> None:
    assert Setting(Promises(numbers=True)).fifo
    assert Setting(Promises(order="channel", across_kinds=True)).fifo
    assert not Setting(Promises(order="channel")).fifo
