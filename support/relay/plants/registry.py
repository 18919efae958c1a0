"""The plants by name: the one list that settings, the relay and the documentation read."""

from support.relay.plants.alter import Alter
from support.relay.plants.base import Plant
from support.relay.plants.drop import Drop
from support.relay.plants.duplicate import Duplicate
from support.relay.plants.leak import Leak
from support.relay.plants.swap import Swap

PLANTS: dict[str, type[Plant]] = {plant.name: plant for plant in (Drop, Duplicate, Swap, Alter, Leak)}
