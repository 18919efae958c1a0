"""Feature files in the shapes of Gherkin's public test data, and what the guards say of one."""

from pathlib import Path

from behave.model_type import FileLocation
from lockstep.running.selection.feature_texts import read_features
from lockstep.running.selection.guards import findings

FILES = Path(__file__).parent / "gherkin"


def refused(file: Path, root: Path) -> list[str]:
    """The sentences that refuse a run of this file; none: it may run."""
    read = read_features([FileLocation(str(file))], None, root)
    return [*read.sentences, *findings(read.features, read.files, None, root)]


def written(root: Path, content: str | bytes, name: str = "features/a.feature") -> Path:
    """A file of a project at `root` with this content."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
