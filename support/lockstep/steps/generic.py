"""Steps for any backend: people, connections, deliveries, faults, recovery, reads and load."""

from lockstep.steps.packs import GENERIC, load

load(GENERIC)
