"""Whether there is anything in a text that could be masked: most texts hold no clue, and are done at once.

A clue is a few letters without which no name, shape or address would be masked, in small letters. Where those letters
are common, as `key` in keyboard, a pattern beginning with them says what must follow.
"""

import re

_ALONE = (
    "pwd", "token", "secret", "cookie", "credential", "jwt", "csrf", "xsrf", "bearer", "eyj", "private key", "glpat-",
    "akia", "aiza", "_live_",
)  # fmt: skip
_FOLLOWED = tuple(
    (stem, re.compile(rf"{stem}{rest}"))
    for stem, rest in (
        ("pass", r"(?!e|ing|ion|iv|port)"),
        ("auth", r"(?!or(?!i))"),
        ("key", r"(?![a-rt-z])"),
        ("sid", r"(?![a-z])"),
        ("sess", r"(?:ion)?[^a-z]{0,3}id"),
        ("pin", r"[^a-z]?code"),
        ("otp", r"(?![a-z])"),
        ("psk", r"(?![a-z])"),
        ("cvc", r"(?![a-z])"),
        ("cvv", r"(?![a-z])"),
        ("pw", r"(?![a-z])"),
        ("sig", r"(?:nature)?="),
        ("code=", ""),
        ("basic", r"\s"),
        ("sk-", r"[a-z0-9_-]{12}"),
        ("gh", r"[opsru]_"),
        ("github", "_pat_"),
        ("xox", r"[abeprs]-"),
    )
)


def may_hold_secrets(low: str, more: tuple[str, ...] = ()) -> bool:
    """Whether a text in small letters has a clue, or one of these besides."""
    for clue in _ALONE:
        if clue in low:
            return True
    for clue in more:
        if clue in low:
            return True
    for stem, pattern in _FOLLOWED:
        if stem in low and pattern.search(low):
            return True
    return "//" in low and "@" in low
