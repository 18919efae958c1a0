"""The page about documents: with its answers the adapter of the orders is complete, green, and red under a plant."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lockstep.starter.documents.adapter import adapter
from lockstep.starter.documents.drafting import draft_of
from lockstep.targets.questions import questions_in

from tests.quality.tree import ROOT
from tests.starter.documents.answering import asked_in, replaced

EXAMPLES = ROOT / "docs" / "examples"
PAGE = (ROOT / "docs" / "documents.md").read_text("utf-8")


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The adapter as a reader of the page writes it."""
    folder = tmp_path_factory.mktemp("shop")
    answers, started = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    text = adapter(draft_of(EXAMPLES / "orders.openapi.yaml", EXAMPLES / "orders.asyncapi.yaml"))
    text = replaced(text, answers.splitlines())
    text = re.sub(r"    api_base_url = .*\n    websocket_url = .*\n", lambda _: started, text)
    text = text.replace("from lockstep.history", "import sys\nfrom pathlib import Path\n\nfrom lockstep.history", 1)
    path = folder / "adapter.py"
    path.write_text(text, "utf-8")
    (folder / "orders_server.py").write_bytes((EXAMPLES / "orders_server.py").read_bytes())
    return path


def ran(mine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "behave", *arguments, "-D", f"target={mine}", "-D", "budgets=report"]
    return subprocess.run(
        [*command, "-D", f"reports={mine.parent / 'reports'}"], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_every_question_is_answered_by_the_page(mine: Path) -> None:
    assert questions_in(mine) == []
    assert asked_in(mine.read_text("utf-8")) == []


def test_its_resources_do_what_the_documents_say(mine: Path) -> None:
    green = ran(mine, "--stage", "resources", "--tags", "@smoke or @FR-012")
    assert green.returncode == 0, green.stdout + green.stderr
    assert re.search(r"acceptance: \d+ passed, 0 failed, 1 skipped", green.stdout)


def test_a_plant_is_found(mine: Path) -> None:
    red = ran(mine, "--name", "ten changes arrive in order", "-D", "plant=drop", "-D", "resource=order")
    assert red.returncode == 1, red.stdout + red.stderr
    assert re.search(r"P1 +no loss .* violated", red.stdout)
