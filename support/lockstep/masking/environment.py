"""The secrets in environment variables, by the variables' names: MY_TOKEN, DB_PASSWORD, AWS_SECRET_ACCESS_KEY."""

import os
from collections.abc import Mapping

from lockstep.masking.addresses import secrets_in_url
from lockstep.masking.names import is_secret

SHORTEST = 8
_FOLDERS = frozenset({"PWD", "OLDPWD"})


def secrets_in(environ: Mapping[str, str]) -> list[str]:
    """The values of secret variables, and the user parts of addresses in others. Folders, files and short values are
    none."""
    found: list[str] = []
    for name, value in environ.items():
        if name in _FOLDERS or len(value) < SHORTEST:
            continue
        if is_secret(name) and not os.path.lexists(value):
            found.append(value)
        elif "://" in value and "@" in value:
            found += secrets_in_url(value)
    return found
