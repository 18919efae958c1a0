"""The store: what runs came to, kept over runs, in SQLite or PostgreSQL.

`Store` (store.py) writes a run at its begin, each attempt at a scenario as it concludes, and the end; it reads them
back for `python -m support.reporting history`. What is kept is plain data (rows.py), so that nothing here knows of
behave or of reports. A run that was killed leaves its record up to that moment; `alive.py` tells it from one that
still goes on. The schema is made and changed by migrations.py and by nothing else. Raises only StoreError.
"""

from support.store.engine import StoreError
from support.store.rows import Attempt, Judged, Measured, Run
from support.store.store import Store

__all__ = ["Attempt", "Judged", "Measured", "Run", "Store", "StoreError"]
