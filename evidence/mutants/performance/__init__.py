"""Mutants of performance: each makes one mistake that shows under load only, or in times only."""
