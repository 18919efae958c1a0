"""Addresses without their secrets: the user part, values of the query, the fragment, and keys in the path.

The user part of an address extends to the last @, so that a password that contains @, / or # is not shown. `mask_url`
is for configured addresses: only the names in the query are kept. `mask_in_text` is for addresses within a text, and
masks only the user part; query parameters are masked there by name, like all pairs.
"""

import re
from urllib.parse import unquote

from lockstep.masking.names import is_secret, is_secret_in_query

MASK = "[redacted]"
_IN_TEXT = re.compile(r"//(?P<rest>[^\s\"<>`]+)")
_HOST = re.compile(r"(?:[\w.-]*|\[[\da-fA-F:.]+\])(?::\d*)?")
_SPEAKS_HTTP = re.compile(r"(?i)(?:https?|wss?):$")
_UUID = re.compile(r"(?i)[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}")
_RANDOM = 16


def mask_url(url: str) -> str:
    """A configured address in a form that may be shown."""
    return _parts(url)[0]


def secrets_in_url(url: str) -> list[str]:
    """The secrets in a configured address, each value as written and without percent-encoding."""
    found = dict.fromkeys(_parts(url)[1])
    return list(found | dict.fromkeys(unquote(value) for value in found))


def secrets_in_receiver(address: str) -> list[str]:
    """The secrets in the address of a service that forwards messages: any part of it may be a key."""
    parts = re.split(r"[/?&#@]", address.partition("://")[2])
    keys = [part for part in parts if looks_random(part) or re.fullmatch(r"(?=.*\d)[\w-]{8,}", part)]
    return [address, *secrets_in_url(address), *keys]


def mask_in_text(text: str) -> str:
    """The text with the user part of every address in it masked."""
    return _IN_TEXT.sub(_without_user, text)


def looks_random(text: str) -> bool:
    """Whether a text looks like a key: a long unbroken string that is not a word, or a UUID."""
    longest = max(re.split(r"[-_.~%=+]", text), key=len)
    return (len(longest) >= _RANDOM and not re.fullmatch(r"[a-z]+", longest)) or _UUID.fullmatch(text) is not None


def _without_user(found: re.Match[str]) -> str:
    rest = found["rest"]
    end = _end_of_user(rest, path_too=False)
    return f"//{MASK}@{rest[end + 1 :]}" if end >= 0 else found[0]


def _end_of_user(rest: str, *, path_too: bool) -> int:
    """Where the @ behind the user part is in what follows `//`; -1: there is none."""
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    known = "@" in authority or not _HOST.fullmatch(authority)
    if not (known or (path_too and authority)):
        return -1
    query = re.search(r"[?&][^=@]*=", rest)
    return rest.rfind("@", 0, query.start() if query else len(rest))


def _parts(url: str) -> tuple[str, list[str]]:
    """The address masked, and what is secret in it."""
    scheme, slashes, rest = url.strip().partition("//")
    if not slashes:
        user, at, host = url.rpartition("@")
        return (f"{MASK}@{host}", [user.rpartition(":")[2], user]) if at else (url, [])
    found: list[str] = []
    end = _end_of_user(rest, path_too=True)
    user = ""
    if end >= 0:
        name, colon, password = rest[:end].partition(":")
        found += [password, rest[:end]] if colon else [name]
        user, rest = f"{MASK}@", rest[end + 1 :]
    rest, hash_, fragment = rest.partition("#")
    found += [fragment.rpartition("=")[2]] if fragment else []
    path, mark, query = rest.partition("?")
    if _SPEAKS_HTTP.search(scheme):
        path = _path(path, found)
    query = "&".join(_parameter(one, found) for one in query.split("&"))
    return f"{scheme}//{user}{path}{mark}{query}{hash_}{MASK if fragment else ''}", found


def _path(path: str, found: list[str]) -> str:
    host, *segments = path.split("/")
    shown, before = [host], ""
    for one in segments:
        secret = bool(one) and (looks_random(one) or is_secret(before))
        found += [one] if secret else []
        shown.append(MASK if secret else one)
        before = one
    return "/".join(shown)


def _parameter(one: str, found: list[str]) -> str:
    name, equals, value = one.partition("=")
    if not equals:
        name, value = "", one
    if value and (not equals or is_secret_in_query(name) or looks_random(value)):
        found.append(value)
    return f"{name}{equals}{MASK}" if value else one
