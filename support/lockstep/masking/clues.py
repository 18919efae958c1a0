"""Whether a text contains anything that could be masked: most texts have no clue, and need no further work.

A clue is a few letters, in lower case, without which no name, shape or address would be masked. Every recorded frame
is checked, so this is optimised for speed: single searches in a row, and patterns only if letters they need are
present.
"""

import re

_AUTH = re.compile(r"auth(?!or(?!i))")
_KEY = re.compile(r"key(?![a-rt-z])")
_PASS = re.compile(r"pass(?!e[dns]|ing|ion|iv|port)")
_SESSION = re.compile(r"sess(?:ion)?[^a-z]{0,3}id")
_SIGNED = re.compile(r"(?:sid|otp|pw|sig|signature|code)\d*\\*[\"'\]]?(?:%5d)?\s*[=:]")


def may_hold_secrets(low: str, more: tuple[str, ...] = ()) -> bool:
    """Whether a text in lower case has a clue, or one of these additional ones."""
    if (
        "oken" in low
        or "cret" in low
        or "pwd" in low
        or "earer" in low
        or "eyj" in low
        or "ookie" in low
        or "creden" in low
        or "asic " in low
        or 'sid"' in low
        or 'otp"' in low
        or ("@" in low and "//" in low)
        or ("pass" in low and _PASS.search(low))
        or ("key" in low and _KEY.search(low))
        or ("auth" in low and _AUTH.search(low))
        or ("sess" in low and _SESSION.search(low))
    ):
        return True
    if ("=" in low or "\\" in low or "\n" in low or ("'" in low and "':" in low)) and _SIGNED.search(low):
        return True
    return any(clue in low for clue in more) if more else False
