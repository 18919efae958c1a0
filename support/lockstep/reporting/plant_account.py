"""What a plant did in several relays, as one account: `plant.json` of a run with workers, or with backends started by
scenarios.

`occasions`, `effects` and everything under `traffic` are added up, `first_ns` and `last_ns` are those of all,
`examples` are concatenated; the rest (name, options, what it breaks) is the same in each and kept.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

ADDED = frozenset({"occasions", "effects"})


def merge_plants(files: Iterable[Path], into: Path) -> dict[str, Any] | None:
    """Write the account of all files that exist; None, and nothing written, if there are none. Raises OSError, and
    msgspec.DecodeError for a file that is not an account."""
    accounts = [msgspec.json.decode(path.read_bytes(), type=dict[str, Any]) for path in files if path.exists()]
    if not accounts:
        return None
    merged = merge(accounts)
    write(merged, into)
    return merged


def merge(accounts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Merge several accounts, which are not changed, into one. Raises IndexError if there are none."""
    merged = dict(accounts[0])
    for account in accounts[1:]:
        for key, value in account.items():
            merged[key] = _both(key, merged[key], value) if key in merged else value
    return merged


def write(account: dict[str, Any], into: Path) -> None:
    """Write it. Raises OSError."""
    into.write_bytes(msgspec.json.format(msgspec.json.encode(account), indent=2))


def _both(key: str, one: Any, other: Any) -> Any:
    if key == "why":
        return list(dict.fromkeys([*one, *other]))
    if key in ADDED or key == "examples":
        return one + other
    if key == "traffic":
        return _sum(one, other)
    if key in {"first_ns", "last_ns"}:
        times = [time for time in (one, other) if time]
        return (min if key == "first_ns" else max)(times, default=one)
    return one


def _sum(one: Any, other: Any) -> Any:
    """Numbers added up, however deeply they are nested."""
    if isinstance(one, dict):
        return {key: _sum(one[key], other[key]) if key in one and key in other else {**one, **other}[key]
                for key in {**one, **other}}  # fmt: skip
    if isinstance(one, list):
        return one + other
    return one + other if isinstance(one, int | float) and not isinstance(one, bool) else one
