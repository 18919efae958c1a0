"""An independent oracle for the judge: a simulated backend, changes that break a property, and a second opinion.

Everything here is written from docs/properties.md and docs/history.md alone. Nothing but `comparison.py` imports
anything of `lockstep.checks`, and that only the one call which judges a history.
"""
