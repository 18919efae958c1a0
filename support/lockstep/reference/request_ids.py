"""Request ids: a caller's id is adopted if it is valid in a header, otherwise one is generated."""

import re
import secrets

_GOOD = re.compile(r"[!-~]{1,128}", re.ASCII)


def adopted(given: object) -> str:
    """The id of a request or command: 1 to 128 printable ASCII characters without spaces, or a new one."""
    return given if isinstance(given, str) and _GOOD.fullmatch(given) else secrets.token_hex(8)
