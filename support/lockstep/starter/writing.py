"""Writing the files of a new repository: each is created or left alone, and none is ever overwritten."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lockstep.starter.documents.draft import Draft
from lockstep.starter.pieces import REFERENCE, Piece, pieces


class StarterError(Exception):
    """The files cannot be written; one sentence for the user."""


@dataclass(frozen=True)
class Written:
    """The outcome for one file: `unfinished` means that it exists and lacks `lines`."""

    path: str
    state: Literal["written", "there", "unfinished"]
    lines: str = ""


def write_all(folder: Path, target: str, draft: Draft | None = None) -> Iterator[Written]:
    """Write the files missing in the folder, which is created if necessary, and return the outcome for each file; the
    adapter is that of the draft, if there is one. Raises StarterError."""
    _check(target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for piece in pieces(folder, target, draft):
            yield _write(folder / piece.path, piece)
    except OSError as error:
        raise StarterError(f"{error.filename or folder} cannot be written: {error.strerror or error}") from error


def _check(target: str) -> None:
    if target == REFERENCE:
        return
    if not re.fullmatch(r"(?!/)[\w./-]+\.py", target) or ".." in Path(target).parts:
        raise StarterError(
            f"--target {target!r} is neither {REFERENCE} nor a Python file in the folder: name one such as mine.py"
        )


def _write(path: Path, piece: Piece) -> Written:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        done = re.search(piece.done, path.read_text("utf-8", errors="replace"))
        return Written(piece.path, "there") if done else Written(piece.path, "unfinished", piece.lines)
    with path.open("x", encoding="utf-8") as file:
        file.write(piece.text)
    return Written(piece.path, "written")
