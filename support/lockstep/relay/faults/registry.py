"""The network faults by name: the one list that the suite and the relay read.

To add one: write a file with a subclass of `Fault` (or of `FrameFault`, for single messages) that states its name,
what it `does` and what it can show, and add the class to this list.
"""

from typing import Any

import msgspec

from lockstep.relay.errors import RelayError
from lockstep.relay.faults.bandwidth import Bandwidth
from lockstep.relay.faults.base import Fault
from lockstep.relay.faults.cut_after import CutAfter
from lockstep.relay.faults.cut_inside import CutInside
from lockstep.relay.faults.delay import Delay
from lockstep.relay.faults.drop import Drop
from lockstep.relay.faults.duplicate import Duplicate
from lockstep.relay.faults.half_open import HalfOpen
from lockstep.relay.faults.invalid_utf8 import InvalidUtf8
from lockstep.relay.faults.latency import Latency
from lockstep.relay.faults.missing_pong import MissingPong
from lockstep.relay.faults.oversized import Oversized
from lockstep.relay.faults.refuse import Refuse
from lockstep.relay.faults.reset import Reset
from lockstep.relay.faults.slicing import Slicing
from lockstep.relay.faults.slow_close import SlowClose
from lockstep.relay.faults.truncate import Truncate
from lockstep.relay.faults.wrong_opcode import WrongOpcode

_ALL = (
    Latency, Bandwidth, Slicing, Reset, HalfOpen, Refuse, SlowClose, CutAfter, CutInside,
    Drop, Delay, Duplicate, Truncate, InvalidUtf8, Oversized, WrongOpcode, MissingPong,
)  # fmt: skip

FAULTS: dict[str, type[Fault]] = {fault.name: fault for fault in _ALL}


def make_fault(name: str, options: dict[str, Any]) -> Fault:
    """Make a new fault of this name. Raises RelayError, naming what is wrong and what is allowed."""
    kind = FAULTS.get(name)
    if kind is None:
        raise RelayError(f"no network fault is called {name!r}; known: {', '.join(FAULTS)}")
    try:
        return kind(msgspec.convert(options, kind.scope_type))
    except msgspec.ValidationError as error:
        allowed = ", ".join(field.name for field in msgspec.structs.fields(kind.scope_type))
        raise RelayError(f"network fault {name!r} has a wrong option: {error}; its options are {allowed}") from error
