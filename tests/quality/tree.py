"""The project's own files, for tests that look at its form."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "support" / "lockstep"
TESTS = ROOT / "tests"
FEATURES = ROOT / "features"


def modules() -> list[Path]:
    """Every Python file of the suite, its tests and its scripts."""
    return sorted(path for top in (PACKAGE, FEATURES, TESTS, ROOT / "scripts") for path in top.rglob("*.py"))


def texts() -> list[Path]:
    """Every file that people wrote: code, features, scripts, pages."""
    folders = ("support", "features", "tests", "scripts", "docs", "benchmarks", ".ci")
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    top = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    return sorted(path for path in inside + top if "__pycache__" not in path.parts)


def name(path: Path) -> str:
    """A path as people call it."""
    return str(path.relative_to(ROOT))
