"""The relay's account on disk: one JSON object in one file, always whole.

It holds the plug-in's report (`Plant.report`; without a plug-in only `name`: null) and under `traffic` the relay's
counters. It is replaced in one step, so that a reader finds either the old account or the new one. It contains no
part of a payload, a header or a URL.
"""

from pathlib import Path
from typing import Any

import msgspec

from lockstep.relay.errors import RelayError
from lockstep.relay.plugin import Plugin
from lockstep.relay.traffic import Traffic


def account(plugin: Plugin | None, traffic: Traffic) -> dict[str, Any]:
    """The account, as JSON values."""
    told = {"name": None} if plugin is None else plugin.report()
    return {**told, "traffic": msgspec.to_builtins(traffic)}


def write(path: Path, content: dict[str, Any]) -> None:
    """Replace the file. Raises RelayError."""
    whole = path.with_name(f".{path.name}.new")
    try:
        whole.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2))
        whole.replace(path)
    except OSError as error:
        raise RelayError(f"the report {path} cannot be written: {error.strerror}") from error
