#!/usr/bin/env bash
# behave 1.3.3 and gherkin-official 42.0.1 read a placeholder in a Background differently.
#
# A feature whose Background says `Given a <colour> lamp`, with a Scenario Outline that has a column `colour`, is valid for
# both. behave runs the Background once for each row with the cell in place of the placeholder ("a red lamp", "a green
# lamp"). The pickles of the official parser, from which other runners of Gherkin work, keep the Background's step as it is
# written ("a <colour> lamp") and fill in only the outline's own steps. The same file therefore tests two different things.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
"$work/venv/bin/pip" install --quiet --disable-pip-version-check behave==1.3.3 gherkin-official==42.0.1 || exit 2
mkdir -p "$work/features/steps" && cd "$work" || exit 2
cat >features/a.feature <<'FEATURE'
Feature: lamps
  Background:
    Given a <colour> lamp

  Scenario Outline: it shines
    Then it shines <colour>

    Examples:
      | colour |
      | red    |
      | green  |
FEATURE
cat >features/steps/steps.py <<'STEPS'
from behave import step


@step("{anything}")
def saw(context, anything):
    with open("behave.txt", "a") as out:
        out.write(anything + "\n")
STEPS
venv/bin/behave --no-summary --format=null >/dev/null 2>&1 || exit 1
venv/bin/python - >gherkin.txt <<'PYTHON' || exit 1
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

with open("features/a.feature") as file:
    document = Parser().parse(file.read())
document["uri"] = "features/a.feature"
for pickle in Compiler().compile(document):
    for one in pickle["steps"]:
        print(one["text"])
PYTHON
echo "behave 1.3.3 ran: $(paste -sd, behave.txt); gherkin-official 42.0.1 says: $(paste -sd, gherkin.txt)"
[ "$(paste -sd, behave.txt)" = "a red lamp,it shines red,a green lamp,it shines green" ] &&
    [ "$(paste -sd, gherkin.txt)" = "a <colour> lamp,it shines red,a <colour> lamp,it shines green" ]
