#!/usr/bin/env bash
# behave 1.3.3: a tox.ini that says nothing of behave makes it forget the runner aliases of pyproject.toml.
#
# With `[tool.behave] runner = "mine"` and an alias `mine` in `[tool.behave.runners]`, both in pyproject.toml, a feature
# runs. Once a tox.ini stands beside it, with a [tox] section only, the runner is still taken from pyproject.toml but its
# alias is not: "ConfigError: runner=mine (RUNNER-ALIAS NOT FOUND)", exit code 1. A runner named by its full class path
# is not affected. Exits with 1 when any of this is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet --disable-pip-version-check behave==1.3.3 || exit 2
mkdir -p "$work/project/features/steps" && cd "$work/project" || exit 2
printf 'Feature: a\n\n  Scenario: b\n    Given c\n' >features/a.feature
printf 'from behave import given\n\n\n@given("c")\ndef c(context):\n    pass\n' >features/steps/steps.py
settings() { printf '[tool.behave]\nrunner = "%s"\n\n[tool.behave.runners]\nmine = "behave.runner:Runner"\n' "$1" >pyproject.toml; }

settings mine
"$work/venv/bin/behave" >alone.txt 2>&1
alone=$?
printf '[tox]\nenvlist = py311\n' >tox.ini
"$work/venv/bin/behave" >beside.txt 2>&1
beside=$?
settings behave.runner:Runner
"$work/venv/bin/behave" >full.txt 2>&1
full=$?

echo "behave 1.3.3; alone: exit $alone; beside a tox.ini: exit $beside, $(tail -n 1 beside.txt); full class path: exit $full"
[ "$alone" = 0 ] && [ "$beside" = 1 ] && grep -q 'RUNNER-ALIAS NOT FOUND' beside.txt && [ "$full" = 0 ]
