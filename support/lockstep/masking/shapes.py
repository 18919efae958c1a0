"""Secrets recognised by their shape, regardless of their name: JWTs, credentials of a scheme, private keys."""

import base64
import binascii
import re

from lockstep.masking.addresses import MASK

_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+(?:\.[\w-]*){0,3}")
_BEARER = re.compile(r"(\b[Bb](?:earer|EARER)\s+)(?!\[redacted)[^\s\",'\\]+")
_BASIC = re.compile(r"(\b[Bb](?:asic|ASIC)\s+)([A-Za-z0-9+/_-]{4,}={0,2})")
_PRIVATE_KEY = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)


def mask_shapes(text: str) -> str:
    """The text with every secret of a known shape masked."""
    if "PRIVATE KEY" in text:
        text = _PRIVATE_KEY.sub(rf"\1{MASK}\2", text)
    text = _BEARER.sub(rf"\1{MASK}", text)
    text = _BASIC.sub(lambda found: f"{found[1]}{MASK}" if _is_pair(found[2]) else found[0], text)
    return _JWT.sub(MASK, text)


def _is_pair(text: str) -> bool:
    """Whether this is USER:PASSWORD in base64; "basic" is also a word."""
    padded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b":" in base64.b64decode(f"{padded}{'=' * (-len(padded) % 4)}", validate=True)
    except binascii.Error:
        return False


def has_shape(value: str) -> bool:
    """Whether a value is masked wherever it occurs because of its shape alone."""
    return _JWT.fullmatch(value) is not None
