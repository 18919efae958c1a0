#!/usr/bin/env bash
# behave 1.3.3 and gherkin-official 42.0.1 read the escapes of Gherkin to different values.
#
# The Gherkin reference gives a table cell `\n` for a line break and `\\` for a backslash, and a doc string `\"\"\"` for its
# own delimiter. behave takes only `\|` of these: its steps are given a backslash and an n, two backslashes, and a doc string
# with the three backslashes in it. The pickles of the official parser, from which other runners work, carry the values
# meant. The same feature, with a path or a body of two lines in a cell, sends different requests.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
"$work/venv/bin/pip" install --quiet --disable-pip-version-check behave==1.3.3 gherkin-official==42.0.1 >&2 || exit 2
mkdir -p "$work/features/steps" && cd "$work" || exit 2
cat >features/a.feature <<'FEATURE'
Feature: escapes

  Scenario: values
    Given the cells
      | value   |
      | two\nlines |
      | back\\slash |
      | a\|bar |
    And the text
      """
      say \"\"\"hello\"\"\"
      """
FEATURE
cat >features/steps/steps.py <<'STEPS'
from behave import step


def keep(*values):
    with open("behave.txt", "a") as out:
        out.writelines(f"{value!r}\n" for value in values)


@step("the cells")
def cells(context):
    keep(*(row["value"] for row in context.table))


@step("the text")
def text(context):
    keep(str(context.text))
STEPS
venv/bin/behave --no-summary --format=null >/dev/null 2>&1 || exit 1
venv/bin/python - >gherkin.txt <<'PYTHON' || exit 1
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

with open("features/a.feature") as file:
    document = Parser().parse(file.read())
document["uri"] = "features/a.feature"
for pickle in Compiler().compile(document):
    cells, text = (step["argument"] for step in pickle["steps"])
    for row in cells["dataTable"]["rows"][1:]:
        print(repr(row["cells"][0]["value"]))
    print(repr(text["docString"]["content"]))
PYTHON
echo "behave 1.3.3: $(paste -sd' ' behave.txt); gherkin-official 42.0.1: $(paste -sd' ' gherkin.txt)"
[ "$(cat behave.txt)" = "'two\\\\nlines'
'back\\\\\\\\slash'
'a|bar'
'say \\\\\"\\\\\"\\\\\"hello\\\\\"\\\\\"\\\\\"'" ] && [ "$(cat gherkin.txt)" = "'two\\nlines'
'back\\\\slash'
'a|bar'
'say \"\"\"hello\"\"\"'" ]
