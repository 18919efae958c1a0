"""The reference backend: a small, correct team-chat backend, the default under test.

It imports nothing of the suite but `serving`.

Its promises are documented where they are used: `requests.py` (routes), `representations.py` (answers),
`tests/reference/effects.py` (events), `frames.py` (the socket), `settings.py` and `__main__.py` (starting it). They
are kept by `database.py` (one file, one writer), `outbox.py` (an event is stored with its write), `transactions.py`
(what follows a commit, in order), `hub.py` (who receives it) and `permissions.py` (who is allowed to).
"""
