"""Of the listeners of a chatroom the one who came last is left out: what never comes must fail the percentile."""

from dataclasses import replace

from evidence.mutants import lost_on_fanout
from evidence.mutants.mutant import STEP

MUTANT = replace(lost_on_fanout.MUTANT, breaks=STEP, may_break=(), features=())
