"""Thirty more mistakes, written before the suite was read: `python -m evidence.mutants.second_round`."""
