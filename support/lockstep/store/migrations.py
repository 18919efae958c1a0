"""The schema's versions: numbered, forward only, each applied once and in one transaction with its number.

A database is migrated to the newest version whenever it is opened for writing. A database with a newer version than
this suite knows is rejected. A migration that was part of a release is never changed: a later one corrects it. The
statements are ones that both SQLite and PostgreSQL accept.
"""

from collections.abc import Mapping

from lockstep.store.migrator import Migrator
from lockstep.store.tables import versions

_ATTEMPT = "run_id TEXT NOT NULL, scenario_id TEXT NOT NULL, attempt INTEGER NOT NULL"
_OF_ATTEMPT = (
    "FOREIGN KEY (run_id, scenario_id, attempt) REFERENCES attempts (run_id, scenario_id, attempt) ON DELETE CASCADE"
)
MIGRATIONS: Mapping[int, tuple[str, ...]] = {
    1: (
        (
            "CREATE TABLE runs (id TEXT PRIMARY KEY, started DOUBLE PRECISION NOT NULL, state TEXT NOT NULL,"
            " target TEXT NOT NULL, seed TEXT NOT NULL, reports TEXT NOT NULL, duration DOUBLE PRECISION NOT NULL,"
            " exit_code INTEGER, stopped TEXT NOT NULL, passed INTEGER NOT NULL, failed INTEGER NOT NULL,"
            " skipped INTEGER NOT NULL, settings TEXT NOT NULL, problems TEXT NOT NULL)"
        ),
        (
            f"CREATE TABLE attempts ({_ATTEMPT}, final BOOLEAN NOT NULL, ok BOOLEAN NOT NULL, feature TEXT NOT NULL,"
            " title TEXT NOT NULL, place TEXT NOT NULL, status TEXT NOT NULL, started DOUBLE PRECISION NOT NULL,"
            " duration DOUBLE PRECISION NOT NULL, message TEXT NOT NULL, history TEXT NOT NULL, tags TEXT NOT NULL,"
            " PRIMARY KEY (run_id, scenario_id, attempt),"
            " FOREIGN KEY (run_id) REFERENCES runs (id) ON DELETE CASCADE)"
        ),
        (
            f"CREATE TABLE verdicts ({_ATTEMPT}, property TEXT NOT NULL, name TEXT NOT NULL, outcome TEXT NOT NULL,"
            " instances INTEGER NOT NULL, reason TEXT NOT NULL, witness TEXT NOT NULL,"
            f" PRIMARY KEY (run_id, scenario_id, attempt, property), {_OF_ATTEMPT})"
        ),
        (
            f"CREATE TABLE metrics ({_ATTEMPT}, number INTEGER NOT NULL, metric_type TEXT NOT NULL,"
            " operation TEXT NOT NULL, value DOUBLE PRECISION NOT NULL, unit TEXT NOT NULL,"
            " threshold DOUBLE PRECISION, within BOOLEAN, samples INTEGER NOT NULL,"
            f" PRIMARY KEY (run_id, scenario_id, attempt, number), {_OF_ATTEMPT})"
        ),
    ),
    2: (  # trends are read by scenario, lists by time
        "CREATE INDEX attempts_of_scenario ON attempts (scenario_id, started)",
        "CREATE INDEX runs_by_time ON runs (started)",
    ),
    3: (  # what says nothing of the backend is counted by its name, and not as failed
        "ALTER TABLE runs ADD COLUMN invalid INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE runs ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE runs ADD COLUMN broken INTEGER NOT NULL DEFAULT 0",
        (
            "UPDATE runs SET invalid ="
            " (SELECT COUNT(*) FROM attempts WHERE run_id = runs.id AND final AND status = 'invalid')"
        ),
        (
            "UPDATE runs SET unknown ="
            " (SELECT COUNT(*) FROM attempts WHERE run_id = runs.id AND final AND status = 'unknown')"
        ),
        (
            "UPDATE runs SET broken ="
            " (SELECT COUNT(*) FROM attempts WHERE run_id = runs.id AND final AND status = 'error')"
        ),
        "UPDATE runs SET failed = failed - invalid - unknown - broken WHERE state = 'ended'",
    ),
}
NEWEST = max(MIGRATIONS)

MIGRATOR = Migrator(versions, MIGRATIONS, lock=0x10C57E9)
