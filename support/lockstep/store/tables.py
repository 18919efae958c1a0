"""The tables in SQLAlchemy Core, at the newest version of the schema.

They are for queries only: migrations.py creates them, and a test keeps both equal. Lists and mappings are JSON texts,
so that SQLite and PostgreSQL store the same.
"""

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, Table, Text

schema = MetaData()

versions = Table("schema_version", schema, Column("version", Integer, primary_key=True), Column("applied", Float))

runs = Table(
    "runs",
    schema,
    Column("id", Text, primary_key=True),
    Column("started", Float),
    Column("state", Text),
    Column("target", Text),
    Column("seed", Text),
    Column("reports", Text),
    Column("duration", Float),
    Column("exit_code", Integer),
    Column("stopped", Text),
    Column("passed", Integer),
    Column("failed", Integer),
    Column("skipped", Integer),
    Column("invalid", Integer),
    Column("unknown", Integer),
    Column("broken", Integer),
    Column("settings", Text),
    Column("problems", Text),
)

attempts = Table(
    "attempts",
    schema,
    Column("run_id", Text, primary_key=True),
    Column("scenario_id", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("final", Boolean),
    Column("ok", Boolean),
    Column("feature", Text),
    Column("title", Text),
    Column("place", Text),
    Column("status", Text),
    Column("started", Float),
    Column("duration", Float),
    Column("message", Text),
    Column("history", Text),
    Column("tags", Text),
)

verdicts = Table(
    "verdicts",
    schema,
    Column("run_id", Text, primary_key=True),
    Column("scenario_id", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("property", Text, primary_key=True),
    Column("name", Text),
    Column("outcome", Text),
    Column("instances", Integer),
    Column("reason", Text),
    Column("witness", Text),
)

metrics = Table(
    "metrics",
    schema,
    Column("run_id", Text, primary_key=True),
    Column("scenario_id", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("metric_type", Text),
    Column("operation", Text),
    Column("value", Float),
    Column("unit", Text),
    Column("threshold", Float),
    Column("within", Boolean),
    Column("samples", Integer),
)
