"""The names that mark their value as a secret: password, apiKey, X-Auth-Token, client_secret, sessionId, Set-Cookie.

A name is split into words, so that case, dashes, underscores and dots make no difference. A name that only describes
a secret (`token_type`, `password_cost`, `tokenExpiresAt`) does not count.
"""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_STEMS = re.compile(
    r"(?:pass_?(?:word|wd|phrase|code|wort)|pwd|secret|token|cookie|credential|bearer|sess(?:ion)?_?id"
    r"|(?:api|access|account|auth|client|deploy|encryption|license|master|private|secret|service|session|shared"
    r"|signing|ssh|storage|webhook)_?key)s?(?:_?\d+)?(?:_|$)"
)
_LAST = frozenset({"auth", "authorization", "otp", "pass", "pw", "sid", "totp"})
_SPEAKS_OF_ONE = frozenset({
    "age", "at", "changed", "cost", "count", "counts", "enabled", "endpoint", "expiration", "expires", "expiry",
    "field", "file", "format", "in", "kind", "length", "lifetime", "limit", "max", "min", "minutes", "ms", "name",
    "names", "path", "policy", "rate", "required", "rule", "rules", "s", "scheme", "seconds", "state", "status",
    "strength", "supported", "ttl", "type", "uri", "url", "usage", "used", "valid",
})  # fmt: skip
_IN_QUERIES = frozenset({"code", "key", "sig", "signature"})


def words_of(name: str) -> list[str]:
    """The words of a name, in lower case: the same for apiKey, API-KEY and api_key."""
    return [word.lower() for word in _WORD.findall(name)]


def squashed(name: str) -> str:
    """The name without separators between its words."""
    return "".join(words_of(name))


@lru_cache(maxsize=8_192)
def is_secret(name: str) -> bool:
    """Whether the value of this name is a secret."""
    words = words_of(name)
    if not words or words[-1] in _SPEAKS_OF_ONE:
        return False
    return words[-1] in _LAST or _STEMS.search("_".join(words)) is not None


def is_secret_in_query(name: str) -> bool:
    """Whether a parameter of an address with this name is a secret; there, `key` and `sig` are too."""
    return name.lower() in _IN_QUERIES or is_secret(name)
