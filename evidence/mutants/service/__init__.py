"""Mistaken services: `python -m tests.mutants.service prove` shows that features/management finds each."""
