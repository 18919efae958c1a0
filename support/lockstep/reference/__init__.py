"""The reference backend: a small, correct team-chat backend, the default under test.

Of the suite it imports only `serving`.

docs/reference-backend.md describes it for users. Its promises are stated where they are implemented: `requests.py`
(routes), `representations.py` (answers), `frames.py` (the socket), `settings.py` and `__main__.py` (starting it).
They are kept by `database.py` (one file, one writer), `outbox.py` (an event is stored with its write),
`transactions.py` (the consequences of a commit, in order), `hub.py` (subscriptions) and `permissions.py` (rights).
"""
