"""behave's model of a feature, read from a text in a temporary project."""

from pathlib import Path
from typing import Any

from behave.parser import parse_feature


def feature(root: Path, text: str, name: str = "features/a.feature") -> Any:
    """The feature in a file of the project at `root`; None if the text has none."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return parse_feature(text, filename=str(path))
