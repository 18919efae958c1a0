"""The first files of a user's own repository.

Each is a template in `templates/`. If a file already exists, `done` is a pattern that its text matches if nothing is
left to do (any text matches the empty one), and `lines` are the lines to add to it otherwise.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from lockstep.settings.json_schema import json_schema
from lockstep.starter.behave_settings import as_toml, effective_file
from lockstep.starter.documents.adapter import adapter, feature
from lockstep.starter.documents.draft import Draft

TEMPLATES = Path(__file__).with_name("templates")
REFERENCE = "reference"
RUNNER = r"lockstep\.running\.runner:LockstepRunner"


@dataclass(frozen=True)
class Piece:
    """One file: its path in the folder, and its text."""

    path: str
    text: str
    done: str = ""
    lines: str = ""


def pieces(folder: Path, target: str, draft: Draft | None = None) -> list[Piece]:
    """The files for this target, `reference` or the path of an adapter's file, which holds what documents declare if
    there is a draft of it. Raises OSError."""
    own = target != REFERENCE
    pack, kind = ("generic", "own") if own else ("chat", "chat")
    import_ = "import lockstep.running.environment\n"
    vocabulary = f"import lockstep.steps.{pack}\n"
    toml = Template(template("lockstep.toml")).substitute(target=target)
    named = f'target = "{target}"'
    found = [
        Piece("features/environment.py", template("environment.py"), _line(import_), import_),
        Piece("features/steps/vocabulary.py", template(f"{kind}_vocabulary.py"), r"lockstep\.steps\.\w", vocabulary),
        Piece("features/steps/example.py", template("example.py")),
        Piece("features/example.feature", template(f"{kind}.feature") if draft is None else feature(draft)),
        Piece("features/README.md", template("README.md")),
        Piece("lockstep.toml", toml, _line(named) if own else "", f"{named}\n"),
        _schema(),
        _behave(effective_file(folder)),
        _whole(".vscode/settings.json", "vscode.json", r"cucumber"),
        _whole(".github/workflows/acceptance.yml", "acceptance.yml", r"lockstep run"),
        _whole(".gitlab-ci.yml", "gitlab-ci.yml", r"lockstep run"),
        _whole(".gitignore", "gitignore", r"(?m)^/?reports/?$"),
    ]
    if own:
        test = Template(template("test_adapter.py")).substitute(adapter=target)
        found += [
            Piece(target, template("adapter.py")) if draft is None else _exactly(target, adapter(draft)),
            Piece("tests/test_adapter.py", test, r"try_adapter", test),
        ]
    return found


def template(name: str) -> str:
    """The text of a template. Raises OSError."""
    return (TEMPLATES / name).read_text("utf-8")


def _line(text: str) -> str:
    return rf"(?m)^\s*{re.escape(text.strip())}"


def _exactly(path: str, text: str) -> Piece:
    return Piece(path, text, rf"\A{re.escape(text)}\Z", text)


def _whole(path: str, name: str, done: str) -> Piece:
    text = template(name)
    return Piece(path, text, done, text)


def _schema() -> Piece:
    text = json.dumps(json_schema(), indent=2) + "\n"
    again = "(nothing to add: it was made by another version; remove it and run `lockstep init` again)\n"
    return Piece("lockstep.schema.json", text, rf"\A{re.escape(text)}\Z", again)


def _behave(name: str) -> Piece:
    ini = template("behave.ini")
    return Piece(name, ini, RUNNER, as_toml(ini) if name.endswith(".toml") else ini)
