"""The service's tables, beside the store's in the same database: accounts, added scenarios, executions.

They have a separate version (`management_version`): numbered migrations, forward only, each applied once and in one
transaction with its number; one that was part of a release is never changed. The statements are ones that both SQLite
and PostgreSQL accept. Times are seconds since 1970, durations milliseconds; lists and mappings are JSON texts.
"""

from collections.abc import Mapping

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, Table, Text

from lockstep.store.migrator import Migrator

schema = MetaData()

versions = Table("management_version", schema, Column("version", Integer, primary_key=True), Column("applied", Float))

secrets = Table("management_secrets", schema, Column("name", Text, primary_key=True), Column("value", Text))

companies = Table(
    "management_companies",
    schema,
    Column("id", Text, primary_key=True),
    Column("name", Text),
    Column("created", Float),
)

accounts = Table(
    "management_accounts",
    schema,
    Column("id", Text, primary_key=True),
    Column("company_id", Text),
    Column("email", Text),
    Column("email_key", Text),  # in lower case, for comparison
    Column("password", Text),  # its hash
    Column("full_name", Text),
    Column("role", Text),
    Column("is_active", Boolean),
    Column("created", Float),
    Column("last_login", Float),
)

sessions = Table(  # one for each login
    "management_sessions",
    schema,
    Column("id", Text, primary_key=True),
    Column("account_id", Text),
    Column("refresh_id", Text),  # of the one valid refresh token
    Column("expires", Float),
)

added = Table(  # added scenarios
    "management_scenarios",
    schema,
    Column("id", Text, primary_key=True),
    Column("company_id", Text),
    Column("category", Text),
    Column("name", Text),
    Column("path", Text),  # of the feature file, as it is part of the id
    Column("line", Integer),  # where the scenario begins in its Gherkin
    Column("entity", Text),  # the scenario as JSON
    Column("created", Float),
)

executions = Table(
    "management_executions",
    schema,
    Column("id", Text, primary_key=True),
    Column("company_id", Text),
    Column("user_id", Text),
    Column("scenario_id", Text),
    Column("status", Text),
    Column("created", Float),
    Column("started", Float),
    Column("ended", Float),
    Column("timeout", Integer),
    Column("retry_count", Integer),
    Column("parameters", Text),
    Column("run_id", Text),  # in the store
    Column("result", Text),  # the rest of the entity as JSON
)
without_plant = executions.c.parameters.not_like('%"plant":"%') | executions.c.parameters.like('%"plant":""%')
"""That an execution had no plant: what one with a plant came to says nothing of its scenario."""

_OF_COMPANY = "FOREIGN KEY (company_id) REFERENCES management_companies (id) ON DELETE CASCADE"

MIGRATIONS: Mapping[int, tuple[str, ...]] = {
    1: (
        "CREATE TABLE management_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        (
            "CREATE TABLE management_companies"
            " (id TEXT PRIMARY KEY, name TEXT NOT NULL, created DOUBLE PRECISION NOT NULL)"
        ),
        (
            "CREATE TABLE management_accounts (id TEXT PRIMARY KEY, company_id TEXT NOT NULL, email TEXT NOT NULL,"
            " email_key TEXT NOT NULL UNIQUE, password TEXT NOT NULL, full_name TEXT NOT NULL, role TEXT NOT NULL,"
            " is_active BOOLEAN NOT NULL, created DOUBLE PRECISION NOT NULL, last_login DOUBLE PRECISION,"
            f" {_OF_COMPANY})"
        ),
        (
            "CREATE TABLE management_sessions (id TEXT PRIMARY KEY, account_id TEXT NOT NULL,"
            " refresh_id TEXT NOT NULL, expires DOUBLE PRECISION NOT NULL,"
            " FOREIGN KEY (account_id) REFERENCES management_accounts (id) ON DELETE CASCADE)"
        ),
        (
            "CREATE TABLE management_scenarios (id TEXT PRIMARY KEY, company_id TEXT NOT NULL,"
            " category TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL,"
            " entity TEXT NOT NULL, created DOUBLE PRECISION NOT NULL,"
            f" UNIQUE (company_id, category, name), {_OF_COMPANY})"
        ),
        (
            "CREATE TABLE management_executions (id TEXT PRIMARY KEY, company_id TEXT NOT NULL,"
            " user_id TEXT NOT NULL, scenario_id TEXT NOT NULL, status TEXT NOT NULL,"
            " created DOUBLE PRECISION NOT NULL, started DOUBLE PRECISION, ended DOUBLE PRECISION,"
            " timeout INTEGER NOT NULL,"
            " retry_count INTEGER NOT NULL, parameters TEXT NOT NULL, run_id TEXT NOT NULL, result TEXT NOT NULL,"
            f" {_OF_COMPANY})"
        ),
        "CREATE INDEX management_executions_by_time ON management_executions (company_id, created)",
        "CREATE INDEX management_executions_of_scenario ON management_executions (scenario_id, created)",
    ),
}
NEWEST = max(MIGRATIONS)

MIGRATOR = Migrator(versions, MIGRATIONS, lock=0x10C57EA)
