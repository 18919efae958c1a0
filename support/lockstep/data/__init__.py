"""People and content of scenarios, made from the seed or read from files, and the ledger of what must be cleaned up.

Only `fixtures.py` reads anything: its files.
"""
