"""Lockstep: acceptance tests that prove a backend's REST API and its WebSocket move in lockstep.

    import lockstep

    with lockstep.recording() as people:
        ...
        verdicts = people.judge()

`recording` records what people do and `judge` judges a recorded file; docs/python.md shows both. They are imported
when they are first asked for, so that importing the package costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lockstep.recordings.opening import recording as recording
    from lockstep.recordings.recording import judge as judge

__all__ = ["judge", "recording"]

_PLACES = {"recording": "lockstep.recordings.opening", "judge": "lockstep.recordings.recording"}


def __getattr__(name: str) -> Any:
    """Import what is asked for. Raises AttributeError for anything else."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # noqa: PLC0415

    return getattr(importlib.import_module(_PLACES[name]), name)
