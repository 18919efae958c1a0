"""The reference backend: a small, correct team-chat backend, the default under test.

It imports nothing of the suite but `serving`.

What it promises stands where its users look: `requests.py` (routes), `representations.py` (answers),
`tests/reference/effects.py` (events), `frames.py` (the socket), `settings.py` and `__main__.py` (starting it).
How it keeps it: `database.py` (one file, one writer), `outbox.py` (an event is stored with its write), `transactions.py` (what follows a commit,
in order), `hub.py` (who hears it), `permissions.py` (who may).
"""
