"""The plants by name: the one list that settings, the relay and the documentation read."""

from support.relay.plants.alter import Alter
from support.relay.plants.base import Plant
from support.relay.plants.delay import Delay
from support.relay.plants.double_on_reconnect import DoubleOnReconnect
from support.relay.plants.drop import Drop
from support.relay.plants.duplicate import Duplicate
from support.relay.plants.early import Early
from support.relay.plants.leak import Leak
from support.relay.plants.lose_on_reconnect import LoseOnReconnect
from support.relay.plants.phantom import Phantom
from support.relay.plants.renumber import Renumber
from support.relay.plants.skip_one import SkipOne
from support.relay.plants.stall import Stall
from support.relay.plants.swallow_write import SwallowWrite
from support.relay.plants.swap import Swap
from support.relay.plants.unnumber import Unnumber

_ALL = (
    Drop, Duplicate, Swap, Delay, Alter, Renumber, Unnumber, Phantom, Leak, Early, Stall, SkipOne, SwallowWrite,
    LoseOnReconnect, DoubleOnReconnect,
)  # fmt: skip

PLANTS: dict[str, type[Plant]] = {plant.name: plant for plant in _ALL}
