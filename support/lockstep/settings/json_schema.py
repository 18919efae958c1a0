"""The settings as a JSON Schema, for editors that complete and check `lockstep.toml`."""

from typing import Any

from lockstep.settings.model import Settings, key_of


def json_schema() -> dict[str, Any]:
    """A schema of the file's tables: a key such as `load.workers` is `workers` in the table `load`."""
    made = Settings.model_json_schema()
    properties: dict[str, Any] = {}
    for name, one in made["properties"].items():
        *tables, key = key_of(name).split(".")
        within = properties
        for table in tables:
            within = within.setdefault(table, _table({}))["properties"]
        within[key] = {word: value for word, value in one.items() if word != "title"}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "lockstep.toml"}
    return {**schema, **_table(properties)}


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}
