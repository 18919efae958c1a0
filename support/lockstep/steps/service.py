"""Steps of the suite's own service under test: accounts, catalogue, executions, live events, notices."""

from lockstep.steps.packs import SERVICE, load

load(SERVICE)
