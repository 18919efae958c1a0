"""Who returns is told that nothing is missing, but the first event that he missed is not given to him."""

from dataclasses import replace

from evidence.mutants import resume_skips_one
from evidence.mutants.mutant import STEP

MUTANT = replace(resume_skips_one.MUTANT, breaks=STEP, may_break=(), features=())
