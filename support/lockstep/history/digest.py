"""Digests: short, stable names for payloads, so that rows can be compared without carrying the whole.

The digest of a value is the first 16 hexadecimal digits of BLAKE2b over its canonical JSON: keys sorted, no
white space, UTF-8. Two values have the same digest exactly when they are equal as JSON, apart from a chance of 2^-64.
"""

import hashlib
from typing import Any

import msgspec

_canonical = msgspec.json.Encoder(order="deterministic")


def digest(value: Any) -> str:
    """Return the 16-digit digest of a JSON-like value."""
    return digest_bytes(_canonical.encode(value))


def digest_bytes(data: bytes) -> str:
    """Return the 16-digit digest of bytes as they are."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()
