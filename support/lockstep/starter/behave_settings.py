"""Finds the file whose settings for behave take effect.

behave reads `pyproject.toml`, `tox.ini`, `setup.cfg`, `.behaverc` and `behave.ini`, each over the ones before, and an
ini file clears the sections of the earlier ones (`[behave.userdata]` and such). So a new `behave.ini` is right only
if no file has settings for behave yet.
"""

import json
import re
from pathlib import Path

BY_PRECEDENCE = ("behave.ini", ".behaverc", "setup.cfg", "tox.ini", "pyproject.toml")
_SECTION = re.compile(r"^\s*\[(tool\.)?behave[\].]", re.MULTILINE)


def effective_file(folder: Path) -> str:
    """The file whose settings for behave take effect in this folder, or that is to be written. Raises OSError."""
    for name in BY_PRECEDENCE:
        path = folder / name
        if path.is_file() and _SECTION.search(path.read_text("utf-8", errors="replace")):
            return name
    return BY_PRECEDENCE[0]


def as_toml(ini: str) -> str:
    """The lines of an ini file's section `[behave]` as they stand in `pyproject.toml`."""
    lines = ["[tool.behave]"]
    for line in ini.splitlines()[1:]:
        key, _, value = line.partition(" = ")
        told = value if value in {"true", "false"} else json.dumps([value] if key == "paths" else value)
        lines.append(f"{key} = {told}")
    return "\n".join(lines) + "\n"
