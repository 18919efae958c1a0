"""Stand-ins for programs, in the only folder in which programs are found."""

from pathlib import Path


def program(folder: Path, name: str, script: str) -> None:
    """Put a program there."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
