"""The store: what runs came to, kept over runs, in SQLite or PostgreSQL.

`Store` (store.py) writes a run at its begin, each attempt at a scenario as it concludes, and the end; it reads them
back for `lockstep runs`. What is kept is plain data (rows.py), so that nothing here knows of
behave or of reports. A run that was killed leaves its record up to that moment; `alive.py` tells it from one that
still goes on. The schema is made and changed by migrations.py and by nothing else. Raises only StoreError.
"""

from lockstep.store.engine import StoreError
from lockstep.store.records import Attempt, Judged, Measured, Run
from lockstep.store.store import Store

__all__ = ["Attempt", "Judged", "Measured", "Run", "Store", "StoreError"]
