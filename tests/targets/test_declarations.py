"""What an adapter that declares nothing promises: nothing."""

from lockstep.clients.dialects.base import Frame
from lockstep.targets.declarations import Declarations


def test_nothing_is_declared_by_default() -> None:
    nothing = Declarations()
    assert not nothing.needs_met
    assert not nothing.closes
    assert not nothing.token_places
    assert not nothing.unanswered
    assert nothing.rate_limit is None
    assert nothing.forge("a.b.c") is None
    assert nothing.ends(Frame("kicked", event=False)) is None
