"""docs/steps.md lists every step of the suite, and each parameter is explained."""

import subprocess
import sys

import msgspec
from lockstep.running.definitions.catalogue import StepDefinition, markdown

from tests.quality.tree import ROOT

READ = "from lockstep.cli.steps import steps; steps()"  # apart: the registry of steps is the whole process's


def test_the_page_is_current_and_parameters_are_explained() -> None:
    ran = subprocess.run([sys.executable, "-c", READ, "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = msgspec.json.decode(ran.stdout, type=list[StepDefinition])
    page = (ROOT / "docs/steps.md").read_text(encoding="utf-8")
    listed = page.split("<!-- steps -->\n")[1].split("<!-- /steps -->\n")[0]
    assert listed == markdown(found), "renew it: lockstep steps --page docs/steps.md"
    unexplained = {
        part.type for one in found for part in one.parameters if part.accepts.startswith(("a {", "what parse"))
    }
    assert not unexplained
