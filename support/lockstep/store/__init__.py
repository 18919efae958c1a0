"""The store: the results of all runs, in SQLite or PostgreSQL.

`Store` (store.py) writes a run when it begins, each attempt at a scenario as it concludes, and the end; it reads them
back for `lockstep runs`. The stored values are plain data (records.py), so that this package depends on neither
behave nor the reports. A run that was killed leaves its record up to that moment; `alive.py` distinguishes it from a
run in progress. The schema is created and changed by migrations.py alone. Raises only StoreError.
"""

from lockstep.store.engine import StoreError
from lockstep.store.records import Attempt, Judged, Measured, Run
from lockstep.store.store import Store

__all__ = ["Attempt", "Judged", "Measured", "Run", "Store", "StoreError"]
