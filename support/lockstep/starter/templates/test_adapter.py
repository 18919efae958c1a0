"""The adapter is tried piece by piece, as `lockstep target check` does it."""

import os

from lockstep.actors.adapter_trial import try_adapter

ADAPTER = "$adapter"
"""The adapter's file, from the folder in which pytest is started."""


def test_every_piece_of_the_adapter_works() -> None:
    findings = try_adapter(ADAPTER, os.environ, {})
    assert [str(one) for one in findings if one.outcome != "works"] == []
