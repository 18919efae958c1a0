"""Request ids: what a caller gives is taken as it is where it can stand in a header, else one is made."""

import re
import secrets

_GOOD = re.compile(r"[!-~]{1,128}", re.ASCII)


def adopted(given: object) -> str:
    """The id of a request or command: 1 to 128 printable ASCII characters without spaces, or a new one."""
    return given if isinstance(given, str) and _GOOD.fullmatch(given) else secrets.token_hex(8)
