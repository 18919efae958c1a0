"""People and content of scenarios, generated from the seed or read from files, and the ledger for clean-up.

Only `fixtures.py` reads anything: its files.
"""
