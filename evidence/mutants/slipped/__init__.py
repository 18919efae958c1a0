"""Mistakes written from the contract before the features were read: `python -m evidence.mutants.slipped`."""
