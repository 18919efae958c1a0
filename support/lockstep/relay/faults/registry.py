"""The network faults by name: the one list that the suite and the relay read.

To add one: a file with a subclass of `Fault` (or of `FrameFault`, for single messages) that says its name, what it
`does` and what it can show, and its name in this list.
"""

from typing import Any

import msgspec

from support.relay.errors import RelayError
from support.relay.faults.bandwidth import Bandwidth
from support.relay.faults.base import Fault
from support.relay.faults.cut_after import CutAfter
from support.relay.faults.cut_inside import CutInside
from support.relay.faults.delay import Delay
from support.relay.faults.drop import Drop
from support.relay.faults.duplicate import Duplicate
from support.relay.faults.half_open import HalfOpen
from support.relay.faults.invalid_utf8 import InvalidUtf8
from support.relay.faults.latency import Latency
from support.relay.faults.missing_pong import MissingPong
from support.relay.faults.oversized import Oversized
from support.relay.faults.refuse import Refuse
from support.relay.faults.reset import Reset
from support.relay.faults.slicing import Slicing
from support.relay.faults.slow_close import SlowClose
from support.relay.faults.truncate import Truncate
from support.relay.faults.wrong_opcode import WrongOpcode

_ALL = (
    Latency, Bandwidth, Slicing, Reset, HalfOpen, Refuse, SlowClose, CutAfter, CutInside,
    Drop, Delay, Duplicate, Truncate, InvalidUtf8, Oversized, WrongOpcode, MissingPong,
)  # fmt: skip

FAULTS: dict[str, type[Fault]] = {fault.name: fault for fault in _ALL}


def make_fault(name: str, options: dict[str, Any]) -> Fault:
    """A new fault of this name. Raises RelayError, naming what is wrong and what is allowed."""
    kind = FAULTS.get(name)
    if kind is None:
        raise RelayError(f"no network fault is called {name!r}; known: {', '.join(FAULTS)}")
    try:
        return kind(msgspec.convert(options, kind.scope_type))
    except msgspec.ValidationError as error:
        allowed = ", ".join(field.name for field in msgspec.structs.fields(kind.scope_type))
        raise RelayError(f"the network fault {name!r} cannot be so: {error}; its options are {allowed}") from error
