"""Undoes the content encoding of an answer, so that plug-ins read what the client will read. Sans-I/O.

gzip and deflate (with or without its zlib wrapper) are read; of any other encoding the reason is told.
"""

import zlib

Headers = tuple[tuple[bytes, bytes], ...]
_ENCODING = b"content-encoding"
_EITHER_WRAPPER, _NONE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS


class CodingError(Exception):
    """The body cannot be read; the text says why."""


def undone(headers: Headers, body: bytes, largest: int) -> tuple[Headers, bytes]:
    """The headers without the encoding, and the body without it. Raises CodingError, also for a body of more than
    `largest` bytes."""
    codings = [
        coding.strip().lower()
        for name, value in headers
        if name.lower() == _ENCODING
        for coding in value.split(b",")
        if coding.strip().lower() not in {b"", b"identity"}
    ]
    for coding in reversed(codings):
        try:
            body = _decoded(coding, body, largest)
        except zlib.error as error:
            raise CodingError(f"an answer that is not in the encoding that it names ({error})") from error
    return (tuple(one for one in headers if one[0].lower() != _ENCODING), body) if codings else (headers, body)


def _decoded(coding: bytes, body: bytes, largest: int) -> bytes:
    if coding in {b"gzip", b"x-gzip"}:
        return _inflated(body, _EITHER_WRAPPER, largest)
    if coding == b"deflate":
        try:
            return _inflated(body, _EITHER_WRAPPER, largest)
        except zlib.error:
            return _inflated(body, _NONE, largest)
    raise CodingError(f"an answer in an encoding that is not read ({coding.decode('latin-1')})")


def _inflated(body: bytes, window: int, largest: int) -> bytes:
    made = zlib.decompressobj(window)
    found = made.decompress(body, largest)
    if made.unconsumed_tail:
        raise CodingError("an answer too large to be read")
    return found
