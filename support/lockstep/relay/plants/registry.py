"""The plants by name: the one list that settings, the relay and the documentation read."""

from lockstep.relay.plants.alter import Alter
from lockstep.relay.plants.base import Plant
from lockstep.relay.plants.delay import Delay
from lockstep.relay.plants.double_on_reconnect import DoubleOnReconnect
from lockstep.relay.plants.drop import Drop
from lockstep.relay.plants.duplicate import Duplicate
from lockstep.relay.plants.early import Early
from lockstep.relay.plants.flap import Flap
from lockstep.relay.plants.leak import Leak
from lockstep.relay.plants.lose_on_reconnect import LoseOnReconnect
from lockstep.relay.plants.phantom import Phantom
from lockstep.relay.plants.renumber import Renumber
from lockstep.relay.plants.shift import Shift
from lockstep.relay.plants.skip_one import SkipOne
from lockstep.relay.plants.stall import Stall
from lockstep.relay.plants.swallow_write import SwallowWrite
from lockstep.relay.plants.swap import Swap
from lockstep.relay.plants.unnumber import Unnumber

_ALL = (
    Drop, Duplicate, Swap, Delay, Alter, Renumber, Unnumber, Phantom, Leak, Early, Stall, SkipOne, SwallowWrite,
    LoseOnReconnect, DoubleOnReconnect, Flap, Shift,
)  # fmt: skip

PLANTS: dict[str, type[Plant]] = {plant.name: plant for plant in _ALL}
