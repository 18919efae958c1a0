"""Mistaken services: `python -m evidence.mutants.service prove` shows that features/management finds each."""
